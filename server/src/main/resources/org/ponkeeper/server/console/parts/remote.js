// A value that is read from the server: none yet, here, or refused. What was read stays while it is read again.
import {failure, loading} from './states.js';

export class Remote {
  value = undefined;
  error = null;

  #read;
  #changed;
  #isReading = false;
  #isStale = false;
  #timer = 0;
  #isClosed = false;

  /**
   * @param read reads the value
   * @param changed is called when there is something else to show
   */
  constructor(read, changed) {
    this.#read = read;
    this.#changed = changed;
  }

  /** Reads it, or reads it again after the reading that is under way. */
  async load() {
    if (this.#isReading) {
      this.#isStale = true;
      return;
    }
    this.#isReading = true;
    do {
      this.#isStale = false;
      try {
        this.value = await this.#read();
        this.error = null;
      } catch (error) {
        if (!(error instanceof Error) || error.status === undefined) console.error(error);
        this.error = error;
      }
      if (this.#isClosed) return;
      this.#changed();
    } while (this.#isStale);
    this.#isReading = false;
  }

  /** Reads it again soon: many changes in a moment cause one reading. */
  soon(delayMs = 250) {
    if (this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#timer = 0;
      this.load();
    }, delayMs);
  }

  close() {
    this.#isClosed = true;
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
