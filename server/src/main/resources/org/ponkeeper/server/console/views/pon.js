// A PON: its id space, its ONUs and their UNI ports.
import {html, nothing} from '../vendor/lit-html.js';
import {confirmRemovePon} from '../changes/olt.js';
import {IdStrip} from '../parts/idstrip.js';
import {poolBar} from '../parts/poolbar.js';
import {failure} from '../parts/states.js';
import {Paged, table} from '../parts/table.js';
import {ids, ranges, typeWords} from '../parts/words.js';
import {pageOf, placeOf} from '../routes.js';
import {Page} from './page.js';

const ONUS_A_PAGE = 50;
const DRAWN = ['ONU_ID', 'ALLOC_ID', 'GEM_PORT_ID'];

/** The instances of an ONU by UNI port. */
function unisOf(onu) {
  const found = new Map();
  for (const instance of onu.instances) {
    found.set(instance.uni, [...(found.get(instance.uni) || []), instance]);
  }
  return [...found];
}

export class Pon extends Page {
  constructor(app, name) {
    super(app);
    this.name = name;
    const {olt, pon} = placeOf(name);
    this.title = `PON ${pon}`;
    this.olt = name.slice(0, name.indexOf('/pons/'));
    this.crumbs = [{words: 'Overview', address: '#/'}, {words: olt, address: pageOf(this.olt)}];
    this.pools = DRAWN.map(type => {
      const strip = new IdStrip(app, `${name}/pools/${typeWords(type).pool}`, type);
      return {type, strip, value: this.remote(strip.read)};
    });
    this.onus = new Paged(this, async token => {
      const answer = await app.api.get(`${name}/onus`, {page_size: ONUS_A_PAGE, page_token: token});
      return {entries: answer.onus, next: answer.next_page_token};
    });
  }

  concerns(name) {
    return name === this.olt || name.startsWith(`${this.olt}/`);
  }

  /** The error that all readings have, for example because the OLT is not there; it is said once. */
  #commonError() {
    const [{value: {error}}] = this.pools;
    const isCommon = this.pools.every(({value}) => value.value === undefined && value.error?.message === error?.message);
    return isCommon ? error : null;
  }

  template() {
    const error = this.#commonError();
    if (error) return failure(error, () => this.again());
    return html`
      <div class="head">
        <div>
          <h1>${this.title}</h1>
          <p class="sub">of <a href=${pageOf(this.olt)}>${placeOf(this.name).olt}</a>, ${placeOf(this.name).technology}</p>
        </div>
        <div class="actions">
          ${this.app.may('OltService.RemovePon')
            ? html`<button type="button" class="danger-quiet" @click=${() => confirmRemovePon(this.app, this.name)}>Remove PON…</button>` : nothing}
        </div>
      </div>
      ${this.pools.map(pool => this.#pool(pool))}
      <section aria-labelledby="onus">
        <h2 id="onus">ONUs</h2>
        ${this.onus.show('ONUs', onus => this.#onus(onus), 'No ONU is stored on this PON.')}
      </section>`;
  }

  #pool({type, strip, value}) {
    const words = typeWords(type);
    return html`
      <section class="pool" aria-labelledby="pool-${words.pool}">
        <div class="section-head">
          <h2 id="pool-${words.pool}">${words.many}</h2>
          ${value.value ? poolBar(type, value.value.used, value.value.used + value.value.free, '') : nothing}
          ${value.value ? html`<span class="muted ids">${ranges(value.value.ranges)}</span>` : nothing}
        </div>
        ${value.show(words.many, pool => strip.template(pool))}
      </section>`;
  }

  #onus(onus) {
    return table('ONUs', [
      {head: 'ONU', isNumbered: true, cell: onu => html`<a href=${pageOf(onu.name)}>${onu.onu}</a>`},
      {head: 'Serial number', kind: 'ids', cell: onu => html`<a href=${pageOf(onu.name)}>${onu.owner || 'Not claimed'}</a>`},
      {head: 'UNI ports and services', cell: onu => html`
        <ul class="unis">${unisOf(onu).map(([uni, instances]) => html`
          <li><span class="muted">UNI ${uni}</span>
            ${instances.map(instance => html`<a class="chip" href=${pageOf(instance.name)}
              title=${instance.template_name || ''}>${instance.template}</a>`)}</li>`)}</ul>
        ${onu.unreadable.length ? html`<span class="tone-bad">${onu.unreadable.length} unreadable</span>` : nothing}`},
      {head: 'Alloc-IDs', kind: 'ids', cell: onu => ids([...new Set(onu.instances.map(instance => instance.alloc_id))])},
      {head: 'GEM port ids', kind: 'ids', cell: onu => ids(onu.instances.flatMap(instance => instance.gem_port_ids))},
    ], onus);
  }
}
