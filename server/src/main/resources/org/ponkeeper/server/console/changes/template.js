// Changes of templates.
import {html, nothing} from '../vendor/lit-html.js';
import {ChangeDialog} from '../parts/dialog.js';
import {diffView} from '../parts/diff.js';
import {table} from '../parts/table.js';
import {count, fromBase64, number, toBase64} from '../parts/words.js';
import {placeOf} from '../routes.js';

/**
 * Applies a document.
 * @param stored the template as it is stored; null if there is none
 */
export function confirmApply(app, name, document, stored, done) {
  const id = name.split('/').at(-1);
  const body = {document: toBase64(document)};
  const before = stored ? fromBase64(stored.document) : '';
  new ChangeDialog({
    title: stored ? `Apply the changes to template ${id}?` : `Store template ${id}?`,
    verb: 'Apply template',
    // Asked with force, so that a change of shape is told, not refused.
    preview: () => app.api.post(`${name}:apply`, {...body, force: true, validate_only: true}),
    effect: answer => html`
      ${answer.changed ? nothing : html`<p>The stored template is the same. Nothing changes.</p>`}
      ${answer.changed && Number(answer.instances) === 0
        ? html`<p>No instance uses it. New ones will be created from it.</p>` : nothing}
      ${answer.changed && Number(answer.instances) > 0 ? html`
        <p><b>${count(answer.instances, 'instance uses', 'instances use')} it</b> and
          ${Number(answer.instances) === 1 ? 'has' : 'have'} the new values as soon as it is stored:</p>
        ${(answer.instances_by_olt || []).length ? html`<ul>${answer.instances_by_olt.map(olt => html`
          <li>${placeOf(olt.olt).olt}: ${number(olt.instances)}</li>`)}</ul>` : nothing}` : nothing}
      ${answer.changes_shape ? html`
        <p class="tone-bad"><b>The shape of existing services changes</b>: how many GEM ports they have, which Alloc-IDs are shared,
          or which GEM ports are multicast. Their stored ids no longer fit. This is applied by force.</p>` : nothing}
      ${answer.changes.length ? table('What changes', [
        {head: 'Field', kind: 'ids', cell: change => change.path},
        {head: 'Now', kind: 'ids', cell: change => change.before},
        {head: 'After', kind: 'ids', cell: change => change.after},
      ], answer.changes) : nothing}
      ${stored && answer.changed ? html`<details><summary>Lines that differ</summary>${diffView(before, document)}</details>` : nothing}
      ${answer.warnings.length ? html`<p>${count(answer.warnings.length, 'warning')} of the rules stay.</p>` : nothing}`,
    run: preview => app.api.post(`${name}:apply`, {...body, force: preview.changes_shape}),
    done: () => {
      app.say(`Template ${id} was stored.`);
      done();
    },
  });
}

export function confirmDeleteTemplate(app, template) {
  let isForced = false;
  const query = () => ({etag: template.etag, force: isForced});
  new ChangeDialog({
    title: `Delete template ${template.id} of ${template.technology}?`,
    verb: 'Delete template',
    isDangerous: true,
    form: ask => html`
      <label class="check"><input type="checkbox" .checked=${isForced}
        @change=${event => { isForced = event.target.checked; ask(); }}>
        Delete it even if instances use it</label>`,
    preview: () => app.api.delete(template.name, {...query(), validate_only: true}),
    effect: () => html`<p>${isForced
      ? 'It is deleted. Instances that use it are shown by the built-in default, so their queues may differ.'
      : 'No instance uses it. It is deleted.'} An export of the store keeps a copy.</p>`,
    run: () => app.api.delete(template.name, query()),
    done: () => {
      app.go('#/templates');
      app.say(`Template ${template.id} was deleted.`);
    },
  });
}

