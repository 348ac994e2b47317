// The queues of a service, as one thinks of them: p-bits, queue, GEM port, and how the scheduler serves them.
import {html, nothing, svg} from '../vendor/lit-html.js';
import {icon} from './icons.js';
import {bar} from './poolbar.js';
import {empty} from './states.js';
import {sentence} from './words.js';

const PBITS = [7, 6, 5, 4, 3, 2, 1, 0];

/** The p-bits of `0b00001100`; the last digit is that of p-bit 0. */
export function pbitsOf(map) {
  const digits = /^0b([01]{8})$/.exec(map)?.[1] || '00000000';
  return PBITS.filter(pbit => digits[7 - pbit] === '1');
}

const POLICIES = {StrictPriority: 'strict priority', WRR: 'weighted', Hybrid: 'hybrid'};

const attributes = {
  xpon: {up: 'upstream_gem_port_attribute_list', down: 'downstream_gem_port_attribute_list'},
  epon: {up: 'upstream_queue_attribute_list', down: 'downstream_queue_attribute_list'},
};

/** The queues and schedulers of an instance or a template, in each direction. */
export function directionsOf(profile) {
  const lists = attributes[profile.profile_type === 'EPON' ? 'epon' : 'xpon'];
  const direction = (list, scheduler) => {
    const all = (profile[list] || []).map(queue => ({
      pbits: pbitsOf(queue.pbit_map),
      gemPort: queue.gemport_id,
      priority: queue.priority_q,
      weight: queue.weight,
      policy: queue.scheduling_policy,
      isEncrypted: queue.aes_encryption === 'True',
      discard: queue.discard_policy,
      isMulticast: queue.is_multicast === 'True',
      multicastGemPort: queue.multicast_gem_id,
      accessList: queue.dynamic_access_control_list,
    }));
    return {
      scheduler: profile[scheduler],
      queues: all.filter(queue => !queue.isMulticast),
      multicast: all.filter(queue => queue.isMulticast),
    };
  };
  return {
    up: direction(lists.up, 'us_scheduler'),
    down: direction(lists.down, 'ds_scheduler'),
  };
}

/** How much of what strict queues leave a weighted one gets, in percent. */
function shareOf(queue, queues) {
  const sum = queues.filter(one => one.policy === 'WRR').reduce((all, one) => all + one.weight, 0);
  return queue.policy === 'WRR' && sum > 0 ? Math.round((queue.weight / sum) * 100) : null;
}

const pbitRow = pbits => html`
  <span class="pbits" role="img" aria-label=${pbits.length ? `p-bits ${[...pbits].reverse().join(', ')}` : 'no p-bits'}>
    ${PBITS.map(pbit => html`<span class=${pbits.includes(pbit) ? 'on' : ''} aria-hidden="true">${pbit}</span>`)}
  </span>`;

const flow = html`
  <svg class="flow" viewBox="0 0 40 16" preserveAspectRatio="none" aria-hidden="true">${svg`<path d="M0 8h34M29 3.5 35 8l-6 4.5"/>`}</svg>`;

function scheduling(queue, queues) {
  const share = shareOf(queue, queues);
  return html`
    <span class="sched">
      <span class="sched-words">Priority <b>${queue.priority}</b>, ${POLICIES[queue.policy] || queue.policy}</span>
      ${share === null ? nothing : html`<span class="sched-weight">${bar(share, '')}<span>weight <b>${queue.weight}</b>, ${share} %</span></span>`}
    </span>`;
}

function queueTable(words, queues) {
  if (queues.length === 0) return empty(`No ${words} queues.`);
  return html`
    <div class="scroll" role="region" tabindex="0" aria-label="${words} queues">
    <table class="queues">
      <caption class="unseen">${words} queues</caption>
      <thead><tr><th scope="col">p-bits</th><th class="arrow" aria-hidden="true"></th><th scope="col">Queue</th>
        <th class="arrow" aria-hidden="true"></th><th scope="col" class="number">GEM port</th></tr></thead>
      <tbody>
        ${queues.map(queue => html`
          <tr>
            <th scope="row">${pbitRow(queue.pbits)}</th>
            <td class="arrow" aria-hidden="true">${flow}</td>
            <td>${scheduling(queue, queues)}
              <span class="muted queue-more">${sentence(queue.discard || '')}</span></td>
            <td class="arrow" aria-hidden="true">${flow}</td>
            <td class="number">${queue.gemPort === undefined ? nothing : html`<b class="gem">${queue.gemPort}</b>`}
              <span class="queue-more muted">${queue.isEncrypted ? html`${icon('lock')}AES` : 'not encrypted'}</span></td>
          </tr>`)}
      </tbody>
    </table></div>`;
}

function scheduler(words, scheduler, allocId) {
  if (!scheduler) return nothing;
  return html`
    <p class="scheduler">
      <b>${words}${allocId === undefined ? nothing : html`, Alloc-ID <span class="num">${allocId}</span>`}</b>
      <span>${sentence(POLICIES[scheduler.q_sched_policy] || scheduler.q_sched_policy)},
        additional bandwidth: ${sentence(scheduler.additional_bw).toLowerCase()}</span>
      ${scheduler.priority || scheduler.weight ? html`<span>priority ${scheduler.priority}, weight ${scheduler.weight}</span>` : nothing}
    </p>`;
}

/** Both directions side by side. `allocId` is left out for templates. */
export function queuesOf(profile, allocId) {
  const {up, down} = directionsOf(profile);
  return html`
    <div class="directions">
      <section aria-labelledby="up" class="direction">
        <h2 id="up">Upstream</h2>
        ${queueTable('upstream', up.queues)}
        ${scheduler('T-CONT', up.scheduler, allocId)}
      </section>
      <section aria-labelledby="down" class="direction">
        <h2 id="down">Downstream</h2>
        ${queueTable('downstream', down.queues)}
        ${scheduler('Scheduler', down.scheduler)}
      </section>
    </div>
    ${down.multicast.length === 0 ? nothing : html`
      <section aria-labelledby="multicast" class="direction">
        <h2 id="multicast">Downstream multicast</h2>
        ${queueTable('multicast', down.multicast.map(queue => ({...queue, gemPort: queue.multicastGemPort})))}
      </section>`}`;
}
