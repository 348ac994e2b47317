// Changes of an OLT.
import {html, nothing} from '../vendor/lit-html.js';
import {ChangeDialog} from '../parts/dialog.js';
import {count, number} from '../parts/words.js';
import {placeOf} from '../routes.js';

const CONTENTS = [
  ['records', 'record'],
  ['instances', 'instance'],
  ['older_instances', 'instance of the older format', 'instances of the older format'],
  ['pools', 'pool'],
  ['claims', 'claim'],
  ['onu_maps', 'per-ONU map'],
  ['flow_infos', 'flow info'],
  ['others', 'other key'],
];

const progressWords = progress => `${number(progress.done)} of ${number(progress.total)} done`;

export function confirmDeleteOlt(app, name) {
  const {olt} = placeOf(name);
  new ChangeDialog({
    title: `Delete ${olt} and everything of it?`,
    verb: `Delete ${olt}`,
    isDangerous: true,
    confirmText: olt,
    preview: async () => (await app.api.last('DELETE', name, {validate_only: true}, undefined, () => {})).deleted,
    effect: contents => html`
      <p>These are deleted. It cannot be undone; an export of the store keeps a copy.</p>
      <ul>${CONTENTS.map(([field, one, many]) =>
        Number(contents[field]) > 0 ? html`<li>${count(contents[field], one, many)}</li>` : nothing)}</ul>
      <p>Subscribers of this OLT lose their services when its adapter reads the store again.</p>`,
    run: (_, onProgress) => app.api.last('DELETE', name, {}, undefined, progress => onProgress(progressWords(progress))),
    done: () => {
      app.go('#/');
      app.say(`${olt} was deleted.`);
    },
  });
}

export function confirmRemovePon(app, name) {
  const {olt, pon} = placeOf(name);
  new ChangeDialog({
    title: `Remove PON ${pon} from ${olt}?`,
    verb: `Remove PON ${pon}`,
    isDangerous: true,
    preview: () => app.api.delete(name, {validate_only: true}),
    effect: answer => html`
      <p>Nothing is stored of this PON. It is removed from the registration of ${olt}, with
        ${count(answer.pools.length, 'pool')} that only it used.</p>`,
    run: () => app.api.delete(name),
    done: () => {
      app.go(`#/olts/${encodeURIComponent(placeOf(name).technology)}/${encodeURIComponent(olt)}`);
      app.say(`PON ${pon} was removed from ${olt}.`);
    },
  });
}
