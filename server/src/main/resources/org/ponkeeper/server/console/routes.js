// Which page an address shows. Addresses are the part after '#', so that the server needs no rules for them.

/** The words of an address, and its query. */
export function parse(hash) {
  const [path, query] = hash.replace(/^#\/?/, '').split('?');
  let words;
  try {
    words = path.split('/').filter(word => word !== '').map(decodeURIComponent);
  } catch {
    words = ['?'];
  }
  return {words, query: new URLSearchParams(query || '')};
}

function address(...words) {
  return `#/${words.map(word => encodeURIComponent(word)).join('/')}`;
}

// Resource names, as types.proto lists them: technologies/T/olts/O/pons/P/onus/N/unis/U/instances/I
const PLACE =
  /^technologies\/([^/]+)\/olts\/([^/]+)(?:\/pons\/(\d+)(?:\/onus\/(\d+)(?:\/unis\/(\d+)(?:\/instances\/(\d+))?)?)?)?$/;

/** The page of a resource: of an OLT, a PON, an ONU, an instance or a template. */
export function pageOf(name) {
  const template = /^technologies\/([^/]+)\/templates\/(\d+)$/.exec(name);
  if (template) return address('templates', template[1], template[2]);
  const place = PLACE.exec(name);
  if (!place) return '#/';
  const [, technology, olt, pon, onu, uni, instance] = place;
  const words = ['olts', technology, olt];
  if (pon !== undefined) words.push(pon);
  if (onu !== undefined) words.push(onu);
  if (instance !== undefined) words.push(uni, instance);
  return address(...words);
}

/** The resource that the words of an address name; empty if they name none. */
export function resourceOf(words) {
  const [kind, technology, olt, pon, onu, uni, instance] = words;
  if (kind !== 'olts' || !olt || words.slice(3).some(word => !/^\d+$/.test(word))) return '';
  if (words.length === 6 || words.length > 7) return '';
  let name = `technologies/${technology}/olts/${olt}`;
  if (pon !== undefined) name += `/pons/${pon}`;
  if (onu !== undefined) name += `/onus/${onu}`;
  if (instance !== undefined) name += `/unis/${uni}/instances/${instance}`;
  return name;
}

/** The parts of a resource name. */
export function placeOf(name) {
  const place = PLACE.exec(name);
  if (!place) return {};
  const [, technology, olt, pon, onu, uni, template] = place;
  return {technology, olt, pon, onu, uni, template};
}

export const searchPage = text => `#/search?q=${encodeURIComponent(text)}`;
export const auditPage = olt => (olt ? `#/audit?olt=${encodeURIComponent(olt)}` : '#/audit');
