// The templates of all technologies, with their use.
import {html, nothing} from '../vendor/lit-html.js';
import {icon} from '../parts/icons.js';
import {Paged, table} from '../parts/table.js';
import {number, sentence} from '../parts/words.js';
import {pageOf} from '../routes.js';
import {Page} from './page.js';

const TEMPLATES_A_PAGE = 100;
/** After a count, the server is left alone for this many times as long as the count took. */
const PAUSE = 3;

const TONES = {USABLE: 'ok', UNFIT: 'warn', UNREADABLE: 'bad'};

export class Templates extends Page {
  title = 'Templates';
  section = '#/templates';
  #use = new Map();
  #isCounting = false;
  #uncounted = null;

  constructor(app) {
    super(app);
    this.templates = new Paged(this, async token => {
      const answer = await app.api.get('technologies/-/templates', {page_size: TEMPLATES_A_PAGE, page_token: token});
      this.#count(answer.templates);
      return {entries: answer.templates, next: answer.next_page_token};
    });
  }

  concerns(name) {
    return name.includes('/templates/') || name.includes('/instances/');
  }

  /**
   * How many instances use each. The API tells it with what an apply of the stored document would do, which takes
   * long in a large store: what changes meanwhile is counted after it.
   */
  async #count(templates) {
    this.#uncounted = templates;
    if (this.#isCounting || !this.app.may('TemplateService.ApplyTemplate')) return;
    this.#isCounting = true;
    while (this.#uncounted && !this.isClosed) {
      const next = this.#uncounted;
      this.#uncounted = null;
      const begin = performance.now();
      await this.#countEach(next);
      const pause = (performance.now() - begin) * PAUSE;
      await new Promise(over => { setTimeout(over, pause); });
    }
    this.#isCounting = false;
  }

  async #countEach(templates) {
    for (const template of templates) {
      if (this.isClosed) return;
      if (template.condition === 'UNREADABLE') continue;
      const answer = await this.app.api
        .post(`${template.name}:apply`, {document: template.document, force: true, validate_only: true})
        .catch(() => null);
      if (answer) this.#use.set(template.name, Number(answer.instances));
      this.app.render();
    }
  }

  template() {
    return html`
      <div class="head">
        <div><h1>Templates</h1><p class="sub">Technology profiles, from which instances are created</p></div>
        <div class="actions">
          ${this.app.may('TemplateService.ApplyTemplate') ? html`<a class="button primary" href="#/templates/new">New template</a>` : nothing}
        </div>
      </div>
      ${this.templates.show('templates', templates => this.#table(templates), 'No templates are stored. Services are created by the built-in defaults.')}`;
  }

  #table(templates) {
    const profileOf = template => template.tech_profile || template.epon_tech_profile;
    return table('Templates', [
      {head: 'Template', isNumbered: true, cell: template => html`<a class="strong" href=${pageOf(template.name)}>${template.id}</a>`},
      {head: 'Name', cell: template => html`<a href=${pageOf(template.name)}>${profileOf(template)?.name || 'No name'}</a>`},
      {head: 'Technology', cell: template => template.technology},
      {head: 'Queues', kind: 'number', cell: template => profileOf(template)?.num_gem_ports ?? '–'},
      ...(this.app.may('TemplateService.ApplyTemplate') ? [{head: 'Instances', kind: 'number', cell: template =>
        (this.#use.has(template.name) ? number(this.#use.get(template.name)) : '…')}] : []),
      {head: 'Condition', cell: template => html`
        <span class="with-icon">${icon(TONES[template.condition], TONES[template.condition])}${sentence(template.condition)}</span>
        ${template.remarks.length ? html`<span class="cell-more">${template.remarks[0]}</span>` : nothing}`},
    ], templates);
  }
}
