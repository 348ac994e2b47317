// What differs between two texts, line by line.
import {html} from '../vendor/lit-html.js';

/** Beyond so many pairs of lines, the texts are shown as replaced. */
const MOST_PAIRS = 4_000_000;

/** Lines with a sign: ' ' in both, '-' only in the first, '+' only in the second. */
export function diff(before, after) {
  const a = before.split('\n');
  const b = after.split('\n');
  if (a.length * b.length > MOST_PAIRS) {
    return [...a.map(text => ({sign: '-', text})), ...b.map(text => ({sign: '+', text}))];
  }
  // length[i][j]: how many lines a from i on and b from j on have in common
  const length = Array.from({length: a.length + 1}, () => new Uint32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      length[i][j] = a[i] === b[j] ? length[i + 1][j + 1] + 1 : Math.max(length[i + 1][j], length[i][j + 1]);
    }
  }
  const lines = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({sign: ' ', text: a[i]});
      i++;
      j++;
    } else if (i < a.length && (j === b.length || length[i + 1][j] >= length[i][j + 1])) {
      lines.push({sign: '-', text: a[i++]});
    } else {
      lines.push({sign: '+', text: b[j++]});
    }
  }
  return lines;
}

const AROUND = 2;
const NAMES = {'-': 'removed', '+': 'added', ' ': 'same'};
const SPOKEN = {'-': 'Removed: ', '+': 'Added: ', ' ': ''};

/** A diff with a few lines around what differs. */
export function diffView(before, after) {
  const lines = diff(before, after);
  const isShown = lines.map((_, i) =>
    lines.slice(Math.max(0, i - AROUND), i + AROUND + 1).some(line => line.sign !== ' '));
  return html`
    <pre class="diff" tabindex="0" aria-label="What differs">${lines.map((line, i) => {
      if (!isShown[i]) return isShown[i - 1] ? html`<span class="skipped">⋯</span>` : '';
      return html`<span class=${NAMES[line.sign]}><span class="unseen">${SPOKEN[line.sign]}</span><span aria-hidden="true">${line.sign} </span>${line.text}
</span>`;
    })}</pre>`;
}
