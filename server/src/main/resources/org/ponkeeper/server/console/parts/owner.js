// Who holds an id, as a text with a link.
import {html, nothing} from '../vendor/lit-html.js';
import {pageOf, placeOf} from '../routes.js';

const neighbour = owner => (owner.neighbour_technology ? ` in ${owner.neighbour_technology}, which shares the pool` : '');

/** The page of the owner, if it has one. */
export function ownerPage(owner) {
  return owner?.instance && !owner.neighbour_technology ? pageOf(owner.instance) : '';
}

/** The name in a claim's resource name. */
export const claimant = claim => claim.slice(claim.indexOf('/claims/') + '/claims/'.length);

export function ownerText(owner) {
  if (!owner) return 'free';
  if (owner.instance) {
    const {onu, uni, template} = placeOf(owner.instance);
    return `ONU ${onu}, UNI ${uni}, template ${template}${neighbour(owner)}`;
  }
  if (owner.claim) return `claimed by ${claimant(owner.claim)}${neighbour(owner)}`;
  if (owner.reserved) return 'reserved: it is never allocated';
  if (owner.outside) return 'taken, but outside the ranges of the PON';
  return 'taken, but nobody is known to own it';
}

export function ownerLink(owner) {
  const page = ownerPage(owner);
  return page ? html`<a href=${page}>${ownerText(owner)}</a>` : html`${owner ? ownerText(owner) : nothing}`;
}
