// An OLT: how full the pools of its PONs are, and how that has changed.
import {html, nothing} from '../vendor/lit-html.js';
import '../parts/plot.js';
import {ponMap, ponsOf} from '../parts/ponmap.js';
import {poolBar, toneIcon, toneOf} from '../parts/poolbar.js';
import {empty, failure, warning} from '../parts/states.js';
import {table} from '../parts/table.js';
import {count, number, percent, ranges, sentence, typeWords} from '../parts/words.js';
import {auditPage, pageOf, placeOf} from '../routes.js';
import {confirmDeleteOlt} from '../changes/olt.js';
import {Page} from './page.js';

const ORDERS = {
  number: {words: 'By number', compare: (a, b) => a.pon - b.pon},
  fullest: {words: 'Fullest first', compare: (a, b) => b.fullest - a.fullest || a.pon - b.pon},
};

export class Olt extends Page {
  crumbs = [{words: 'Overview', address: '#/'}];
  #order = 'number';

  constructor(app, name) {
    super(app);
    this.name = name;
    this.title = placeOf(name).olt;
    this.olt = this.remote(() => app.api.get(name));
    this.use = app.may('OltService.GetUse') ? this.remote(() => app.api.get(`${name}/use`)) : null;
  }

  concerns(name) {
    return name === this.name || name.startsWith(`${this.name}/`);
  }

  template() {
    return this.olt.show('the OLT', olt => this.#content(olt, ponsOf(olt)));
  }

  #content(olt, pons) {
    return html`
      <div class="head">
        <div>
          <h1>${this.title}</h1>
          <p class="sub">${olt.technology || 'Technology unknown'} OLT${olt.registered
            ? nothing
            : html`, <strong>not registered</strong>: only the Go library has used it`}</p>
        </div>
        <div class="actions">
          ${this.app.may('MaintenanceService.AuditOlt')
            ? html`<a class="button" href=${auditPage(this.name)}>Audit</a>` : nothing}
          ${this.app.may('OltService.DeleteOlt')
            ? html`<button type="button" class="danger-quiet" @click=${() => confirmDeleteOlt(this.app, this.name)}>Delete OLT…</button>` : nothing}
        </div>
      </div>
      ${olt.state !== 'LIVE' && olt.registered ? warning(html`
        <strong>${sentence(olt.state)}: changes are refused with OLT_BUSY.</strong>
        <p>If the operation was interrupted, run it again to complete it.</p>`) : nothing}
      <dl class="figures">
        <div><dt>PONs</dt><dd>${number(olt.pons.length)}</dd></div>
        <div><dt>Instances</dt><dd>${number(olt.instances)}</dd></div>
        ${this.use?.value?.samples.length ? html`<div><dt>ONUs</dt><dd>${number(this.use.value.samples.at(-1).onus)}</dd></div>` : nothing}
        ${fullestOf(pons).map(({pon, pool}) => html`
          <div class=${toneOf(pool.share)}><dt>Fullest ${typeWords(pool.type).short} pool</dt>
            <dd>${toneIcon(toneOf(pool.share))}${pool.share} %
              <small><a href=${this.#pon(pon)}>PON ${pon}</a>, ${number(pool.total - pool.used)} free</small></dd></div>`)}
      </dl>
      ${this.use ? this.#plots() : nothing}
      <section aria-labelledby="map">
        <div class="section-head">
          <h2 id="map">PONs</h2>
          <div class="choice" role="group" aria-label="Order of the PONs">
            ${Object.entries(ORDERS).map(([order, {words}]) => html`
              <button type="button" aria-pressed=${order === this.#order ? 'true' : 'false'}
                @click=${() => { this.#order = order; this.app.render(); }}>${words}</button>`)}
          </div>
        </div>
        ${pons.length === 0
          ? empty('This OLT has no PONs.', 'Register it with its PONs and ranges.')
          : ponMap([...pons].sort(ORDERS[this.#order].compare), pon => this.#pon(pon))}
      </section>
      ${this.#shared(olt)}
      <section aria-labelledby="ranges">
        <h2 id="ranges">Ranges</h2>
        ${olt.ranges.length === 0 ? empty('No ranges are registered.') : table('Ranges', [
          {head: 'Ids', cell: row => typeWords(row.type).many},
          {head: 'PONs', cell: row => (row.pons.length ? row.pons.join(', ')
            : olt.ranges.some(other => other.type === row.type && other.pons.length) ? 'All others' : 'All')},
          {head: 'Ranges', kind: 'ids', cell: row => ranges(row.ranges)},
        ], olt.ranges)}
      </section>
      <section aria-labelledby="details">
        <h2 id="details">Registration</h2>
        <dl class="pairs">
          <dt>State</dt><dd>${olt.registered ? sentence(olt.state) : 'Not registered'}</dd>
          <dt>Keys of the pools</dt><dd>${sentence(olt.pool_keys || 'unknown')}</dd>
          <dt>Lists of the openolt adapter</dt><dd>${olt.adapter_state ? 'Maintained' : 'Not maintained'}</dd>
          <dt>Length of new pools</dt><dd>${olt.full_pools ? 'As the Go library' : 'As needed'}</dd>
        </dl>
      </section>`;
  }

  #pon(pon) {
    return pageOf(`${this.name}/pons/${pon}`);
  }

  #shared(olt) {
    const shared = olt.pools.filter(pool => pool.shared);
    if (shared.length === 0) return nothing;
    return html`
      <section aria-labelledby="shared">
        <h2 id="shared">Pools that all PONs share</h2>
        ${table('Shared pools', [
          {head: 'Ids', cell: pool => typeWords(pool.type).many},
          {head: 'Taken', cell: pool => poolBar(pool.type, pool.used, pool.used + pool.free, '')},
          {head: 'Ranges', kind: 'ids', cell: pool => ranges(pool.ranges)},
        ], shared)}
      </section>`;
  }

  #plots() {
    return html`
      <section class="plots" aria-label="Use over time" aria-busy=${this.use.value ? 'false' : 'true'}>
        ${this.use.value === undefined && this.use.error ? failure(this.use.error) : nothing}
        ${this.use.value ? plots(this.use.value) : nothing}
      </section>`;
  }
}

/** For each type of ids, the PON whose pool is the fullest. */
function fullestOf(pons) {
  const types = ['ONU_ID', 'ALLOC_ID', 'GEM_PORT_ID'];
  const pools = pons.flatMap(({pon, pools}) => pools.filter(pool => !pool.shared).map(pool => ({pon, pool})));
  return types
    .map(type => pools.filter(({pool}) => pool.type === type).sort((a, b) => b.pool.share - a.pool.share)[0])
    .filter(Boolean);
}

/** The plots of what GetUse answers. */
export function plots(use) {
  const samples = use.samples;
  if (samples.length < 2) {
    return empty('Plots of the last hours begin with the second sample.',
      `This server takes one every ${Math.round(parseFloat(use.interval))} s, and keeps them in memory.`);
  }
  const times = samples.map(sample => Date.parse(sample.time) / 1000);
  const last = samples.at(-1);
  const types = last.ids.filter(ids => ids.type !== 'FLOW_ID');
  const share = ids => percent(Number(ids.used), Number(ids.total));
  return html`
    <figure>
      <figcaption>Instances and ONUs <span class="muted">${count(last.instances, 'instance')}, ${count(last.onus, 'ONU')} now</span></figcaption>
      <pk-plot .data=${{times, unit: '', series: [
        {label: 'Instances', values: samples.map(sample => Number(sample.instances))},
        {label: 'ONUs', values: samples.map(sample => Number(sample.onus))},
      ]}}></pk-plot>
    </figure>
    <figure>
      <figcaption>Ids taken, of all PONs <span class="muted">${
        types.map(ids => `${typeWords(ids.type).short} ${share(ids)} %`).join(', ')} now</span></figcaption>
      <pk-plot .data=${{times, unit: ' %', top: 100, series: types.map(({type}) => ({
        label: typeWords(type).many,
        values: samples.map(sample => {
          const ids = sample.ids.find(one => one.type === type);
          return ids ? share(ids) : null;
        }),
      }))}}></pk-plot>
    </figure>`;
}
