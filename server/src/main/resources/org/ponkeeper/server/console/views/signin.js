// Asks for a token.
import {html, nothing} from '../vendor/lit-html.js';
import {icon} from '../parts/icons.js';
import {Page} from './page.js';

export class SignIn extends Page {
  title = 'Sign in';
  #isRefused = false;

  /** The server does not know the caller, who may have given a token or none. */
  refused() {
    if (this.app.api.token) this.#isRefused = true;
    this.app.api.token = '';
    this.app.render();
  }

  async #submit(event) {
    event.preventDefault();
    const field = event.target.elements.token;
    const token = field.value.trim().replace(/^bearer\s+/i, '');
    if (!token) {
      field.focus();
      return;
    }
    this.#isRefused = false;
    this.app.api.token = token;
    await this.app.enter();
    if (!this.app.caller) field.select();
  }

  template() {
    return html`
      <section class="signin" aria-labelledby="signin-title">
        <h1 id="signin-title">Sign in</h1>
        <p>The server asks for a token. Your administrator makes one with <code>ponkeeper token new</code>; a JWT works too.</p>
        <form @submit=${event => this.#submit(event)}>
          <label class="field">Token
            <input id="token" name="token" type="password" autocomplete="current-password" spellcheck="false"
              aria-describedby=${this.#isRefused ? 'signin-error' : nothing} aria-invalid=${this.#isRefused ? 'true' : 'false'}>
          </label>
          ${this.#isRefused ? html`
            <p class="notice bad" id="signin-error" role="alert">${icon('bad', 'bad')}
              <span>The server does not know this token. Check that it is complete, and has neither expired nor been withdrawn.</span></p>` : nothing}
          <button class="primary">Sign in</button>
        </form>
        <p class="muted">The token stays in this tab until you sign out or close it.</p>
      </section>`;
  }
}
