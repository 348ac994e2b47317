// A small plot of values over time. uPlot is fetched when the first one is shown.
import {isDark} from '../theme.js';

const LINES = {
  light: ['#0b5fae', '#b3540a', '#1a7343', '#7a3f98'],
  dark: ['#6db3f8', '#f0a35e', '#5fc98c', '#c59be0'],
};
const MINUTES_S = 600;
const DASHES = [[], [6, 3], [2, 3], [9, 3, 2, 3]];

class Plot extends HTMLElement {
  #plot = null;
  #data = null;
  #resized = new ResizeObserver(() => this.#resize());
  #recolour = () => this.#draw();

  /** `{times, series: [{label, values}], unit}`; times in seconds. */
  set data(data) {
    if (JSON.stringify(data) === JSON.stringify(this.#data)) return;
    this.#data = data;
    this.#draw();
  }

  connectedCallback() {
    this.#resized.observe(this);
    document.addEventListener('themechange', this.#recolour);
  }

  disconnectedCallback() {
    this.#resized.disconnect();
    document.removeEventListener('themechange', this.#recolour);
    this.#plot?.destroy();
    this.#plot = null;
  }

  #resize() {
    if (this.#plot && this.clientWidth > 0) this.#plot.setSize({width: this.clientWidth, height: this.#height});
  }

  get #height() {
    return 150;
  }

  async #draw() {
    const {default: UPlot} = await import('../vendor/uPlot.esm.js');
    if (!this.isConnected || !this.#data) return;
    this.#plot?.destroy();
    const style = getComputedStyle(this);
    const colours = LINES[isDark() ? 'dark' : 'light'];
    const axis = {
      stroke: style.color,
      font: '11px system-ui, sans-serif',
      grid: {stroke: 'rgba(128,140,155,.22)', width: 1},
      ticks: {show: false},
    };
    const {times, series, unit, top} = this.#data;
    const last = times.length - 1;
    // With seconds if all of it is of some minutes.
    const clock = new Intl.DateTimeFormat('en-GB', {hour: '2-digit', minute: '2-digit',
      ...(times[last] - times[0] < MINUTES_S ? {second: '2-digit'} : {})});
    const words = second => clock.format(new Date(second * 1000));
    this.#plot = new UPlot(
      {
        width: this.clientWidth || 320,
        height: this.#height,
        cursor: {y: false},
        // Where nobody points, the legend has the latest values.
        hooks: {setCursor: [plot => plot.cursor.idx === null && plot.setLegend({idx: last})]},
        legend: {live: true},
        scales: {y: {range: (_, low, high) => (top ? [0, top] : [0, Math.max(1, Math.ceil(high * 1.15))])}},
        axes: [
          {...axis, size: 28, values: (_, ticks) => ticks.map(words), space: 80},
          {...axis, size: 46, space: 34, values: (_, ticks) => ticks.map(tick => `${tick}${unit}`)},
        ],
        series: [
          {label: 'Time', value: (_, second) => (second === null || second === undefined ? '–' : words(second))},
          ...series.map((line, i) => ({
            label: line.label,
            stroke: colours[i % colours.length],
            dash: DASHES[i % DASHES.length],
            width: 1.75,
            points: {show: times.length < 3},
            value: (_, value) => (value === null || value === undefined ? '–' : `${value}${unit}`),
          })),
        ],
      },
      [times, ...series.map(line => line.values)],
      this);
    this.#plot.setLegend({idx: last});
  }
}

customElements.define('pk-plot', Plot);
