// A line without axes, for a cell of a table.
import {svg, html, nothing} from '../vendor/lit-html.js';

const WIDTH = 84;
const HEIGHT = 20;

export function spark(values, words) {
  if (values.length < 2) return nothing;
  const least = Math.min(...values);
  const span = Math.max(...values) - least || 1;
  const points = values
    .map((value, i) => [(i / (values.length - 1)) * WIDTH, HEIGHT - 2 - ((value - least) / span) * (HEIGHT - 4)])
    .map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`)
    .join(' ');
  return html`
    <svg class="spark" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${words}>
      ${svg`<polyline points=${points}/>`}
    </svg>`;
}
