// The audit: findings by kind, what they mean, and the repair that is offered.
import {html, nothing} from '../vendor/lit-html.js';
import {confirmRepair} from '../changes/repair.js';
import {icon} from '../parts/icons.js';
import {KINDS} from '../parts/kinds.js';
import {prose} from '../parts/prose.js';
import {empty, failure, loading} from '../parts/states.js';
import {count, number, sentence, time} from '../parts/words.js';
import {auditPage, pageOf, placeOf} from '../routes.js';
import {Page} from './page.js';

const FIRST_SHOWN = 20;
const MORE_SHOWN = 500;

/** Findings by kind, errors first. */
function byKind(findings) {
  const kinds = new Map();
  for (const finding of findings) {
    if (!kinds.has(finding.kind)) kinds.set(finding.kind, []);
    kinds.get(finding.kind).push(finding);
  }
  const hasError = ([, list]) => (list.some(one => one.severity === 'ERROR') ? 0 : 1);
  return [...kinds].sort((a, b) => hasError(a) - hasError(b) || b[1].length - a[1].length);
}

const isRepairable = kind => KINDS[kind]?.repair.startsWith('Yes');

export class Audit extends Page {
  section = auditPage();
  #findings = null;
  #at = null;
  #error = null;
  #done = 0;
  #isRunning = false;
  /** How many findings of a kind are shown, if more than the first ones. */
  #shown = new Map();

  /** @param olt only this OLT; empty for all of them and the store */
  constructor(app, olt) {
    super(app);
    this.olt = olt;
    this.title = olt ? `Audit of ${placeOf(olt).olt ?? olt}` : 'Audit';
    this.crumbs = olt ? [{words: 'Audit', address: auditPage()}] : [];
    this.olts = this.remote(() => app.api.all('technologies/-/olts', 'olts'));
    if (olt) this.run();
  }

  again() {}

  async run() {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#error = null;
    this.#done = 0;
    this.app.render();
    const found = [];
    try {
      const names = this.olt ? [this.olt] : (await this.app.api.all('technologies/-/olts', 'olts')).map(olt => olt.name);
      for (const name of names) {
        if (this.isClosed) return;
        const {findings} = await this.app.api.get(`${name}:audit`);
        for (const finding of findings) found.push({...finding, olt: finding.olt || name});
        this.#done++;
        this.app.render();
      }
      if (!this.olt && this.app.may('MaintenanceService.AuditStore')) {
        for (const finding of (await this.app.api.get('store:audit')).findings) found.push(finding);
      }
      this.#findings = found;
      this.#at = new Date();
    } catch (error) {
      this.#error = error;
    }
    this.#isRunning = false;
    this.app.render();
  }

  template() {
    const total = this.olt ? 1 : this.olts.value?.length ?? 0;
    return html`
      <div class="head">
        <div>
          <h1>${this.title}</h1>
          <p class="sub">Whether pools, instances, claims and templates agree. An audit changes nothing.</p>
        </div>
        <div class="actions">
          <label class="inline">OLT
            <select @change=${event => this.app.go(auditPage(event.target.value))}>
              <option value="" ?selected=${!this.olt}>All</option>
              ${(this.olts.value ?? []).map(olt => html`<option value=${olt.name} ?selected=${olt.name === this.olt}>${olt.olt}, ${olt.technology || 'technology unknown'}</option>`)}
            </select></label>
          ${this.olt && this.app.may('MaintenanceService.RepairOlt')
            ? html`<button type="button" @click=${() => confirmRepair(this.app, this.olt, () => this.run())}>Repair…</button>` : nothing}
          <button type="button" class="primary" ?disabled=${this.#isRunning} @click=${() => this.run()}>
            ${this.#findings ? 'Audit again' : 'Run the audit'}</button>
        </div>
      </div>
      ${this.#isRunning ? loading(`the audit: ${number(this.#done)} of ${number(total)} OLTs done`) : nothing}
      ${this.#error ? failure(this.#error, () => this.run()) : nothing}
      ${this.#findings ? this.#result(this.#findings) : this.#isRunning || this.#error ? nothing
        : empty('No audit has run here yet.', `It reads all data of ${this.olt ? 'the OLT' : 'every OLT, one after the other'}.`)}`;
  }

  #result(findings) {
    const errors = findings.filter(finding => finding.severity === 'ERROR').length;
    const warnings = findings.length - errors;
    if (findings.length === 0) {
      return html`<div class="notice ok" role="status">${icon('ok', 'ok')}<div><strong>No problems found</strong>
        <p>At ${time(this.#at)}, in ${this.olt ? placeOf(this.olt).olt : count(this.#done, 'OLT')}.</p></div></div>`;
    }
    return html`
      <dl class="figures">
        <div class=${errors ? 'bad' : ''}><dt>Errors</dt><dd>${errors ? icon('bad', 'bad') : nothing}${number(errors)}</dd></div>
        <div class=${warnings ? 'warn' : ''}><dt>Warnings</dt><dd>${warnings ? icon('warn', 'warn') : nothing}${number(warnings)}</dd></div>
        <div><dt>Audited</dt><dd class="word">${time(this.#at)} <small>${this.olt ? placeOf(this.olt).olt : count(this.#done, 'OLT')}</small></dd></div>
      </dl>
      ${byKind(findings).map(([kind, list]) => this.#kind(kind, list))}`;
  }

  #kind(kind, list) {
    const words = KINDS[kind];
    const tone = list.some(one => one.severity === 'ERROR') ? 'bad' : 'warn';
    const shown = list.slice(0, this.#shown.get(kind) ?? FIRST_SHOWN);
    const more = Math.min(MORE_SHOWN, list.length - shown.length);
    return html`
      <section class="panel finding ${tone}" aria-labelledby="kind-${kind}">
        <h2 id="kind-${kind}">${icon(tone, tone)}${sentence(kind)} <span class="count">${number(list.length)}</span></h2>
        ${words ? html`
          <p>${prose(words.meaning)}</p>
          <dl class="pairs">
            <dt>Repair</dt><dd>${prose(words.repair)}</dd>
            <dt>What to do</dt><dd>${prose(words.remedy)}</dd>
          </dl>` : nothing}
        <ul class="findings">${shown.map(finding => html`
          <li>${finding.olt ? html`<a href=${pageOf(finding.olt)}>${placeOf(finding.olt).olt}</a> ` : nothing}
            <span class="ids">${finding.subject}</span>: ${finding.sentence}</li>`)}</ul>
        ${more > 0 ? html`
          <button type="button" @click=${() => { this.#shown.set(kind, shown.length + more); this.app.render(); }}>Show ${
            shown.length + more === list.length ? `all ${number(list.length)}` : `${number(more)} more`}</button>` : nothing}
        ${isRepairable(kind) && !this.olt && this.app.may('MaintenanceService.RepairOlt') ? html`
          <p>${[...new Set(list.map(one => one.olt))].filter(Boolean).map(olt => html`
            <button type="button" @click=${() => confirmRepair(this.app, olt, () => this.run())}>Repair ${placeOf(olt).olt}…</button> `)}</p>` : nothing}
        ${isRepairable(kind) && this.olt && this.app.may('MaintenanceService.RepairOlt') ? html`
          <button type="button" @click=${() => confirmRepair(this.app, this.olt, () => this.run())}>Repair…</button>` : nothing}
      </section>`;
  }
}
