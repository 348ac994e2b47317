// The id space of a pool, drawn: taken, free, reserved, outside. Each id answers who owns it.
import {html, nothing, svg} from '../vendor/lit-html.js';
import {icon} from './icons.js';
import {ownerPage, ownerText} from './owner.js';
import {number, typeWords} from './words.js';

const COLUMNS = 64;
const CELL = 10;
const ROW = 13;

/** So many ids are drawn one by one; of larger pools, this many at a time. */
const WINDOW = COLUMNS * 8;

const BUCKETS = 128;

/** A window in which fewer ids are in a row. */
export const NARROW = '(max-width: 640px)';

const STATES = {
  TAKEN: 'taken',
  FREE: 'free',
  RESERVED: 'reserved',
  OUTSIDE: 'outside',
};

/** The spans between two ids, both included. */
function cut(spans, first, last) {
  return spans
    .filter(span => span.last >= first && span.first <= last)
    .map(span => ({...span, first: Math.max(span.first, first), last: Math.min(span.last, last)}));
}

/** How many ids are in each state. */
function counts(spans) {
  const found = {};
  for (const span of spans) found[span.state] = (found[span.state] || 0) + span.last - span.first + 1;
  return found;
}

export class IdStrip {
  #app;
  #pool;
  #type;
  #cursor = null;
  #isPinned = false;
  #owner = undefined;
  #owners = new Map();
  #asked = 0;
  #timer = 0;
  #seen = null;

  /** @param pool the name of the pool */
  constructor(app, pool, type) {
    this.#app = app;
    this.#pool = pool;
    this.#type = type;
  }

  get read() {
    return () => this.#app.api.get(this.#pool, {view: 'SPANS'});
  }

  /** The ids that are drawn: what the OLT offers or somebody has, not all that the technology allows. */
  #extent(pool) {
    const inner = pool.spans.filter(span => span.state === 'TAKEN');
    const firsts = [...inner.map(span => span.first), ...pool.ranges.map(range => range.first)];
    const lasts = [...inner.map(span => span.last), ...pool.ranges.map(range => range.last)];
    return firsts.length === 0 ? null : {first: Math.min(...firsts), last: Math.max(...lasts)};
  }

  #move(id, extent, isPinned) {
    const next = Math.min(extent.last, Math.max(extent.first, id));
    if (isPinned) this.#isPinned = true;
    if (next === this.#cursor) {
      this.#app.render();
      return;
    }
    this.#cursor = next;
    this.#ask(next);
    this.#app.render();
  }

  /** Asks who owns an id, if the cursor rests on it for a moment. */
  #ask(id) {
    clearTimeout(this.#timer);
    const asked = ++this.#asked;
    this.#owner = this.#owners.get(id);
    if (this.#owner !== undefined) return;
    this.#timer = setTimeout(async () => {
      let owner;
      try {
        owner = (await this.#app.api.get(`${this.#pool}/ids/${id}`)).owner ?? null;
        this.#owners.set(id, owner);
      } catch (error) {
        owner = {error: error.message};
      }
      if (asked !== this.#asked) return;
      this.#owner = owner;
      this.#app.render();
    }, 80);
  }

  #key(event, extent, columns) {
    const steps = {
      ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns,
      PageUp: -WINDOW, PageDown: WINDOW, Home: -Infinity, End: Infinity,
    };
    if (event.key === 'Enter' && ownerPage(this.#owner)) {
      this.#app.go(ownerPage(this.#owner));
      return;
    }
    if (event.key === 'Escape') {
      this.#isPinned = false;
      this.#app.render();
      return;
    }
    if (!(event.key in steps)) return;
    event.preventDefault();
    this.#move((this.#cursor ?? extent.first) + steps[event.key], extent, true);
  }

  #idAt(event, first, last) {
    const box = event.currentTarget.getBoundingClientRect();
    const columns = this.#columns(first, last);
    const rows = Math.ceil((last - first + 1) / columns);
    const column = Math.floor(((event.clientX - box.left) / box.width) * columns);
    const row = Math.floor(((event.clientY - box.top) / box.height) * rows);
    const id = first + row * columns + Math.min(columns - 1, Math.max(0, column));
    return id >= first && id <= last ? id : null;
  }

  /** A narrow screen has half as many in a row, so that a finger can hit one. */
  #columns(first, last) {
    const most = matchMedia(NARROW).matches ? COLUMNS / 2 : COLUMNS;
    return Math.min(most, last - first + 1);
  }

  template(pool) {
    // What was known of the owners is of another state of the pool.
    if (this.#seen !== pool) {
      this.#seen = pool;
      this.#owners.clear();
      if (this.#cursor !== null) this.#ask(this.#cursor);
    }
    const extent = this.#extent(pool);
    const words = typeWords(this.#type);
    if (!extent) return html`<p class="muted">This pool has no ${words.many}.</p>`;
    const size = extent.last - extent.first + 1;
    const at = this.#cursor ?? extent.first;
    const first = size <= WINDOW ? extent.first : extent.first + Math.floor((at - extent.first) / WINDOW) * WINDOW;
    const last = Math.min(extent.last, first + WINDOW - 1);
    return html`
      <div class="strip">
        <div>
          ${size > WINDOW ? this.#overview(pool.spans, extent, first, last) : nothing}
          ${this.#grid(pool.spans, extent, first, last)}
        </div>
        <div>
          ${this.#legend(pool.spans, extent)}
          ${this.#answer(pool.spans, extent)}
        </div>
      </div>`;
  }

  /** A large pool as one strip: how many of the ids at each place are taken. */
  #overview(spans, extent, first, last) {
    const size = extent.last - extent.first + 1;
    const each = Math.ceil(size / BUCKETS);
    const buckets = [];
    for (let i = 0; i < Math.ceil(size / each); i++) {
      const from = extent.first + i * each;
      const to = Math.min(extent.last, from + each - 1);
      const found = counts(cut(spans, from, to));
      buckets.push({from, taken: (found.TAKEN || 0) / (to - from + 1), reserved: (found.RESERVED || 0) / (to - from + 1)});
    }
    const scale = 1000 / size;
    return html`
      <svg class="density" viewBox="0 0 1000 30" preserveAspectRatio="none" aria-hidden="true"
        @click=${event => {
          const box = event.currentTarget.getBoundingClientRect();
          this.#move(extent.first + Math.floor(((event.clientX - box.left) / box.width) * size), extent, true);
        }}>
        <rect class="ground" width="1000" height="30"/>
        ${buckets.map(bucket => svg`
          <rect class="taken" x=${(bucket.from - extent.first) * scale} y=${30 - bucket.taken * 30}
            width=${each * scale} height=${bucket.taken * 30}/>
          <rect class="reserved" x=${(bucket.from - extent.first) * scale} y=${30 - (bucket.taken + bucket.reserved) * 30}
            width=${each * scale} height=${bucket.reserved * 30}/>`)}
        <rect class="window" x=${(first - extent.first) * scale} y="1" width=${(last - first + 1) * scale} height="28"/>
      </svg>
      <p class="density-words muted"><span>${extent.first}</span><span>Shown below: ${first}–${last}</span><span>${extent.last}</span></p>`;
  }

  #grid(spans, extent, first, last) {
    const columns = this.#columns(first, last);
    const rows = [];
    for (let from = first; from <= last; from += columns) {
      rows.push({from, spans: cut(spans, from, Math.min(last, from + columns - 1))});
    }
    const cursor = this.#cursor !== null && this.#cursor >= first && this.#cursor <= last ? this.#cursor - first : null;
    const width = columns * CELL;
    const isFew = columns < COLUMNS / 2;
    return html`
      <div class="idgrid ${isFew ? 'few' : ''}">
        <div class="idgrid-labels" aria-hidden="true">${rows.map(row => html`<span>${row.from}</span>`)}</div>
        <svg viewBox="0 0 ${width} ${rows.length * ROW}" preserveAspectRatio="none" tabindex="0" role="slider"
          .style=${`aspect-ratio: ${width} / ${rows.length * ROW}`}
          aria-label="${typeWords(this.#type).many}, with arrow keys from one to the next"
          aria-valuemin=${extent.first} aria-valuemax=${extent.last} aria-valuenow=${this.#cursor ?? extent.first}
          aria-valuetext=${this.#spoken(spans)}
          @keydown=${event => this.#key(event, extent, columns)}
          @pointermove=${event => {
            if (this.#isPinned) return;
            const id = this.#idAt(event, first, last);
            if (id !== null) this.#move(id, extent, false);
          }}
          @click=${event => {
            const id = this.#idAt(event, first, last);
            if (id === null) return;
            this.#isPinned = true;
            this.#move(id, extent, true);
          }}>
          ${rows.map((row, i) => row.spans.map(span => svg`
            <rect class=${STATES[span.state] || 'free'} x=${(span.first - row.from) * CELL} y=${i * ROW + 1}
              width=${(span.last - span.first + 1) * CELL} height=${ROW - 2}/>`))}
          ${rows.map((row, i) => Array.from({length: Math.min(columns, last - row.from + 1) - 1}, (_, c) => svg`
            <line class="gap" x1=${(c + 1) * CELL} x2=${(c + 1) * CELL} y1=${i * ROW + 1} y2=${(i + 1) * ROW - 1}/>`))}
          ${cursor === null ? nothing : svg`
            <rect class="cursor" x=${(cursor % columns) * CELL} y=${Math.floor(cursor / columns) * ROW + .5}
              width=${CELL} height=${ROW - 1}/>`}
        </svg>
      </div>`;
  }

  #legend(spans, extent) {
    const found = counts(cut(spans, extent.first, extent.last));
    const entry = (state, words) => found[state]
      ? html`<li><span class="key ${STATES[state]}"></span>${words} <b>${number(found[state])}</b></li>`
      : nothing;
    return html`<ul class="legend">
      ${entry('TAKEN', 'Taken')}${entry('FREE', 'Free')}${entry('RESERVED', 'Reserved')}${entry('OUTSIDE', 'Outside the ranges')}
    </ul>`;
  }

  #stateOf(spans, id) {
    return spans.find(span => span.first <= id && id <= span.last)?.state;
  }

  #spoken(spans) {
    const id = this.#cursor;
    if (id === null) return 'No id chosen';
    if (this.#owner?.error) return `${id}: ${this.#owner.error}`;
    if (this.#owner) return `${id}: ${ownerText(this.#owner)}`;
    return `${id}: ${STATES[this.#stateOf(spans, id)] || 'free'}`;
  }

  #answer(spans, extent) {
    const id = this.#cursor;
    const field = html`
      <label class="idfield">Id <input type="number" min=${extent.first} max=${extent.last} .value=${id === null ? '' : String(id)}
        @change=${event => {
          if (event.target.value !== '') this.#move(Number(event.target.value), extent, true);
        }}></label>`;
    if (id === null) {
      return html`<div class="answer">${field}<span class="muted">Point at an id to see who owns it. Click to keep it.</span></div>`;
    }
    const page = ownerPage(this.#owner);
    return html`
      <div class="answer">${field}
        <span><b class="num">${id}</b>${this.#spoken(spans).slice(String(id).length + 2)}</span>
        ${page ? html`<a href=${page}>Open the service${icon('arrow')}</a>` : nothing}</div>`;
  }
}

