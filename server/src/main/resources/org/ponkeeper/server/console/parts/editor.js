// A text field with line numbers, which mark the lines of broken rules.
import {html} from '../vendor/lit-html.js';

const SHOWN_LINES = {least: 12, most: 32};

export class Editor {
  diagnostics = [];
  #text = '';
  #edited;
  #render;
  #scroll = 0;

  constructor(edited, render) {
    this.#edited = edited;
    this.#render = render;
  }

  get text() {
    return this.#text;
  }

  set text(text) {
    this.#text = text;
    this.diagnostics = [];
  }

  /** Puts the caret to a line and column, both from 1. */
  goTo(line, column) {
    const field = document.getElementById('editor');
    const lines = this.#text.split('\n');
    const begin = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    field.focus();
    field.setSelectionRange(begin + Math.max(0, column - 1), begin + (lines[line - 1]?.length ?? 0));
    field.scrollTop = Math.max(0, (field.scrollHeight / lines.length) * (line - 4));
  }

  #toneOf(line) {
    const here = this.diagnostics.filter(one => one.line === line);
    if (here.length === 0) return '';
    return here.some(one => one.severity !== 'WARNING') ? 'bad' : 'warn';
  }

  #key(event) {
    // Tab leaves the field, as everywhere: a keyboard is no trap.
    if (event.key === 'Escape') event.target.blur();
  }

  template(isReadOnly) {
    const lines = this.#text.split('\n').length;
    const shown = Math.min(SHOWN_LINES.most, Math.max(SHOWN_LINES.least, lines));
    return html`
      <div class="editor" .style=${`height: ${shown * 1.45 + 1}em`}>
        <ol class="gutter" aria-hidden="true" .scrollTop=${this.#scroll}>
          ${Array.from({length: lines}, (_, i) => html`<li class=${this.#toneOf(i + 1)}>${i + 1}</li>`)}
        </ol>
        <textarea id="editor" wrap="off" spellcheck="false" autocapitalize="off" autocomplete="off" aria-label="The template as JSON"
          ?readonly=${isReadOnly} .value=${this.#text} @keydown=${event => this.#key(event)}
          @scroll=${event => { this.#scroll = event.target.scrollTop; this.#render(); }}
          @input=${event => { this.#text = event.target.value; this.#edited(this.#text); }}></textarea>
      </div>`;
  }
}
