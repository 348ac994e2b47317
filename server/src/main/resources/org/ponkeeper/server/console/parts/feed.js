// The latest changes, as sentences.
import {html} from '../vendor/lit-html.js';
import {pageOf, placeOf} from '../routes.js';
import {claimant} from './owner.js';
import {count, ids, sentence, typeOfPool, typeWords} from './words.js';

const MOST = 14;

/** The latest changes, the newest first. Several of the same kind in one transaction are one entry. */
export function fed(feed, changes) {
  const kinds = new Map();
  for (const change of changes) {
    const key = `${change.kind} ${kindOf(change.name)} ${placeOf(change.name).olt}`;
    kinds.set(key, [...(kinds.get(key) || []), change]);
  }
  const entries = [...kinds.values()].map(same => ({time: new Date(), change: same[0], others: same.length - 1}));
  return [...entries, ...feed].slice(0, MOST);
}

function kindOf(name) {
  if (name.includes('/instances/')) return 'instance';
  if (name.includes('/claims/')) return 'claim';
  return name.includes('/templates/') ? 'template' : 'olt';
}

export function changeWords({change, others}) {
  const isStored = change.kind === 'STORED';
  const more = others ? html` <span class="muted">and ${count(others, 'other')}</span>` : '';
  switch (kindOf(change.name)) {
    case 'instance': {
      const {olt, pon, onu, uni, template} = placeOf(change.name);
      const onuPage = pageOf(change.name.slice(0, change.name.indexOf('/unis/')));
      return html`<span><b class=${isStored ? 'plus' : 'minus'}>${isStored ? '+' : '−'}</b> Service ${template} ${isStored ? 'on' : 'left'}
        <a href=${isStored ? pageOf(change.name) : onuPage}>${olt} PON ${pon} ONU ${onu} UNI ${uni}</a>${more}</span>`;
    }
    case 'claim': {
      const name = claimant(change.name);
      const [pon, pool] = change.name.split(/\/pools\/|\/claims\//);
      const words = typeWords(typeOfPool(pool));
      return html`<span><b class=${isStored ? 'plus' : 'minus'}>${isStored ? '+' : '−'}</b>
        <span class="ids">${name}</span> ${isStored ? `has ${change.ids.length === 1 ? words.one : words.many} ${ids(change.ids)} on` : 'released its ids on'}
        <a href=${pageOf(pon)}>${placeOf(pon).olt} PON ${placeOf(pon).pon}</a>${more}</span>`;
    }
    case 'template':
      return html`<span>Template <a href=${pageOf(change.name)}>${change.name.split('/').at(-1)}</a> ${isStored ? 'stored' : 'deleted'}${more}</span>`;
    default: {
      const state = change.olt_state && change.olt_state !== 'LIVE' ? `, ${sentence(change.olt_state).toLowerCase()}` : '';
      return html`<span>OLT <a href=${pageOf(change.name)}>${placeOf(change.name).olt}</a> ${isStored ? `registered or changed${state}` : 'removed'}${more}</span>`;
    }
  }
}
