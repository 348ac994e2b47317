// The beginning: the application, which holds what all pages use.
import {render} from './vendor/lit-html.js';
import {Api} from './api.js';
import {Live} from './live.js';
import {fed} from './parts/feed.js';
import {parse} from './routes.js';
import {shell, startShell} from './shell.js';
import {startTheme} from './theme.js';
import {viewOf} from './views/all.js';
import {SignIn} from './views/signin.js';

/** So long after a change, the latest changes are drawn. */
const BURST_MS = 60;

class App {
  api = new Api();
  live = new Live(this.api);
  caller = null;
  view = null;
  notice = '';
  /** The latest changes, for the overview. */
  feed = [];

  #isRendering = false;
  #isDrawingSoon = false;
  #address = null;

  start() {
    startTheme();
    this.api.onSignInNeeded = () => this.signIn();
    window.addEventListener('hashchange', () => this.#open());
    this.live.addEventListener('state', () => this.render());
    this.live.addEventListener('again', () => this.view?.again());
    this.live.addEventListener('caller', event => this.#know(event.detail));
    this.live.addEventListener('change', event => {
      this.feed = fed(this.feed, event.detail);
      this.view?.changed(event.detail);
      this.#renderSoon();
    });
    startShell(this);
    this.enter();
  }

  /** Asks who the caller is, then shows the page of the address. */
  async enter() {
    try {
      this.caller = await this.api.get('caller');
    } catch (error) {
      if (error.isSignInNeeded) return;
      this.caller = null;
      setTimeout(() => this.enter(), 2000);
      if (!this.view) this.#open();
      return;
    }
    this.#address = null;
    this.live.start();
    this.#open();
  }

  /** The server may have been configured anew: the caller has another role, or may see other OLTs. */
  #know(caller) {
    if (!this.caller || JSON.stringify(caller) === JSON.stringify(this.caller)) return;
    this.caller = caller;
    this.feed = [];
    this.view?.again();
    this.render();
  }

  /** What the caller has seen is not for the next one. */
  #forget() {
    this.caller = null;
    this.feed = [];
    this.live.stop();
  }

  #open() {
    if (location.hash === this.#address) return;
    if (this.view instanceof SignIn && !this.caller) return;
    this.#address = location.hash;
    const field = document.getElementById('search');
    if (field) field.value = '';
    this.#show(viewOf(this, parse(location.hash)));
    window.scrollTo(0, 0);
  }

  #show(view) {
    const before = this.view;
    before?.close();
    this.view = view;
    this.render();
    // A screen reader is told of the new page; the focus goes where it begins.
    if (before) document.getElementById('main')?.focus({preventScroll: true});
  }

  /** Asks for a token, and says so if there is one that the server does not know, or no longer. */
  signIn() {
    this.#forget();
    if (!(this.view instanceof SignIn)) this.#show(new SignIn(this));
    this.view.refused();
  }

  signOut() {
    this.api.token = '';
    this.#address = null;
    this.#forget();
    this.#show(new SignIn(this));
  }

  /** Whether the caller's role may call a method, such as `OltService.DeleteOlt`. */
  may(method) {
    return this.caller?.methods?.includes(method) ?? false;
  }

  go(address) {
    location.hash = address;
  }

  /** Says for a moment what was done. */
  say(text) {
    this.notice = text;
    this.render();
    setTimeout(() => {
      if (this.notice !== text) return;
      this.notice = '';
      this.render();
    }, 8000);
  }

  /** Changes come in bursts: they are drawn together. */
  #renderSoon() {
    if (this.#isDrawingSoon) return;
    this.#isDrawingSoon = true;
    setTimeout(() => {
      this.#isDrawingSoon = false;
      this.render();
    }, BURST_MS);
  }

  /** Shows the page anew, once for all that changed in one task. */
  render() {
    if (this.#isRendering) return;
    this.#isRendering = true;
    queueMicrotask(() => {
      this.#isRendering = false;
      document.title = this.view.title ? `${this.view.title} · Ponkeeper` : 'Ponkeeper';
      render(shell(this), document.getElementById('app'));
      this.view.rendered?.();
    });
  }
}

document.getElementById('app').replaceChildren();
new App().start();
