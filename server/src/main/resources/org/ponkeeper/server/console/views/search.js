// What a search found: first the ONUs, then the ids that belong to none.
import {html, nothing} from '../vendor/lit-html.js';
import {ownerLink} from '../parts/owner.js';
import {empty, warning} from '../parts/states.js';
import {Paged, table} from '../parts/table.js';
import {count, ids, typeWords} from '../parts/words.js';
import {pageOf} from '../routes.js';
import {Page} from './page.js';

const HITS_A_PAGE = 200;

export class Search extends Page {
  section = '';
  crumbs = [{words: 'Overview', address: '#/'}];
  #problems = [];
  #skipped = [];

  constructor(app, text) {
    super(app);
    this.text = text;
    this.title = `Search for ${text}`;
    this.hits = text && new Paged(this, async token => {
      const answer = await app.api.get('search', {query: text, page_size: HITS_A_PAGE, page_token: token});
      this.#problems = answer.problems;
      this.#skipped = answer.skipped;
      return {entries: answer.hits, next: answer.next_page_token};
    });
  }

  concerns() {
    return true;
  }

  rendered() {
    const field = document.getElementById('search');
    if (field && document.activeElement !== field) field.value = this.text;
  }

  template() {
    return html`
      <h1>${this.text ? html`Search for <span class="serial">${this.text}</span>` : 'Search'}</h1>
      ${this.text ? this.hits.show('results', hits => this.#results(hits), 'Nothing has this id, name or path.') : nothing}
      ${this.#problems.length ? warning(html`<strong>Something may have been missed: ${count(this.#problems.length, 'value')} cannot be read.</strong>
        <ul>${this.#problems.map(problem => html`<li>${problem.subject}: ${problem.sentence}</li>`)}</ul>`) : nothing}
      ${this.#skipped.length ? warning(html`<strong>Not searched, because their technology is unknown:</strong> ${this.#skipped.join(', ')}`) : nothing}
      <details class="help" ?open=${!this.text}>
        <summary>What can be searched for</summary>
        <dl class="pairs">
          <dt>A serial number</dt><dd>the ONU that it claims, and all its services</dd>
          <dt>A number</dt><dd>who owns this ONU id, Alloc-ID or GEM port id, on every PON</dd>
          <dt>olt-{olt-1}/pon-{0}/onu-{7}</dt><dd>the ONU at this place; /uni-{0} for one of its ports</dd>
          <dt>XGS-PON/64/olt-{olt-1}/pon-{0}/…</dt><dd>the instance at this path, as VOLTHA writes it</dd>
        </dl>
      </details>`;
  }

  #results(hits) {
    const onus = new Map();
    const others = [];
    for (const hit of hits) {
      if (hit.onu) {
        onus.set(hit.onu, [...(onus.get(hit.onu) || []), hit]);
      } else {
        others.push(hit);
      }
    }
    return html`
      ${onus.size === 0 ? nothing : html`
        <ul class="results">${[...onus].map(([onu, found]) => this.#onu(onu, found))}</ul>`}
      ${others.length === 0 ? nothing : html`
        ${onus.size ? html`<h2>Other ids</h2>` : nothing}
        ${table('Other ids', [
          {head: 'Ids', kind: 'ids', cell: hit => ids(hit.ids)},
          {head: 'Type', cell: hit => typeWords(hit.type).many},
          {head: 'Place', cell: hit => html`<a href=${pageOf(`technologies/${hit.technology}/olts/${hit.olt}/pons/${hit.pon}`)}>${hit.olt} PON ${hit.pon}</a>, ${hit.technology}`},
          {head: 'Owner', cell: hit => ownerLink(hit.owner)},
        ], others)}`}
      ${hits.length === 0 ? empty('Nothing else on this page.') : nothing}`;
  }

  #onu(onu, hits) {
    const {olt, pon, technology, onu_owner: owner} = hits[0];
    const number = onu.slice(onu.lastIndexOf('/') + 1);
    return html`
      <li class="panel">
        <a class="result" href=${pageOf(onu)}><b class="serial">${owner || `ONU ${number}`}</b>
          <span>${olt} PON ${pon} ONU ${number}, ${technology}</span></a>
        <dl class="hits">${hits.map(hit => html`
          <div><dt>${typeWords(hit.type).many}</dt><dd class="ids">${ids(hit.ids)}</dd>
            <dd>${ownerLink(hit.owner)}</dd></div>`)}</dl>
      </li>`;
  }
}
