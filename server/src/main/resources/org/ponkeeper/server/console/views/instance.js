// An instance: one service of a subscriber, with its queues.
import {html, nothing} from '../vendor/lit-html.js';
import {confirmDeleteInstance} from '../changes/onu.js';
import {rawJson} from '../parts/json.js';
import {queuesOf} from '../parts/queues.js';
import {warning} from '../parts/states.js';
import {ids} from '../parts/words.js';
import {pageOf, placeOf} from '../routes.js';
import {Page} from './page.js';

const SOURCES = {store: 'stored template', 'built-in': 'built-in default: the template is missing or cannot be used'};

export class Instance extends Page {
  constructor(app, name) {
    super(app);
    this.name = name;
    const {technology, olt, pon, onu, uni, template} = placeOf(name);
    this.title = `UNI ${uni}, template ${template}`;
    const above = `technologies/${technology}/olts/${olt}`;
    this.templateName = `technologies/${technology}/templates/${template}`;
    this.crumbs = [
      {words: 'Overview', address: '#/'},
      {words: olt, address: pageOf(above)},
      {words: `PON ${pon}`, address: pageOf(`${above}/pons/${pon}`)},
      {words: `ONU ${onu}`, address: pageOf(`${above}/pons/${pon}/onus/${onu}`)},
    ];
    this.instance = this.remote(() => app.api.get(name));
  }

  concerns(name) {
    return name === this.name || name === this.templateName;
  }

  template() {
    return this.instance.show('the instance', instance => this.#content(instance));
  }

  #content(instance) {
    const profile = instance.tech_profile_instance || instance.epon_tech_profile_instance;
    const isEpon = Boolean(instance.epon_tech_profile_instance);
    return html`
      <div class="head">
        <div>
          <h1>${instance.onu_owner || `ONU ${instance.onu}`}</h1>
          <p class="sub">UNI ${instance.uni}, template
            <a href=${pageOf(this.templateName)}>${instance.template}${instance.template_name ? ` ${instance.template_name}` : ''}</a>,
            on ${instance.olt} PON ${instance.pon} ONU ${instance.onu}</p>
        </div>
        <div class="actions">
          ${this.app.may('InstanceService.DeleteInstance')
            ? html`<button type="button" class="danger-quiet" @click=${() => confirmDeleteInstance(this.app, instance)}>Delete instance…</button>` : nothing}
        </div>
      </div>
      ${instance.problem ? warning(html`<strong>It cannot be shown with its template.</strong><p>${instance.problem}</p>`) : nothing}
      ${instance.template_source === 'built-in' ? warning(html`
        <strong>Shown by the built-in default.</strong>
        <p>Template ${instance.template} is missing or cannot be used. Queues may differ from what was intended.</p>`) : nothing}
      <dl class="figures">
        <div><dt>${isEpon ? 'LLID' : 'Alloc-ID'}</dt><dd>${instance.alloc_id}</dd></div>
        <div class="wide"><dt>GEM port ids</dt><dd>${ids(instance.gem_port_ids) || 'None'}</dd></div>
      </dl>
      ${profile ? html`<div class="beside">
        <div>${queuesOf(profile, instance.alloc_id)}</div>
        ${this.#templateBeside(instance, profile)}
      </div>` : nothing}
      ${rawJson(instance, this.name)}`;
  }

  #templateBeside(instance, profile) {
    const control = profile.instance_control || {};
    return html`
      <aside class="panel" aria-labelledby="tpl">
        <h2 id="tpl">Template ${instance.template}</h2>
        <dl class="pairs">
          <dt>Name</dt><dd>${instance.template_name || 'None'}</dd>
          <dt>Source</dt><dd>${SOURCES[instance.template_source] || instance.template_source}</dd>
          <dt>GEM ports</dt><dd>${profile.num_gem_ports}</dd>
          <dt>Alloc-ID</dt><dd>${control.onu === 'single-instance' ? 'Shared by the UNI ports of the ONU' : 'One for each UNI port'}</dd>
          <dt>Instances</dt><dd>${control.uni === 'multi-instance' ? 'Several for each UNI port' : 'One for each UNI port'}</dd>
          <dt>GEM payload</dt><dd>${control.max_gem_payload_size || 'Not given'}</dd>
          <dt>Version</dt><dd>${profile.version}</dd>
        </dl>
        ${instance.template_source === 'store' ? html`<a class="button" href=${pageOf(this.templateName)}>Open template</a>` : nothing}
        <p class="path"><span class="muted">Path in VOLTHA</span><code>${instance.path}</code></p>
      </aside>`;
  }
}

