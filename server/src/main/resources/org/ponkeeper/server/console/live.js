// The change stream: follows what changes in the store, and knows whether the connection is there.

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5000;

/** How long the beginning of the stream may take. */
const BEGIN_MS = 5000;

/** How often the server is asked for a sign of life: a stream without changes says nothing. */
const SIGN_OF_LIFE_MS = 3000;

/**
 * Events: `change` with the changes of a transaction, `again` if everything is to be read again, `caller` with what the
 * server says of the caller, and `state`.
 * A hidden page follows nothing: browsers have few connections to a server, and other tabs need them.
 */
export class Live extends EventTarget {
  /** connecting, live, or lost. */
  state = 'connecting';
  /** When the server was last known to answer. */
  lastContact = new Date();

  #api;
  #bookmark = '';
  #running = null;
  #pause = FIRST_PAUSE_MS;
  #timer = 0;

  #isOn = false;
  #hasBegun = false;

  constructor(api) {
    super();
    this.#api = api;
    document.addEventListener('visibilitychange', () => {
      if (!this.#isOn) return;
      this.#end();
      if (!document.hidden) this.#follow();
    });
    setInterval(() => this.#signOfLife(), SIGN_OF_LIFE_MS);
  }

  start() {
    if (this.#isOn) return;
    this.#isOn = true;
    this.#follow();
  }

  stop() {
    this.#isOn = false;
    this.#end();
    // The next caller sees what is there, not what this one has missed.
    this.#bookmark = '';
    this.#hasBegun = false;
    this.#become('connecting');
  }

  #end() {
    clearTimeout(this.#timer);
    const running = this.#running;
    this.#running = null;
    running?.abort();
  }

  retryNow() {
    this.#end();
    this.#follow();
  }

  async #signOfLife() {
    if (this.state !== 'live' || document.hidden) return;
    try {
      const caller = await this.#api.get('caller', {}, SIGN_OF_LIFE_MS);
      this.lastContact = new Date();
      this.dispatchEvent(new CustomEvent('caller', {detail: caller}));
    } catch (error) {
      if (error.status === 0) this.#running?.abort();
    }
  }

  async #follow() {
    const running = new AbortController();
    this.#running = running;
    // The first message comes at once; if it does not, the connection is no better than none.
    const begin = setTimeout(() => running.abort(), BEGIN_MS);
    running.signal.addEventListener('abort', () => clearTimeout(begin));
    try {
      for await (const event of this.#api.stream(
          'GET', 'changes:watch', {after: this.#bookmark}, undefined, running.signal)) {
        clearTimeout(begin);
        this.#take(event);
      }
    } catch (error) {
      if (this.#running !== running) return;
      if (error.isSignInNeeded) {
        this.#running = null;
        this.#isOn = false;
        return;
      }
      // A bookmark that the server does not take is of another store.
      if (error.status === 400) this.#bookmark = '';
    }
    if (this.#running !== running) return;
    this.#running = null;
    this.#become('lost');
    this.#timer = setTimeout(() => this.#follow(), this.#pause);
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE_MS);
  }

  #take(event) {
    this.lastContact = new Date();
    if (event.bookmark) this.#bookmark = event.bookmark;
    if (event.begun) {
      this.#pause = FIRST_PAUSE_MS;
      const isBack = this.#hasBegun;
      this.#hasBegun = true;
      this.#become('live');
      if (isBack) this.dispatchEvent(new Event('again'));
    } else if (event.resync) {
      this.dispatchEvent(new Event('again'));
    } else if (event.changes?.length) {
      this.dispatchEvent(new CustomEvent('change', {detail: event.changes}));
    }
  }

  #become(state) {
    if (this.state === state) return;
    this.state = state;
    this.dispatchEvent(new Event('state'));
  }
}
