// A template: its queues, and an editor that checks the rules at the line while one types.
import {html, nothing} from '../vendor/lit-html.js';
import {confirmApply, confirmDeleteTemplate} from '../changes/template.js';
import {diffView} from '../parts/diff.js';
import {Editor} from '../parts/editor.js';
import {icon} from '../parts/icons.js';
import {queuesOf} from '../parts/queues.js';
import {warning} from '../parts/states.js';
import {fromBase64, sentence, toBase64} from '../parts/words.js';
import {pageOf} from '../routes.js';
import {Page} from './page.js';

const TECHNOLOGIES = ['XGS-PON', 'XGPON', 'GPON', 'EPON'];
const LINT_AFTER_MS = 250;

const BEGINNING = `{
  "name": "",
  "profile_type": "XPON",
  "version": 1,
  "num_gem_ports": 1,
  "instance_control": {
    "onu": "multi-instance",
    "uni": "single-instance",
    "max_gem_payload_size": "auto"
  },
  "us_scheduler": {
    "direction": "UPSTREAM",
    "additional_bw": "AdditionalBW_BestEffort",
    "priority": 0,
    "weight": 0,
    "q_sched_policy": "Hybrid"
  },
  "ds_scheduler": {
    "direction": "DOWNSTREAM",
    "additional_bw": "AdditionalBW_BestEffort",
    "priority": 0,
    "weight": 0,
    "q_sched_policy": "Hybrid"
  },
  "upstream_gem_port_attribute_list": [
    {
      "pbit_map": "0b11111111",
      "aes_encryption": "True",
      "scheduling_policy": "WRR",
      "priority_q": 4,
      "weight": 100,
      "discard_policy": "TailDrop",
      "max_q_size": "auto"
    }
  ],
  "downstream_gem_port_attribute_list": [
    {
      "pbit_map": "0b11111111",
      "aes_encryption": "True",
      "scheduling_policy": "WRR",
      "priority_q": 4,
      "weight": 100,
      "discard_policy": "TailDrop",
      "max_q_size": "auto"
    }
  ]
}
`;

export class Template extends Page {
  section = '#/templates';
  crumbs = [{words: 'Templates', address: '#/templates'}];
  #lint = null;
  #lintError = null;
  #timer = 0;
  #asked = 0;

  constructor(app, technology, id) {
    super(app);
    this.technology = technology || TECHNOLOGIES[0];
    this.id = id;
    this.isNew = id === '';
    this.title = this.isNew ? 'New template' : `${technology} ${id}`;
    this.editor = new Editor(text => this.#edited(text), () => this.app.render());
    if (this.isNew) {
      this.editor.text = BEGINNING;
      this.#edited(BEGINNING);
    } else {
      this.stored = this.remote(async () => {
        const template = await app.api.get(this.name);
        this.#read(template);
        return template;
      });
    }
  }

  get name() {
    return `technologies/${this.technology}/templates/${this.id}`;
  }

  concerns(name) {
    return !this.isNew && name === this.name;
  }

  close() {
    clearTimeout(this.#timer);
    super.close();
  }

  /** Takes the stored document into the editor, unless somebody has begun to change the one before. */
  #read(template) {
    const text = fromBase64(template.document);
    if (this.before !== undefined && this.editor.text !== this.before) {
      this.before = text;
      return;
    }
    this.before = text;
    this.editor.text = text;
    this.#edited(text);
  }

  #edited(text) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#check(text), LINT_AFTER_MS);
    this.app.render();
  }

  async #check(text) {
    if (!this.app.may('TemplateService.LintTemplate')) return;
    const asked = ++this.#asked;
    const body = {document: toBase64(text), ...(/^\d+$/.test(this.id) ? {id: Number(this.id)} : {})};
    try {
      const lint = await this.app.api.post(`technologies/${this.technology}/templates:lint`, body);
      if (asked !== this.#asked) return;
      this.#lint = lint;
      this.#lintError = null;
      this.editor.diagnostics = lint.diagnostics;
    } catch (error) {
      if (asked !== this.#asked) return;
      this.#lintError = error;
    }
    this.app.render();
  }

  template() {
    return this.isNew ? this.#content(null) : this.stored.show('the template', stored => this.#content(stored));
  }

  #content(stored) {
    const mayApply = this.app.may('TemplateService.ApplyTemplate');
    const profile = this.#profile();
    return html`
      <div class="head">
        <div>
          <h1>${stored ? profile?.name || `Template ${this.id}` : 'New template'}</h1>
          ${stored ? html`<p class="sub">Template ${this.id} of ${this.technology}, ${sentence(stored.condition).toLowerCase()}</p>` : nothing}
        </div>
        <div class="actions">
          ${stored && this.app.may('TemplateService.DeleteTemplate')
            ? html`<button type="button" class="danger-quiet" @click=${() => confirmDeleteTemplate(this.app, stored)}>Delete…</button>` : nothing}
        </div>
      </div>
      ${stored && stored.condition !== 'USABLE' ? warning(html`<strong>No instance can be created from it.</strong>
        <ul>${stored.remarks.map(remark => html`<li>${remark}</li>`)}</ul>`) : nothing}
      ${this.isNew ? this.#place() : nothing}
      <div class="editing">
        <section aria-labelledby="document">
          <div class="section-head">
            <h2 id="document">Document</h2>
            ${this.#verdict()}
          </div>
          ${this.editor.template(!mayApply)}
          ${mayApply ? this.#buttons(stored) : html`<p class="muted">Your role may read templates, not change them.</p>`}
          ${stored && this.before !== this.editor.text ? html`
            <h3>What differs from what is stored</h3>${diffView(this.before, this.editor.text)}` : nothing}
        </section>
        <section aria-labelledby="rules">
          <h2 id="rules">Rules</h2>
          ${this.#rules()}
          ${profile ? html`<h2 class="shape-title">Queues</h2><div class="shape">${queuesOf(profile)}</div>` : nothing}
        </section>
      </div>`;
  }

  #place() {
    return html`
      <div class="fields">
        <label class="field">Technology
          <select @change=${event => { this.technology = event.target.value; this.#edited(this.editor.text); }}>
            ${TECHNOLOGIES.map(one => html`<option ?selected=${one === this.technology}>${one}</option>`)}
          </select></label>
        <label class="field">Template id, 64 to 255 for VOLTHA
          <input type="number" min="0" max="65535" .value=${this.id}
            @input=${event => { this.id = event.target.value; this.#edited(this.editor.text); }}></label>
      </div>`;
  }

  #buttons(stored) {
    const isSame = stored && this.before === this.editor.text;
    const hasId = /^\d+$/.test(this.id);
    return html`
      <div class="buttons">
        ${stored ? html`<button type="button" ?disabled=${isSame} @click=${() => {
          this.editor.text = this.before;
          this.#edited(this.before);
        }}>Discard changes</button>` : nothing}
        <button type="button" class="primary" ?disabled=${isSame || !hasId || !this.#lint?.valid}
          @click=${() => confirmApply(this.app, this.name, this.editor.text, stored, () => this.#applied())}>Apply…</button>
        ${!hasId ? html`<span class="muted">Give a template id first.</span>` : nothing}
      </div>`;
  }

  #applied() {
    if (this.isNew) {
      this.app.go(pageOf(this.name));
      return;
    }
    this.before = this.editor.text;
    this.stored.load();
  }

  #verdict() {
    if (!this.#lint) return nothing;
    const errors = this.#lint.diagnostics.filter(one => one.severity !== 'WARNING').length;
    const warnings = this.#lint.diagnostics.length - errors;
    const tone = errors ? 'bad' : warnings ? 'warn' : 'ok';
    const words = errors
      ? `${errors} ${errors === 1 ? 'error' : 'errors'}: it would be refused`
      : warnings ? `${warnings} ${warnings === 1 ? 'warning' : 'warnings'}` : 'Follows all rules';
    return html`<span class="with-icon" role="status">${icon(tone, tone)}${words}</span>`;
  }

  #rules() {
    if (this.#lintError) return warning(html`<strong>The document was not checked.</strong> ${this.#lintError.message}`);
    if (!this.#lint) return nothing;
    const {diagnostics, fixes, fixed_document: fixed} = this.#lint;
    return html`
      ${diagnostics.length === 0 ? html`<p class="muted">The document follows all rules.</p>` : html`
        <ol class="diagnostics">${diagnostics.map(one => html`
          <li class=${one.severity === 'WARNING' ? 'warn' : 'bad'}>
            ${icon(one.severity === 'WARNING' ? 'warn' : 'bad', one.severity === 'WARNING' ? 'warn' : 'bad')}
            <div>
              ${one.line ? html`<button type="button" class="link" @click=${() => this.editor.goTo(one.line, one.column)}>Line ${one.line}</button>` : nothing}
              ${one.path ? html`<code title=${one.path}>${one.path.slice(one.path.lastIndexOf('.') + 1)}</code>:` : nothing}
              <span>${one.message}</span>
              ${one.fix ? html`<p class="muted">${one.fix}</p>` : nothing}
            </div>
          </li>`)}</ol>`}
      ${fixed && this.app.may('TemplateService.ApplyTemplate') ? html`
        <div class="panel">
          <p><b>What can be corrected safely</b></p>
          <ul>${fixes.map(fix => html`<li>${fix}</li>`)}</ul>
          <button type="button" @click=${() => {
            this.editor.text = fromBase64(fixed);
            this.#edited(this.editor.text);
          }}>Correct in the editor</button>
        </div>` : nothing}`;
  }

  /** The document as far as it can be drawn. */
  #profile() {
    try {
      const profile = JSON.parse(this.editor.text);
      const lists = Object.entries(profile).filter(([name]) => name.endsWith('_attribute_list'));
      return lists.length && lists.every(([, list]) => Array.isArray(list)) ? profile : null;
    } catch {
      return null;
    }
  }
}
