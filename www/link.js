/**
 * A place in a run as a URL fragment, and back. Owns the format, which is versioned because links
 * in posts outlive pages:
 *
 *     #v1&lesson=channel&executor=queue&policy=fifo&seed=7&step=42&p.tasks=3&d=1,2,0&i=4.0.click&lang=zh-CN
 *
 * Everything but `v1` may be missing; unknown fields are ignored. Text is UTF-8, percent-encoded,
 * and a link that was pasted unencoded is read all the same.
 */

import { failure } from './failure.js';
import { readDecisions, readInput, readWhole, writeInput } from './run-fields.js';

/** @typedef {import('./model/types.js').RunSpec} RunSpec */
/** @typedef {{ spec: Partial<RunSpec>, step?: number, lang?: string }} Place */

/** How every link begins. */
export const VERSION = 'v1';

/**
 * The fragment, with its `#`, that leads to a place.
 *
 * @param {Place} place
 */
export function writeLink({ spec, step, lang }) {
  /** @type {[string, string | number][]} */
  const fields = [];
  for (const name of /** @type {const} */ (['lesson', 'executor', 'policy', 'seed'])) {
    const value = spec[name];
    if (value !== undefined && value !== '') fields.push([name, value]);
  }
  if (step) fields.push(['step', step]);
  for (const [name, value] of Object.entries(spec.params ?? {})) fields.push([`p.${name}`, value]);
  if (spec.decisions?.length) fields.push(['d', spec.decisions.join(',')]);
  for (const stamp of spec.inputs ?? []) fields.push(['i', writeInput(stamp)]);
  if (lang) fields.push(['lang', lang]);
  const text = fields.map(([name, value]) => `&${encode(name)}=${encode(String(value))}`);
  return `#${VERSION}${text.join('')}`;
}

/**
 * The place a fragment leads to; nowhere in particular if it is empty or not a link of ours.
 *
 * @param {string} fragment with or without its `#`
 * @returns {Place}
 * @throws {import('./failure.js').Failure} what could not be read, and what could be
 */
export function readLink(fragment) {
  const [version, ...fields] = fragment.replace(/^#/, '').split('&');
  /** @type {Place} */
  const place = { spec: {} };
  if (version === '' || !/^v\d+$/.test(version)) return place;
  if (version !== VERSION) throw failure('bad-link', fragment, [VERSION]);
  for (const field of fields) {
    const at = field.indexOf('=');
    if (at > 0) readField(place, decode(field.slice(0, at)), decode(field.slice(at + 1)));
  }
  return place;
}

/**
 * @param {Place} place
 * @param {string} name
 * @param {string} value
 */
function readField(place, name, value) {
  const { spec } = place;
  if (name === 'lesson' || name === 'executor' || name === 'policy' || name === 'seed') {
    spec[name] = value;
  } else if (name === 'step') {
    if (!/^\d{1,12}$/.test(value)) throw failure('bad-step', value, ['0', '…']);
    place.step = Number(value);
  } else if (name.startsWith('p.')) {
    const param = name.slice(2);
    spec.params = { ...spec.params, [param]: readWhole(value, param) };
  } else if (name === 'd') {
    spec.decisions = readDecisions(value);
  } else if (name === 'i') {
    spec.inputs = [...(spec.inputs ?? []), readInput(value)];
  } else if (name === 'lang') {
    place.lang = value;
  }
}

/**
 * Percent-encodes what would end a field, and leaves the rest legible.
 *
 * @param {string} text
 */
function encode(text) {
  return encodeURIComponent(text).replace(/%2C/g, ',');
}

/** @param {string} text */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
