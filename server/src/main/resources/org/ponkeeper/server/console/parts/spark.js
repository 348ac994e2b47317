// A line without axes, for a cell of a table.
import {svg, html, nothing} from '../vendor/lit-html.js';

const WIDTH = 84;
const HEIGHT = 20;

export function spark(values, words) {
  if (values.length < 2) return nothing;
  const most = Math.max(...values);
  // A change of a few per cent looks like one: the height is at least a fifth of the largest value.
  const span = Math.max(most - Math.min(...values), most / 5, 1);
  const least = Math.max(0, Math.min(...values) - (span - (most - Math.min(...values))) / 2);
  const points = values
    .map((value, i) => [(i / (values.length - 1)) * WIDTH, HEIGHT - 2 - ((value - least) / span) * (HEIGHT - 4)])
    .map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`)
    .join(' ');
  return html`
    <svg class="spark" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${words}>
      ${svg`<polyline points=${points}/>`}
    </svg>`;
}
