// Changes of ONUs and instances. What will happen is asked of the server first, and named.
import {html, nothing} from '../vendor/lit-html.js';
import {ChangeDialog} from '../parts/dialog.js';
import {count, ids, ranges, typeWith} from '../parts/words.js';
import {pageOf, placeOf} from '../routes.js';

const keptKeys = answer => answer.not_changed.length === 0 ? nothing : html`
  <p>The openolt adapter keeps data of the device itself in these keys. They stay as they are:</p>
  <ul class="ids">${answer.not_changed.map(key => html`<li>${key}</li>`)}</ul>`;

/** The service of a path as VOLTHA writes it: XGS-PON/64/olt-{olt-1}/pon-{0}/onu-{1}/uni-{0} */
function serviceOf(path) {
  const parts = /^[^/]+\/(\d+)\/.*\/uni-\{(\d+)\}$/.exec(path);
  return parts ? `UNI ${parts[2]}, template ${parts[1]}` : path;
}

const also = answer => html`
  ${answer.maps ? html`<li>${count(answer.maps, 'per-ONU map')}</li>` : nothing}
  ${answer.flow_infos ? html`<li>${count(answer.flow_infos, 'flow info')}</li>` : nothing}`;

export function confirmDeleteInstance(app, instance) {
  const of = instance.onu_owner || `ONU ${instance.onu}`;
  const query = {etag: instance.etag};
  new ChangeDialog({
    title: `Delete the service of ${of} on UNI ${instance.uni}?`,
    verb: 'Delete instance',
    isDangerous: true,
    preview: () => app.api.delete(instance.name, {...query, validate_only: true}),
    effect: answer => html`
      <ul>
        <li>The instance of template ${instance.template}${instance.template_name ? ` (${instance.template_name})` : ''} is deleted.</li>
        ${answer.freed_alloc_id === undefined
          ? html`<li>Alloc-ID ${instance.alloc_id} stays: another instance uses it.</li>`
          : html`<li>Alloc-ID ${answer.freed_alloc_id} becomes free.</li>`}
        ${answer.freed_gem_port_ids.length
          ? html`<li>GEM port ids ${ids(answer.freed_gem_port_ids)} become free.</li>` : nothing}
      </ul>
      <p>The subscriber loses this service.</p>`,
    run: () => app.api.delete(instance.name, query),
    done: () => {
      app.go(pageOf(instance.name.slice(0, instance.name.indexOf('/unis/'))));
      app.say(`The instance of template ${instance.template} was deleted.`);
    },
  });
}

export function confirmDeleteOnu(app, onu) {
  const of = onu.owner || `ONU ${onu.onu}`;
  const query = {etag: onu.etag};
  new ChangeDialog({
    title: `Delete ${of} and everything of it?`,
    verb: 'Delete ONU',
    isDangerous: true,
    preview: () => app.api.delete(onu.name, {...query, validate_only: true}),
    effect: answer => html`
      ${answer.deleted ? html`
        <p>Deleted:</p>
        <ul>
          ${answer.instances.length ? html`<li>${count(answer.instances.length, 'instance')}
            <ul>${answer.instances.map(path => html`<li>${serviceOf(path)}</li>`)}</ul></li>` : nothing}
          ${also(answer)}
        </ul>
        <p>These ids become free:</p>
        <ul>${answer.freed.map(freed => html`
          <li>${typeWith(freed.type, freed.ids)} <span class="ids">${ranges(freed.ids)}</span></li>`)}</ul>
        <p>The subscriber loses all services.</p>` : html`<p>Nothing is stored of it any more.</p>`}
      ${keptKeys(answer)}`,
    run: () => app.api.delete(onu.name, query),
    done: () => {
      app.go(pageOf(onu.name.slice(0, onu.name.indexOf('/onus/'))));
      app.say(`${of} was deleted.`);
    },
  });
}

export function confirmReplaceOnu(app, onu) {
  let owner = '';
  const body = () => ({owner, etag: onu.etag});
  new ChangeDialog({
    title: `Replace ${onu.owner || `ONU ${onu.onu}`} by another device`,
    verb: 'Replace ONU',
    form: ask => html`
      <label class="field">Serial number of the new ONU
        <input name="owner" autocomplete="off" spellcheck="false" autofocus
          @input=${event => { owner = event.target.value.trim(); ask(); }}>
      </label>`,
    isComplete: () => owner !== '',
    preview: () => app.api.post(`${onu.name}:replace`, {...body(), validate_only: true}),
    effect: answer => (answer.changed ? html`
      <ul>
        <li><span class="ids">${owner}</span> takes over ONU ${onu.onu}${answer.owner_before
          ? html` from <span class="ids">${answer.owner_before}</span>` : nothing}, and everything that it claimed.</li>
        <li>${count(onu.instances.length, 'instance')} and all ids stay as they are.</li>
      </ul>${keptKeys(answer)}` : html`<p>${owner} has this ONU already. Nothing changes.</p>`),
    run: () => app.api.post(`${onu.name}:replace`, body()),
    done: () => app.say(`ONU ${onu.onu} now belongs to ${owner}.`),
  });
}

export function confirmMoveOnu(app, onu, pons) {
  let pon = '';
  let number = '';
  const place = () => ({
    ...(pon === '' ? {} : {pon: Number(pon)}),
    ...(number === '' ? {} : {onu: Number(number)}),
    etag: onu.etag,
  });
  const idsOf = list => ids(list) || 'none';
  new ChangeDialog({
    title: `Move ${onu.owner || `ONU ${onu.onu}`} to another place of ${onu.olt}`,
    verb: 'Move ONU',
    form: ask => html`
      <div class="fields">
        <label class="field">To PON
          <select name="pon" @change=${event => { pon = event.target.value; ask(); }}>
            <option value="">PON ${onu.pon}, as now</option>
            ${pons.filter(one => one !== onu.pon).map(one => html`<option value=${one}>PON ${one}</option>`)}
          </select>
        </label>
        <label class="field">To ONU number
          <input name="onu" type="number" min="0" placeholder="Lowest that is free" @input=${event => { number = event.target.value; ask(); }}>
        </label>
      </div>`,
    isComplete: () => pon !== '' || number !== '',
    preview: () => app.api.post(`${onu.name}:move`, {...place(), validate_only: true}),
    effect: answer => {
      const to = placeOf(answer.name);
      return html`
        <p>It becomes <b>ONU ${to.onu} on PON ${to.pon}</b>.</p>
        ${answer.instances.length === 0 ? nothing : html`
          <table class="plain"><thead><tr><th scope="col">Service</th><th scope="col">Alloc-ID</th><th scope="col">GEM port ids</th></tr></thead>
            <tbody>${answer.instances.map(moved => html`<tr>
              <th scope="row">${serviceOf(moved.path_after)}</th>
              <td class="ids">${moved.alloc_id_before === moved.alloc_id_after
                ? html`${moved.alloc_id_after}, stays` : html`${moved.alloc_id_before} → <b>${moved.alloc_id_after}</b>`}</td>
              <td class="ids">${idsOf(moved.gem_port_ids_before) === idsOf(moved.gem_port_ids_after)
                ? html`${idsOf(moved.gem_port_ids_after)}, stay`
                : html`${idsOf(moved.gem_port_ids_before)} → <b>${idsOf(moved.gem_port_ids_after)}</b>`}</td>
            </tr>`)}</tbody></table>`}
        ${answer.maps || answer.flow_infos ? html`<p>These move too:</p><ul>${also(answer)}</ul>` : nothing}
        <p>The services are interrupted until the adapter has set up the ONU at its new place.</p>
        ${keptKeys(answer)}`;
    },
    run: () => app.api.post(`${onu.name}:move`, place()),
    done: answer => {
      const to = placeOf(answer.name);
      app.go(pageOf(answer.name));
      app.say(`The ONU is now ONU ${to.onu} on PON ${to.pon}.`);
    },
  });
}
