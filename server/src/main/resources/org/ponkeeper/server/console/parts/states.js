// What a page shows in place of data: loading, nothing there, an error.
import {html, nothing} from '../vendor/lit-html.js';
import {icon} from './icons.js';

export const loading = what => html`<p class="loading" role="status">Loading ${what}</p>`;

export const empty = (title, text = '') => html`
  <div class="empty"><strong>${title}</strong>${text ? html`<p>${text}</p>` : nothing}</div>`;

const ACTIONS = {
  PERMISSION_DENIED: 'Ask somebody with a higher role, or sign in as another caller.',
  ETAG_MISMATCH: 'Somebody has changed it in between. Look at it again, then decide again.',
};

/** An error with what to do about it. `again` repeats what failed. */
export function failure(error, again) {
  const remedy = error.remedy || ACTIONS[error.code] || '';
  return html`
    <div class="notice bad" role="alert">
      ${icon('bad', 'bad')}
      <div>
        <strong>${error.message}</strong>
        ${remedy ? html`<p>${remedy}</p>` : nothing}
        ${error.isOutcomeUnknown
          ? html`<p>It is unknown whether the change was made.</p>`
          : nothing}
        ${error.code ? html`<p class="code">${error.code}</p>` : nothing}
        ${again ? html`<button type="button" @click=${again}>Try again</button>` : nothing}
      </div>
    </div>`;
}

export const warning = content => html`
  <div class="notice warn" role="status">${icon('warn', 'warn')}<div>${content}</div></div>`;
