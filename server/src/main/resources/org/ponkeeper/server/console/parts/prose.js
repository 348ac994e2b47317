// Texts with words in backticks, such as those of docs/audit.md.
import {html} from '../vendor/lit-html.js';

export const prose = text =>
  text.split('`').map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : part));
