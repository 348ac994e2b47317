// How full a pool is: a bar, with its numbers as text.
import {html, nothing} from '../vendor/lit-html.js';
import {icon} from './icons.js';
import {number, percent, typeWords} from './words.js';

export const NEARLY_FULL = 80;
export const ALMOST_NOTHING_FREE = 95;

export const toneOf = share => (share >= ALMOST_NOTHING_FREE ? 'bad' : share >= NEARLY_FULL ? 'warn' : '');

/** The icon that goes with a tone; none if all is well. */
export const toneIcon = tone => (tone ? icon(tone, tone) : nothing);

/** A bar without text, for those places where the numbers stand beside it. */
export const bar = (share, tone = toneOf(share)) => html`
  <svg class="bar ${tone}" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
    <rect class="track" width="100" height="6"/><rect class="fill" width=${Math.min(100, share)} height="6"/>
  </svg>`;

/** A bar with its percentage and numbers. */
export function poolBar(type, used, total, label = typeWords(type).short) {
  const share = percent(used, total);
  return html`
    <span class="poolbar">
      ${label ? html`<span class="poolbar-label">${label}</span>` : nothing}
      ${bar(share)}
      <span class="poolbar-share">${toneIcon(toneOf(share))}${share} %</span>
      <span class="poolbar-numbers">${number(used)} of ${number(total)}</span>
    </span>`;
}
