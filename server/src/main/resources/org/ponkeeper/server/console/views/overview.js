// The overview: what needs attention, all OLTs, and what changes just now.
import {html, nothing} from '../vendor/lit-html.js';
import {icon} from '../parts/icons.js';
import {changeWords} from '../parts/feed.js';
import {bar, toneIcon, toneOf} from '../parts/poolbar.js';
import {spark} from '../parts/spark.js';
import {empty} from '../parts/states.js';
import {Paged, table} from '../parts/table.js';
import {count, number, percent, sentence, time, typeTitle, typeWords} from '../parts/words.js';
import {auditPage, pageOf} from '../routes.js';
import {Page} from './page.js';

const OLTS_A_PAGE = 100;
const SHOWN_TYPES = ['ONU_ID', 'ALLOC_ID', 'GEM_PORT_ID'];

/** Small lines are drawn for so many OLTs: each needs a call. */
const MOST_LINES = 16;
const LINES_EVERY_MS = 60_000;

/** The numbers of the overview are asked for anew this often: not all that they show causes a change. */
const AGAIN_MS = 15_000;

const MOST_CONCERNS = 6;

const shareOf = pool => percent(pool.used, pool.total);

/** What a person should look at, the worst first. */
function concerns(store, olts) {
  const found = [];
  const add = (tone, address, words, more) => found.push({tone, address, words, more});
  if (store && !store.is_healthy) {
    add('bad', '', 'The store does not answer', `${sentence(store.state)}: ${sentence(store.reason)}. What you see is what the server has in memory.`);
  }
  for (const olt of olts) {
    const page = pageOf(olt.name);
    if (olt.problem) add('bad', page, `${olt.olt} cannot be read`, olt.problem);
    if (olt.registered && olt.state !== 'LIVE') add('warn', page, `${olt.olt} is ${sentence(olt.state).toLowerCase()}`, 'Changes are refused until it is done.');
    const {errors, warnings, time: audited} = olt.last_audit ?? {};
    if (errors || warnings) {
      add(errors ? 'bad' : 'warn', auditPage(olt.name),
        `${olt.olt} has ${errors ? count(errors, 'audit error') : count(warnings, 'audit warning')}`,
        `Found at ${time(new Date(audited))}.`);
    }
    for (const pool of olt.fullest_pools) {
      const tone = toneOf(shareOf(pool));
      if (!tone) continue;
      const place = pool.shared ? 'all PONs' : `PON ${pool.index}`;
      add(tone, pool.shared ? page : pageOf(`${olt.name}/pons/${pool.index}`),
        `${typeWords(pool.type).many} of ${olt.olt} ${place}: ${shareOf(pool)}\u00a0% taken`,
        `${number(pool.total - pool.used)} of ${number(pool.total)} left.`);
    }
  }
  return found.sort((a, b) => (a.tone === 'bad' ? 0 : 1) - (b.tone === 'bad' ? 0 : 1));
}

export class Overview extends Page {
  title = 'Overview';
  #overview = null;
  #lines = new Map();
  #asked = 0;
  #timer;

  constructor(app) {
    super(app);
    this.olts = new Paged(this, async token => {
      const overview = await app.api.get('overview', {page_size: OLTS_A_PAGE, page_token: token});
      this.#overview = overview;
      this.#loadLines(overview.olts);
      return {entries: overview.olts, next: overview.next_page_token};
    });
    this.#timer = setInterval(() => this.changed([{name: ''}]), AGAIN_MS);
  }

  concerns() {
    return true;
  }

  close() {
    clearInterval(this.#timer);
    super.close();
  }

  async #loadLines(olts) {
    if (!this.app.may('OltService.GetUse') || Date.now() - this.#asked < LINES_EVERY_MS) return;
    this.#asked = Date.now();
    for (const olt of olts.slice(0, MOST_LINES)) {
      const use = await this.app.api.get(`${olt.name}/use`).catch(() => null);
      if (use) this.#lines.set(olt.name, use.samples.map(sample => Number(sample.instances)));
    }
    this.app.render();
  }

  template() {
    return html`
      <h1 class="unseen">Overview</h1>
      ${this.#overview ? this.#figures(this.#overview) : nothing}
      <div class="with-side">
        <div>
          ${this.#overview ? this.#concerns(this.#overview) : nothing}
          <section aria-labelledby="olts">
            <h2 id="olts">OLTs <span class="muted">and the fullest pools of their PONs</span></h2>
            ${this.olts.show('OLTs', olts => this.#table(olts), 'The store has no OLTs yet. An adapter registers them, or ponkeeper olt register does.')}
          </section>
        </div>
        ${this.#feed()}
      </div>`;
  }

  #figures({totals, olts, store, version}) {
    const pools = olts.flatMap(olt => olt.fullest_pools.map(pool => ({olt, pool, share: shareOf(pool)})));
    const fullest = pools.sort((a, b) => b.share - a.share)[0];
    const audited = olts.filter(olt => olt.last_audit);
    const errors = audited.reduce((sum, olt) => sum + olt.last_audit.errors, 0);
    const warnings = audited.reduce((sum, olt) => sum + olt.last_audit.warnings, 0);
    const latency = store.is_healthy && store.latency ? `${(parseFloat(store.latency) * 1000).toFixed(1)} ms` : '';
    return html`
      <dl class="figures">
        <div><dt>OLTs</dt><dd>${number(totals.olts)} <small>${count(totals.pons, 'PON')}</small></dd></div>
        <div><dt>ONUs</dt><dd>${number(totals.onus)}</dd></div>
        <div><dt>Instances</dt><dd>${number(totals.instances)}</dd></div>
        ${fullest ? html`
          <div class=${toneOf(fullest.share)}><dt>Fullest pool</dt>
            <dd>${toneIcon(toneOf(fullest.share))}${fullest.share} %
              <small>${typeWords(fullest.pool.type).short}, ${fullest.olt.olt}${fullest.pool.shared ? '' : ` PON ${fullest.pool.index}`}</small></dd></div>` : nothing}
        <div class=${errors ? 'bad' : warnings ? 'warn' : ''}><dt>Audit findings</dt>
          <dd>${audited.length === 0 ? html`– <small>${this.app.may('MaintenanceService.AuditOlt')
            ? html`<a href=${auditPage()}>Not audited yet</a>` : 'Not audited yet'}</small>` : html`
            ${toneIcon(errors ? 'bad' : warnings ? 'warn' : '')}${number(errors + warnings)}
            <small>${errors ? count(errors, 'error') : 'no errors'}</small>`}</dd></div>
        <div class=${store.is_healthy ? '' : 'bad'}><dt>Store</dt>
          <dd class="word">${icon(store.is_healthy ? 'ok' : 'bad', store.is_healthy ? 'ok' : 'bad')}${store.is_healthy ? 'Answers' : 'Does not answer'}
            <small>${[store.kind, latency].filter(Boolean).join(', ')}</small></dd></div>
      </dl>
      ${Number(totals.uncounted_olts) ? html`<p class="muted">${count(totals.uncounted_olts, 'OLT is', 'OLTs are')} not in these sums: the server has not read them yet.</p>` : nothing}
      <p class="unseen">Server version ${version}</p>`;
  }

  #concerns({store, olts}) {
    const found = concerns(store, olts);
    if (found.length === 0) return nothing;
    const shown = found.slice(0, MOST_CONCERNS);
    return html`
      <section aria-labelledby="attention">
        <h2 id="attention">Needs attention</h2>
        <ul class="concerns">
          ${shown.map(one => html`
            <li class=${one.tone}>${icon(one.tone, one.tone)}
              ${one.address ? html`<a href=${one.address}>${one.words}</a>` : html`<b>${one.words}</b>`}
              <span class="muted">${one.more}</span></li>`)}
        </ul>
        ${found.length > shown.length ? html`<p class="muted">${count(found.length - shown.length, 'more')} of less weight; the table shows them.</p>` : nothing}
      </section>`;
  }

  #table(olts) {
    const hasLines = olts.some(olt => (this.#lines.get(olt.name)?.length ?? 0) > 1);
    return table('OLTs', [
      {head: 'OLT', cell: olt => html`<a class="strong" href=${pageOf(olt.name)}>${olt.olt}</a>
        <span class="cell-more">${olt.technology || 'Technology unknown'}${olt.registered ? '' : ', not registered'}${
          olt.registered && olt.state !== 'LIVE' ? html`, <b>${sentence(olt.state).toLowerCase()}</b>` : ''}</span>`},
      {head: 'PONs', kind: 'number', cell: olt => number(olt.pon_count)},
      {head: 'ONUs', kind: 'number', cell: olt => number(olt.onu_count)},
      {head: 'Instances', kind: 'number', cell: olt => number(olt.instance_count)},
      ...(hasLines ? [{head: 'Last hours', cell: olt => spark(this.#lines.get(olt.name) ?? [], `Instances of ${olt.olt} over the last hours`)}] : []),
      ...SHOWN_TYPES.map(type => ({
        head: typeTitle(type),
        cell: olt => fullestCell(olt.fullest_pools.find(pool => pool.type === type)),
      })),
      {head: 'Audit', cell: olt => auditCell(olt)},
    ], olts);
  }

  #feed() {
    const feed = this.app.feed;
    return html`
      <aside class="panel feed" aria-labelledby="feed">
        <h2 id="feed">Latest changes</h2>
        ${feed.length === 0 ? empty('No changes since you opened the console.') : html`
          <ol>${feed.map(entry => html`
            <li><time>${time(entry.time)}</time>${changeWords(entry)}</li>`)}</ol>`}
      </aside>`;
  }
}

function fullestCell(pool) {
  if (!pool) return html`<span class="muted">–</span>`;
  const share = shareOf(pool);
  return html`
    <span class="fullest">${bar(share)}<span class="fullest-share">${toneIcon(toneOf(share))}${share} %</span>
      <span class="cell-more">${pool.shared ? 'all PONs' : `PON ${pool.index}`}, ${number(pool.used)} of ${number(pool.total)}</span></span>`;
}

function auditCell(olt) {
  const audit = olt.last_audit;
  if (!audit) return html`<span class="muted">–</span>`;
  const tone = audit.errors ? 'bad' : audit.warnings ? 'warn' : 'ok';
  const words = audit.errors ? count(audit.errors, 'error') : audit.warnings ? count(audit.warnings, 'warning') : 'Clean';
  return html`<a class="audit-cell" href=${auditPage(olt.name)}>${icon(tone, tone)}${words}</a>`;
}
