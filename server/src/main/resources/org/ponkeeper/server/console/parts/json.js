// The JSON of the API, one click away.
import {html} from '../vendor/lit-html.js';

export const rawJson = (value, path) => html`
  <details class="raw">
    <summary>JSON</summary>
    <p class="muted ids">GET /v1/${path}</p>
    <pre tabindex="0" aria-label="JSON of ${path}">${JSON.stringify(value, null, 2)}</pre>
  </details>`;
