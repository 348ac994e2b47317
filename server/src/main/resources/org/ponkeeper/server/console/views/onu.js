// An ONU: the serial number, its services, and what it claims.
import {html, nothing} from '../vendor/lit-html.js';
import {confirmDeleteOnu, confirmMoveOnu, confirmReplaceOnu} from '../changes/onu.js';
import {rawJson} from '../parts/json.js';
import {directionsOf} from '../parts/queues.js';
import {empty, warning} from '../parts/states.js';
import {table} from '../parts/table.js';
import {count, ids, typeWords} from '../parts/words.js';
import {pageOf, placeOf} from '../routes.js';
import {Page} from './page.js';

export class Onu extends Page {
  constructor(app, name) {
    super(app);
    this.name = name;
    const {olt, pon, onu} = placeOf(name);
    this.title = `ONU ${onu}`;
    this.olt = name.slice(0, name.indexOf('/pons/'));
    this.pon = name.slice(0, name.indexOf('/onus/'));
    this.crumbs = [
      {words: 'Overview', address: '#/'},
      {words: olt, address: pageOf(this.olt)},
      {words: `PON ${pon}`, address: pageOf(this.pon)},
    ];
    this.onu = this.remote(() => app.api.get(name));
  }

  /** Its own instances, and the claims of its PON: one of them may be its owner's. */
  concerns(name) {
    return name === this.name || name.startsWith(`${this.name}/`) || name.startsWith(`${this.pon}/pools/`);
  }

  template() {
    return this.onu.show('the ONU', onu => this.#content(onu));
  }

  async #move(onu) {
    const olt = await this.app.api.get(this.olt).catch(() => ({pons: [onu.pon]}));
    confirmMoveOnu(this.app, onu, olt.pons);
  }

  #content(onu) {
    const may = method => this.app.may(`OnuService.${method}`);
    return html`
      <div class="head">
        <div>
          <h1>${onu.owner || `ONU ${onu.onu}`}</h1>
          <p class="sub">ONU ${onu.onu} on PON ${onu.pon} of <a href=${pageOf(this.olt)}>${onu.olt}</a>, ${onu.technology}</p>
        </div>
        <div class="actions">
          ${may('ReplaceOnu') ? html`<button type="button" @click=${() => confirmReplaceOnu(this.app, onu)}>Replace…</button>` : nothing}
          ${may('MoveOnu') ? html`<button type="button" @click=${() => this.#move(onu)}>Move…</button>` : nothing}
          ${may('DeleteOnu') ? html`<button type="button" class="danger-quiet" @click=${() => confirmDeleteOnu(this.app, onu)}>Delete…</button>` : nothing}
        </div>
      </div>
      ${onu.owner ? nothing : warning(html`<strong>Nobody claims this ONU's id.</strong>
        <p>${onu.id_taken ? 'The id is taken in the pool.' : 'The id is free in the pool, so another ONU may get it.'}</p>`)}
      ${onu.unreadable.length === 0 ? nothing : warning(html`
        <strong>${count(onu.unreadable.length, 'stored instance')} cannot be read.</strong>
        <ul class="ids">${onu.unreadable.map(path => html`<li>${path}</li>`)}</ul>`)}
      <section aria-labelledby="services">
        <h2 id="services">Services</h2>
        ${onu.instances.length === 0 ? empty('This ONU has no instances.') : html`
          <ul class="services">${onu.instances.map(instance => this.#service(instance))}</ul>`}
      </section>
      <section aria-labelledby="claims">
        <h2 id="claims">Claims</h2>
        ${onu.claims.length === 0 ? empty('No ids are claimed by its name.') : table('Claims', [
          {head: 'Type', cell: claim => typeWords(claim.type).many},
          {head: 'Ids', kind: 'ids', cell: claim => ids(claim.ids)},
          {head: 'Claimed by', kind: 'ids', cell: claim => claim.owner},
        ], onu.claims)}
      </section>
      ${rawJson(onu, this.name)}`;
  }

  #service(instance) {
    const profile = instance.tech_profile_instance || instance.epon_tech_profile_instance;
    const directions = profile && directionsOf(profile);
    return html`
      <li>
        <a class="service" href=${pageOf(instance.name)}>
          <span class="service-name">UNI ${instance.uni} <b>${instance.template_name || 'Template'} ${instance.template}</b></span>
          <span class="service-ids">
            <span><small>Alloc-ID</small> <b class="num">${instance.alloc_id}</b></span>
            <span><small>GEM port ids</small> <b class="num">${ids(instance.gem_port_ids)}</b></span>
          </span>
          <span class="muted">${directions
            ? `${count(directions.up.queues.length, 'queue')} up, ${directions.down.queues.length} down`
            : instance.problem}</span>
        </a>
      </li>`;
  }
}
