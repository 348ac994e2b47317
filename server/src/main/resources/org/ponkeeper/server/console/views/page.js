// What all pages have.
import {Remote} from '../parts/remote.js';

export class Page {
  /** The title of the window, and the last of the breadcrumbs. */
  title = '';
  /** The breadcrumbs above this page: texts with addresses. */
  crumbs = [];

  /** Whether another page is shown: what still runs for this one ends. */
  isClosed = false;

  #remotes = [];

  constructor(app) {
    this.app = app;
  }

  /** A value that this page reads. */
  remote(read) {
    const remote = new Remote(read, () => this.app.render());
    this.#remotes.push(remote);
    remote.load();
    return remote;
  }

  /** Something has changed in the store. By default everything is read again if it may be about this page. */
  changed(changes) {
    if (changes.some(change => this.concerns(change.name))) this.#remotes.forEach(remote => remote.soon());
  }

  concerns(_name) {
    return false;
  }

  /** Everything is to be read again: changes may have been missed. */
  again() {
    this.#remotes.forEach(remote => remote.restart());
  }

  close() {
    this.isClosed = true;
    this.#remotes.forEach(remote => remote.close());
  }
}
