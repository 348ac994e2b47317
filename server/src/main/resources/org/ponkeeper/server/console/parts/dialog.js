// The dialog before a change: what it will do, asked of the server first, and a button that names it.
import {html, nothing, render} from '../vendor/lit-html.js';
import {failure, loading} from './states.js';

/**
 * @typedef Change
 * @property title the question
 * @property verb what the button says
 * @property isDangerous whether something is lost
 * @property form a template of fields, if the change needs some; `draft` gives their values
 * @property preview asks the server what would happen; the answer goes to `effect`
 * @property effect a template that names what will happen
 * @property confirmText what must be typed, for what cannot be undone
 * @property run makes the change
 * @property done is called after it
 */
export class ChangeDialog {
  #change;
  #element = document.createElement('dialog');
  #opener = document.activeElement;
  #preview = null;
  #previewError = null;
  #error = null;
  #progress = '';
  #isRunning = false;
  #typed = '';
  #asked = 0;

  constructor(change) {
    this.#change = change;
    this.#element.className = 'change';
    this.#element.setAttribute('aria-labelledby', 'change-title');
    this.#element.addEventListener('cancel', event => {
      if (this.#isRunning) event.preventDefault();
    });
    // The page below it is left, for example with the browser's back button.
    const leave = () => {
      if (!this.#isRunning) this.#element.close();
    };
    window.addEventListener('hashchange', leave);
    this.#element.addEventListener('close', () => {
      window.removeEventListener('hashchange', leave);
      this.#element.remove();
      this.#opener?.focus?.();
    });
    document.body.append(this.#element);
    this.#render();
    this.#element.showModal();
    this.ask();
  }

  /** Asks what would happen, for example after a field has changed. Only the last question counts. */
  async ask() {
    const asked = ++this.#asked;
    this.#preview = null;
    this.#previewError = null;
    if (this.#change.isComplete && !this.#change.isComplete()) {
      this.#render();
      return;
    }
    this.#render();
    try {
      const preview = await this.#change.preview();
      if (asked === this.#asked) this.#preview = preview;
    } catch (error) {
      if (asked === this.#asked) this.#previewError = error;
    }
    this.#render();
  }

  async #run(event) {
    event.preventDefault();
    if (!this.#isReady) return;
    this.#isRunning = true;
    this.#error = null;
    this.#render();
    try {
      const result = await this.#change.run(this.#preview, text => {
        this.#progress = text;
        this.#render();
      });
      this.#isRunning = false;
      this.#element.close();
      this.#change.done(result);
    } catch (error) {
      if (error.status === undefined) console.error(error);
      this.#isRunning = false;
      this.#error = error;
      this.#render();
    }
  }

  get #isReady() {
    return this.#preview !== null && !this.#isRunning &&
      (!this.#change.confirmText || this.#typed === this.#change.confirmText);
  }

  #effect() {
    if (this.#previewError) return failure(this.#previewError, () => this.ask());
    if (this.#preview) return this.#change.effect(this.#preview);
    if (this.#change.isComplete && !this.#change.isComplete()) return nothing;
    return loading('what will happen');
  }

  #render() {
    const change = this.#change;
    render(html`
      <form @submit=${event => this.#run(event)}>
        <h2 id="change-title">${change.title}</h2>
        ${change.form ? change.form(() => this.ask()) : nothing}
        <div class="effect" aria-live="polite">${this.#effect()}</div>
        ${change.confirmText && this.#preview ? html`
          <label class="field">Type <b>${change.confirmText}</b> to confirm
            <input autocomplete="off" spellcheck="false" .value=${this.#typed}
              @input=${event => { this.#typed = event.target.value; this.#render(); }}>
          </label>` : nothing}
        ${this.#error ? failure(this.#error) : nothing}
        ${this.#isRunning ? html`<p class="loading" role="status">${this.#progress || 'The change is being made'}</p>` : nothing}
        <div class="buttons">
          <button type="button" ?disabled=${this.#isRunning} @click=${() => this.#element.close()}>Cancel</button>
          <button type="submit" class=${change.isDangerous ? 'danger' : 'primary'} ?disabled=${!this.#isReady}>
            ${change.verb}
          </button>
        </div>
      </form>`, this.#element);
  }
}
