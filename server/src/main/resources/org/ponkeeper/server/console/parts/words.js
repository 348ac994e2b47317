// Texts: numbers, times, names of types, plurals.

const numbers = new Intl.NumberFormat('en');
const clock = new Intl.DateTimeFormat('en-GB', {hour: '2-digit', minute: '2-digit', second: '2-digit'});

export const number = value => numbers.format(Number(value ?? 0));
export const time = date => clock.format(date);

/** `3 PONs`, `1 PON`. */
export const count = (value, one, many = `${one}s`) =>
  `${number(value)} ${Number(value) === 1 ? one : many}`;

/** Rounds towards what is safe to say: 100 only if nothing is free, 0 only if nothing is taken. */
export function percent(used, total) {
  if (!total) return 0;
  const share = (used / total) * 100;
  return share > 99 && used < total ? 99 : share < 1 && used > 0 ? 1 : Math.round(share);
}

export const TYPES = ['ONU_ID', 'ALLOC_ID', 'GEM_PORT_ID', 'FLOW_ID'];

const TYPE_WORDS = {
  ONU_ID: {short: 'ONU', one: 'ONU id', many: 'ONU ids', pool: 'onu'},
  ALLOC_ID: {short: 'Alloc', one: 'Alloc-ID', many: 'Alloc-IDs', pool: 'alloc'},
  GEM_PORT_ID: {short: 'GEM', one: 'GEM port id', many: 'GEM port ids', pool: 'gem-port'},
  FLOW_ID: {short: 'Flow', one: 'flow id', many: 'flow ids', pool: 'flow'},
};

export const typeWords = type => TYPE_WORDS[type] || {short: type, one: type, many: type, pool: ''};

/** The type of the pool with this name in addresses, such as `onu`. */
export const typeOfPool = pool => TYPES.find(type => TYPE_WORDS[type].pool === pool) ?? pool;

/** Whether the ranges are those of one id. */
export const isOneId = list => list.length === 1 && list[0].first === list[0].last;

/** `ONU id 7`, `ONU ids 7–9`. */
export const typeWith = (type, list) => (isOneId(list) ? typeWords(type).one : typeWords(type).many);

/** The type at the beginning of a sentence. */
export const typeTitle = type => {
  const {many} = typeWords(type);
  return many.charAt(0).toUpperCase() + many.slice(1);
};

/** `1024–1027, 1030` of ranges. */
export const ranges = list =>
  list.map(range => (range.first === range.last ? `${range.first}` : `${range.first}–${range.last}`)).join(', ');

/** `1024–1027, 1030` of ids. */
export function ids(list) {
  const found = [];
  for (const id of [...list].sort((a, b) => a - b)) {
    const last = found[found.length - 1];
    if (last && last.last + 1 === id) {
      last.last = id;
    } else {
      found.push({first: id, last: id});
    }
  }
  return ranges(found);
}

/** `TailDrop` as `Tail drop`, `STRICT_FIRST` as `Strict first`. */
export function sentence(name) {
  const words = String(name).replace(/^AdditionalBW_/, '').replaceAll('_', ' ').replaceAll('-', ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Base64 of UTF-8 as a text, and back. */
export const fromBase64 = text => new TextDecoder().decode(Uint8Array.from(atob(text), c => c.charCodeAt(0)));
export function toBase64(text) {
  let bytes = '';
  for (const byte of new TextEncoder().encode(text)) bytes += String.fromCharCode(byte);
  return btoa(bytes);
}
