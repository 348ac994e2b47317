// The frame of all pages: where one is, the search, whether the data is fresh, who one is.
import {html, nothing} from './vendor/lit-html.js';
import {icon} from './parts/icons.js';
import {sentence, time} from './parts/words.js';
import {NARROW} from './parts/idstrip.js';
import {auditPage, searchPage} from './routes.js';
import {nextTheme, switchTheme, theme} from './theme.js';

const PAGES = [
  {words: 'Overview', address: '#/', method: ''},
  {words: 'Templates', address: '#/templates', method: 'TemplateService.ListTemplates'},
  {words: 'Audit', address: auditPage(), method: 'MaintenanceService.AuditOlt'},
];

const THEME_ICONS = {auto: 'auto', light: 'sun', dark: 'moon'};
const THEME_WORDS = {auto: 'as the system', light: 'light', dark: 'dark'};

const searchField = () => document.getElementById('search');

/** '/' and Ctrl-K go to the search field. */
export function startShell(app) {
  document.addEventListener('keydown', event => {
    const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    const isSlash = event.key === '/' && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey;
    const isK = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey);
    if (!(isSlash || isK) || document.querySelector('dialog[open]') || !searchField()) return;
    event.preventDefault();
    searchField().focus();
    searchField().select();
  });
  document.addEventListener('themechange', () => app.render());
  matchMedia(NARROW).addEventListener('change', () => app.render());
}

function search(event) {
  event.preventDefault();
  const text = searchField().value.trim();
  if (text) location.hash = searchPage(text);
}

function connection(app) {
  const {state, lastContact} = app.live;
  if (!app.caller && state !== 'lost') return nothing;
  const words = {
    connecting: html`${icon('wait', 'muted')}<span>Connecting</span>`,
    live: html`${icon('live', 'ok')}<span>Live</span>`,
    lost: html`${icon('bad', 'bad')}<span>Data from ${time(lastContact)}</span>`,
  };
  return html`<div class="connection ${state}" role="status"
    title=${state === 'live' ? 'Changes are shown as they are made' : ''}>${words[state]}</div>`;
}

function lost(app) {
  if (app.live.state !== 'lost') return nothing;
  return html`
    <div class="lost" role="alert">
      ${icon('bad', 'bad')}
      <p><strong>Connection lost, data from ${time(app.live.lastContact)}.</strong>
        What you see may have changed since. The console keeps trying.</p>
      <button type="button" @click=${() => app.live.retryNow()}>Try now</button>
    </div>`;
}

function caller(app) {
  if (!app.caller) return nothing;
  return html`
    <div class="caller">
      <span class="caller-name">${app.caller.name}</span>
      <span class="caller-role">${sentence(app.caller.role)}</span>
    </div>
    ${app.api.token
      ? html`<button type="button" class="quiet" @click=${() => app.signOut()}>Sign out</button>`
      : nothing}`;
}

function crumbs(view) {
  if (view.crumbs.length === 0) return nothing;
  return html`
    <nav class="crumbs" aria-label="Breadcrumbs">
      <ol>
        ${view.crumbs.map(crumb => html`<li><a href=${crumb.address}>${crumb.words}</a></li>`)}
        <li aria-current="page">${view.title}</li>
      </ol>
    </nav>`;
}

export function shell(app) {
  const section = app.view.section ?? '#/';
  return html`
    <a class="skip" href="#main" @click=${event => {
      event.preventDefault();
      document.getElementById('main').focus();
    }}>Skip to the content</a>
    <header class="top">
      <a class="brand" href="#/" aria-label="Ponkeeper, to the overview">
        <svg viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="7" class="brand-ground"/>
          <g class="brand-lines"><path d="M8 16h5M13 16l10-8M13 16h10M13 16l10 8"/></g>
          <g class="brand-dots"><circle cx="8" cy="16" r="3"/><circle cx="24" cy="8" r="2.6"/><circle cx="24" cy="16" r="2.6"/><circle cx="24" cy="24" r="2.6"/></g></svg>
        <span>Ponkeeper</span>
      </a>
      ${app.caller ? html`
        <nav class="sections" aria-label="Sections">
          ${PAGES.filter(page => !page.method || app.may(page.method)).map(page => html`
            <a href=${page.address} aria-current=${page.address === section ? 'true' : 'false'}>${page.words}</a>`)}
        </nav>
        <form class="search" role="search" @submit=${search}>
          ${icon('search', 'muted')}
          <input id="search" type="search" autocomplete="off" spellcheck="false" aria-label="Search ids, serial numbers and paths"
            placeholder="Serial number, id or path" aria-keyshortcuts="/ Control+K">
          <kbd aria-hidden="true">/</kbd>
        </form>` : html`<span class="gap"></span>`}
      <div class="tools">
        ${connection(app)}
        <button type="button" class="quiet square" @click=${() => switchTheme()}
          title="Theme: ${THEME_WORDS[theme()]}"
          aria-label="Theme: ${THEME_WORDS[theme()]}. Change to ${THEME_WORDS[nextTheme()]}">${icon(THEME_ICONS[theme()])}</button>
        ${caller(app)}
      </div>
    </header>
    ${lost(app)}
    <main id="main" tabindex="-1" class=${app.live.state === 'lost' ? 'stale' : ''}>
      ${crumbs(app.view)}
      ${app.view.template()}
    </main>
    <div class="said" role="status" aria-live="polite">${app.notice ? html`<p>${icon('ok', 'ok')}${app.notice}</p>` : nothing}</div>`;
}
