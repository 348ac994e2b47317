// Icons. They stand beside a text, which says the same, so that they are hidden from screen readers.
import {svg, html} from '../vendor/lit-html.js';

const shapes = {
  ok: svg`<circle cx="8" cy="8" r="6.5"/><path d="m5 8.2 2 2 4-4.4" class="cut"/>`,
  warn: svg`<path d="M8 1.2 15.4 14.4H.6Z"/><path d="M8 6v4M8 11.6v.8" class="cut"/>`,
  bad: svg`<path d="M5 .9h6L15.1 5v6L11 15.1H5L.9 11V5Z"/><path d="m5.4 5.4 5.2 5.2M10.6 5.4l-5.2 5.2" class="cut"/>`,
  live: svg`<circle cx="8" cy="8" r="4.5"/>`,
  wait: svg`<circle cx="8" cy="8" r="4.5" class="line"/>`,
  search: svg`<circle cx="7" cy="7" r="4.6" class="line"/><path d="m10.6 10.6 4 4" class="line"/>`,
  sun: svg`<circle cx="8" cy="8" r="3.2"/><path d="M8 .8v2.4M8 12.8v2.4M.8 8h2.4M12.8 8h2.4M2.9 2.9l1.7 1.7M11.4 11.4l1.7 1.7M2.9 13.1l1.7-1.7M11.4 4.6l1.7-1.7" class="line"/>`,
  moon: svg`<path d="M13.8 10.2A6.3 6.3 0 0 1 5.8 2.2a6.3 6.3 0 1 0 8 8Z"/>`,
  auto: svg`<circle cx="8" cy="8" r="6" class="line"/><path d="M8 2a6 6 0 0 1 0 12Z"/>`,
  arrow: svg`<path d="M1 8h12M9.5 4 13.5 8l-4 4" class="line"/>`,
  lock: svg`<path d="M3.5 7h9v7h-9z"/><path d="M5.4 7V4.8a2.6 2.6 0 0 1 5.2 0V7" class="line"/>`,
};

export const icon = (name, tone = '') =>
  html`<svg class="icon ${tone}" viewBox="0 0 16 16" aria-hidden="true" focusable="false">${shapes[name]}</svg>`;
