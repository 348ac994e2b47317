// An address that is no page.
import {html} from '../vendor/lit-html.js';
import {empty} from '../parts/states.js';
import {Page} from './page.js';

export class NotFound extends Page {
  title = 'No such page';
  crumbs = [{words: 'Overview', address: '#/'}];

  template() {
    return html`<div class="head"><h1>No such page</h1></div>
      ${empty('This address is no page of the console.', html`Search for an id, a serial number or a path above, or go to the <a href="#/">overview</a>.`)}`;
  }
}
