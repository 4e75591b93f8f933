/**
 * A run's spec as text: what stands in attributes, fields and links. Owns reading and writing that
 * text; leaves it to the boundary to know which lessons, executors and ranges there are.
 */

import { failure } from './failure.js';

/** @typedef {import('./model/types.js').RunSpec} RunSpec */
/** @typedef {import('./model/types.js').InputStamp} InputStamp */

/**
 * @typedef {object} RunText
 * @property {string | null} [lesson]
 * @property {string | null} [executor]
 * @property {string | null} [policy]
 * @property {string | null} [seed]
 * @property {string | null} [params] `tasks=3,delay=20`
 * @property {string | null} [decisions] `1,2,0`
 */

/**
 * The spec that a text asks for. What is missing or empty is left to the lesson's defaults.
 *
 * @param {RunText} text
 * @returns {RunSpec}
 * @throws {import('./failure.js').Failure} `bad-param` or `bad-decisions`
 */
export function readSpec(text) {
  /** @type {RunSpec} */
  const spec = { lesson: text.lesson ?? '' };
  if (text.executor) spec.executor = text.executor;
  if (text.policy) spec.policy = text.policy;
  if (text.seed) spec.seed = text.seed.trim();
  if (text.params) spec.params = readParams(text.params);
  if (text.decisions) spec.decisions = readDecisions(text.decisions);
  return spec;
}

/**
 * `'tasks=3, delay=20'` as numbers.
 *
 * @param {string} text
 * @returns {Record<string, number>}
 */
export function readParams(text) {
  /** @type {Record<string, number>} */
  const params = {};
  for (const pair of text.split(/[,;\s]+/).filter(Boolean)) {
    const at = pair.indexOf('=');
    const name = at < 0 ? pair : pair.slice(0, at);
    params[name] = readWhole(at < 0 ? '' : pair.slice(at + 1), name);
  }
  return params;
}

/**
 * A whole number of a parameter. Its range is the boundary's business.
 *
 * @param {string} text
 * @param {string} name the parameter's
 * @param {(string | number)[]} [range] what to tell the reader
 */
export function readWhole(text, name, range = ['0', '…']) {
  if (!/^\d{1,15}$/.test(text.trim())) throw failure('bad-param', text, range, name);
  return Number(text);
}

/**
 * `'1, 2,0'` as task numbers; full-width commas are commas too.
 *
 * @param {string} text
 * @returns {number[]}
 */
export function readDecisions(text) {
  const parts = text.split(/[,，、\s]+/).filter(Boolean);
  if (!parts.every((part) => /^\d{1,9}$/.test(part))) throw failure('bad-decisions', text);
  return parts.map(Number);
}

/**
 * An input's stamp in a link: `turn.nanoseconds.name`.
 *
 * @param {InputStamp} stamp
 */
export const writeInput = ({ turn, at_ns, name }) => `${turn}.${at_ns}.${name}`;

/**
 * @param {string} text
 * @returns {InputStamp}
 */
export function readInput(text) {
  const match = /^(\d{1,15})\.(\d{1,15})\.(.+)$/u.exec(text);
  if (!match) throw failure('bad-input', text);
  return { turn: Number(match[1]), at_ns: Number(match[2]), name: match[3] };
}
