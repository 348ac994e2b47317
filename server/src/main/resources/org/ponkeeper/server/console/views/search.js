// What a search found.
import {html, nothing} from '../vendor/lit-html.js';
import {icon} from '../parts/icons.js';
import {ownerLink} from '../parts/owner.js';
import {empty, warning} from '../parts/states.js';
import {Paged, table} from '../parts/table.js';
import {count, ids, typeTitle, TYPES} from '../parts/words.js';
import {pageOf, searchPage} from '../routes.js';
import {Page} from './page.js';

const HITS_A_PAGE = 100;

const MOST_OLTS = 20;

/** The name of an OLT, or a part of it, as people write it, or as it stands in a path. */
const oltWords = text => (/^olt-\{([^}/]*)\}/.exec(text)?.[1] ?? text).toLowerCase();

const numberOf = onu => onu.slice(onu.lastIndexOf('/') + 1);

export class Search extends Page {
  section = '';
  crumbs = [{words: 'Overview', address: '#/'}];
  #problems = [];
  #skipped = [];
  #olts = [];

  constructor(app, text) {
    super(app);
    this.text = text;
    /** Only ids of this type; empty for all. */
    this.type = '';
    this.title = `Search for ${text}`;
    this.hits = text && new Paged(this, async token => {
      const answer = await app.api.get('search', {query: text, type: this.type, page_size: HITS_A_PAGE, page_token: token});
      this.#problems = answer.problems;
      this.#skipped = answer.skipped;
      return {entries: answer.hits, next: answer.next_page_token};
    });
    if (text) this.#findOlts();
  }

  /** OLTs of this name: the search of the API finds what is on them. */
  async #findOlts() {
    const olts = await this.app.api.all('technologies/-/olts', 'olts').catch(() => []);
    const words = oltWords(this.text);
    // A number is meant as an id, and is a part of many names.
    this.#olts = olts.filter(({olt}) => (/^\d+$/.test(words) ? olt === words : olt.includes(words)));
    this.app.render();
  }

  concerns() {
    return true;
  }

  #choose(type) {
    this.type = type;
    this.hits.reset();
    this.app.render();
  }

  rendered() {
    const field = document.getElementById('search');
    if (field && document.activeElement !== field) field.value = this.text;
  }

  template() {
    return html`
      <h1>${this.text ? html`Search for <span class="serial">${this.text}</span>` : 'Search'}</h1>
      ${this.text ? html`
        <div class="choice" role="group" aria-label="Types of ids">
          ${['', ...TYPES].map(type => html`
            <button type="button" aria-pressed=${type === this.type ? 'true' : 'false'} @click=${() => this.#choose(type)}>
              ${type ? typeTitle(type) : 'All'}</button>`)}
        </div>` : nothing}
      ${this.#olts.length ? this.#oltLinks() : nothing}
      ${this.text ? this.hits.show('results', hits => this.#results(hits), this.#none()) : nothing}
      ${this.#problems.length ? warning(html`<strong>Something may have been missed: ${count(this.#problems.length, 'value')} cannot be read.</strong>
        <ul>${this.#problems.map(problem => html`<li>${problem.subject}: ${problem.sentence}</li>`)}</ul>`) : nothing}
      ${this.#skipped.length ? warning(html`<strong>Not searched, because their technology is unknown:</strong> ${this.#skipped.join(', ')}`) : nothing}
      <details class="help" ?open=${!this.text}>
        <summary>What can be searched for</summary>
        <dl class="pairs">
          <dt>A serial number</dt><dd>the ONU that it claims, and all its services</dd>
          <dt>A number</dt><dd>who owns this ONU id, Alloc-ID or GEM port id, on every PON</dd>
          <dt>The name of an OLT, or a part of it</dt><dd>the OLT</dd>
          <dt>olt-{olt-1}/pon-{0}/onu-{7}</dt><dd>the ONU at this place; /uni-{0} for one of its ports</dd>
          <dt>XGS-PON/64/olt-{olt-1}/pon-{0}/…</dt><dd>the instance at this path, as VOLTHA writes it</dd>
        </dl>
      </details>`;
  }

  #oltLinks() {
    const shown = this.#olts.slice(0, MOST_OLTS);
    return html`
      <ul class="services" aria-label="OLTs">${shown.map(olt => html`
        <li><a class="service" href=${pageOf(olt.name)}><span class="service-name">OLT <b>${olt.olt}</b></span>
          <span class="muted">${olt.technology || 'technology unknown'}</span></a></li>`)}</ul>
      ${this.#olts.length > shown.length ? html`<p class="muted">${count(this.#olts.length - shown.length, 'more OLT')} with this in the name.</p>` : nothing}`;
  }

  /** What to say if nothing is found. */
  #none() {
    const words = this.type ? 'Nothing of this type has this id, name or path.'
      : this.#olts.length ? 'No ONU, id or path has this name.' : 'Nothing has this id, name or path.';
    const capitals = this.text.toUpperCase();
    return /^[a-z]{4}[0-9a-f]{8}$/i.test(this.text) && capitals !== this.text
      ? html`${words} Capital letters count: <a href=${searchPage(capitals)}>search for ${capitals}</a>.` : words;
  }

  #results(hits) {
    if (hits.length === 0) return empty('Nothing of this type on this page.');
    const onus = [...new Set(hits.map(hit => hit.onu))];
    const place = hit => `technologies/${hit.technology}/olts/${hit.olt}/pons/${hit.pon}`;
    return html`
      ${onus.length === 1 && onus[0] ? this.#only(hits[0]) : nothing}
      ${table('Results', [
        {head: 'ONU', cell: hit => (hit.onu
          ? html`<a class="strong" href=${pageOf(hit.onu)}>${hit.onu_owner || `ONU ${numberOf(hit.onu)}`}</a>` : html`<span class="muted">None</span>`)},
        {head: 'Place', cell: hit => html`<a href=${pageOf(place(hit))}>${hit.olt} PON ${hit.pon}</a>
          <span class="muted">${hit.technology}</span>`},
        {head: 'Type', cell: hit => typeTitle(hit.type)},
        {head: 'Ids', kind: 'ids', cell: hit => ids(hit.ids)},
        {head: 'Owner', cell: hit => ownerLink(hit.owner)},
      ], hits)}`;
  }

  /** All that was found is of one ONU. */
  #only({onu, onu_owner: owner, olt, pon, technology}) {
    return html`
      <a class="service result" href=${pageOf(onu)}><b>${owner || `ONU ${numberOf(onu)}`}</b>
        <span>${olt} PON ${pon} ONU ${numberOf(onu)}, ${technology}</span><span class="go">Open${icon('arrow')}</span></a>`;
  }
}
