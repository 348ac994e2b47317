// A value that is read from the server: none yet, here, or refused. What was read stays while it is read again.
import {failure, loading} from './states.js';

const SOON_MS = 250;
const LATEST_MS = 5000;

/** A reading that takes long is repeated more rarely: at most this part of the time is spent on it. */
const SHARE = 0.25;

export class Remote {
  value = undefined;
  error = null;

  #read;
  #changed;
  #round = 0;
  #isReading = false;
  #isStale = false;
  #timer = 0;
  #tookMs = 0;

  /**
   * @param read reads the value
   * @param changed is called when there is something else to show
   */
  constructor(read, changed) {
    this.#read = read;
    this.#changed = changed;
  }

  /** Reads it, or reads it again after the reading that is under way. */
  load() {
    if (this.#isReading) {
      this.#isStale = true;
    } else {
      this.restart();
    }
  }

  /** Reads it now. A reading that is under way counts no more: after a lost connection it may never end. */
  async restart() {
    const round = ++this.#round;
    this.#isReading = true;
    do {
      this.#isStale = false;
      const begin = performance.now();
      let value;
      let error = null;
      try {
        value = await this.#read();
      } catch (caught) {
        if (caught.status === undefined) console.error(caught);
        error = caught;
      }
      if (round !== this.#round) return;
      this.#tookMs = performance.now() - begin;
      if (error === null) this.value = value;
      this.error = error;
      this.#changed();
    } while (this.#isStale);
    this.#isReading = false;
  }

  /** Reads it again soon: many changes in a moment cause one reading. */
  soon() {
    if (this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#timer = 0;
      this.load();
    }, Math.min(LATEST_MS, Math.max(SOON_MS, this.#tookMs / SHARE)));
  }

  close() {
    this.#round++;
    clearTimeout(this.#timer);
  }

  /** Shows the value, or why there is none. */
  show(what, content) {
    if (this.value === undefined) {
      return this.error ? failure(this.error, () => this.load()) : loading(what);
    }
    // While the connection is lost, the header says so; other errors are shown above what was read before.
    const error = this.error && this.error.status !== 0 ? failure(this.error, () => this.load()) : '';
    return [error, content(this.value)];
  }
}
