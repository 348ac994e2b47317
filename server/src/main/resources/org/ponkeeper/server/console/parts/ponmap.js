// A map of the PONs of an OLT: one tile for each, with how full its pools are.
import {html, nothing} from '../vendor/lit-html.js';
import {bar, toneIcon, toneOf} from './poolbar.js';
import {number, percent, typeWords, TYPES} from './words.js';

/** The pools of each PON, from what GetOlt answers. Shared pools are those of all PONs. */
export function ponsOf(olt) {
  const shared = olt.pools.filter(pool => pool.shared);
  const own = new Map(olt.pons.map(pon => [pon, []]));
  for (const pool of olt.pools) {
    if (!pool.shared) own.get(pool.index)?.push(pool);
  }
  return olt.pons.map(pon => {
    const pools = [...own.get(pon), ...shared]
      .filter(pool => pool.used + pool.free > 0)
      .sort((a, b) => TYPES.indexOf(a.type) - TYPES.indexOf(b.type))
      .map(pool => ({...pool, total: pool.used + pool.free, share: percent(pool.used, pool.used + pool.free)}));
    return {pon, pools, fullest: Math.max(0, ...pools.map(pool => pool.share))};
  });
}

const spoken = ({pon, pools}) =>
  `PON ${pon}: ${pools.map(pool => `${number(pool.used)} of ${number(pool.total)} ${typeWords(pool.type).many}`).join(', ') || 'no pools yet'}`;

export function ponMap(pons, address) {
  return html`
    <ul class="ponmap">
      ${pons.map(entry => html`
        <li>
          <a class="pon ${toneOf(entry.fullest)}" href=${address(entry.pon)} title=${spoken(entry)}>
            <span class="pon-head">
              <span class="pon-name">PON ${entry.pon}</span>
              <span class="pon-share">${toneIcon(toneOf(entry.fullest))}${entry.fullest} %</span>
            </span>
            ${entry.pools.length === 0 ? html`<span class="muted">No pools yet</span>` : nothing}
            ${entry.pools.filter(pool => pool.type !== 'FLOW_ID').map(pool => html`
              <span class="pon-pool">
                <span>${typeWords(pool.type).short}</span>
                <span class="pon-numbers">${number(pool.used)}/${number(pool.total)}</span>
                ${bar(pool.share)}
              </span>`)}
          </a>
        </li>`)}
    </ul>`;
}
