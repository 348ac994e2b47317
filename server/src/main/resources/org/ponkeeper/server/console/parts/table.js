// Tables, and lists that are read page by page.
import {html, nothing} from '../vendor/lit-html.js';
import {count} from './words.js';
import {empty} from './states.js';

/**
 * A table.
 * @param columns `{head, cell, kind, isNumbered}`; kind `number` is aligned to the right. On narrow screens,
 *     rows have no heads; there a first cell that is only a number, `isNumbered`, begins with its head
 */
export function table(caption, columns, rows) {
  return html`
    <div class="scroll" role="region" aria-label=${caption} tabindex="0">
      <table class="stacked">
        <caption class="unseen">${caption}</caption>
        <thead><tr>${columns.map(column => html`<th scope="col" class=${column.kind || ''}>${column.head}</th>`)}</tr></thead>
        <tbody>
          ${rows.map(row => html`<tr>${columns.map((column, i) => i === 0
            ? html`<th scope="row" class=${column.kind || ''} data-label=${column.isNumbered ? column.head : nothing}>${column.cell(row)}</th>`
            : html`<td class=${column.kind || ''} data-label=${column.head}>${column.cell(row)}</td>`)}</tr>`)}
        </tbody>
      </table>
    </div>`;
}

/** A list of which one page is shown; the API tells how to get the next one. */
export class Paged {
  #remote;
  #tokens = [''];
  #next = '';

  /**
   * @param page the page that shows it
   * @param read reads `{entries, next}` for a page token
   */
  constructor(page, read) {
    this.#remote = page.remote(async () => {
      const {entries, next} = await read(this.#tokens.at(-1));
      this.#next = next;
      return entries;
    });
  }

  reset() {
    this.#tokens = [''];
    this.#remote.value = undefined;
    this.#remote.load();
  }

  #to(tokens) {
    this.#tokens = tokens;
    this.#remote.load();
  }

  /** Shows the page, and buttons to the others. `none` is what there is to say of an empty list. */
  show(what, content, none) {
    return this.#remote.show(what, entries => html`
      ${entries.length === 0 && this.#tokens.length === 1 ? empty(none) : content(entries)}
      ${this.#tokens.length > 1 || this.#next ? html`
        <nav class="pages" aria-label="Pages of ${what}">
          <button type="button" ?disabled=${this.#tokens.length === 1}
            @click=${() => this.#to(this.#tokens.slice(0, -1))}>Previous</button>
          <span>Page ${this.#tokens.length}, ${count(entries.length, 'row')}</span>
          <button type="button" ?disabled=${!this.#next}
            @click=${() => this.#to([...this.#tokens, this.#next])}>Next</button>
        </nav>` : nothing}`);
  }
}
