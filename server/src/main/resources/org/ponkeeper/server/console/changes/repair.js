// Repairs of an OLT: what would be taken and freed is asked of the server first.
import {html, nothing} from '../vendor/lit-html.js';
import {ChangeDialog} from '../parts/dialog.js';
import {count, isOneId, ranges, typeWith} from '../parts/words.js';
import {placeOf} from '../routes.js';

export function confirmRepair(app, name, done) {
  let maps = false;
  const {olt} = placeOf(name);
  new ChangeDialog({
    title: `Repair the pools of ${olt}?`,
    verb: 'Repair',
    form: ask => html`
      <label class="check"><input type="checkbox" name="maps" .checked=${maps}
        @change=${event => { maps = event.target.checked; ask(); }}>
        Correct per-ONU maps too. Stop all adapters of ${olt} first.</label>`,
    preview: () => app.api.post(`${name}:repair`, {maps, validate_only: true}),
    effect: answer => (answer.pools.length === 0 && Number(answer.maps) === 0
      ? html`<p>There is nothing that a repair may change.</p>`
      : html`
        <ul>${answer.pools.map(pool => html`
          ${pool.taken.length ? html`<li>${typeWith(pool.type, pool.taken)} <span class="ids">${ranges(pool.taken)}</span>
            of pool ${pool.index} ${isOneId(pool.taken) ? 'is marked as taken: it has an owner' : 'are marked as taken: they have owners'}.</li>` : nothing}
          ${pool.freed.length ? html`<li>${typeWith(pool.type, pool.freed)} <span class="ids">${ranges(pool.freed)}</span>
            of pool ${pool.index} ${isOneId(pool.freed) ? 'becomes free: nobody owns it' : 'become free: nobody owns them'}.</li>` : nothing}`)}
          ${Number(answer.maps) ? html`<li>${count(answer.maps, 'per-ONU map or tp_id', 'per-ONU maps and tp_id')} are corrected.</li>` : nothing}
        </ul>
        <p>No service changes its ids. Everything else in the list needs your decision.</p>`),
    run: () => app.api.post(`${name}:repair`, {maps}),
    done: answer => {
      app.say(answer.pools.length === 0 && Number(answer.maps) === 0
        ? `Nothing was repaired on ${olt}.`
        : `${olt} was repaired: ${count(answer.pools.length, 'pool')} changed.`);
      done();
    },
  });
}
