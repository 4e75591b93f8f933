/**
 * Puts sentences into words: translates them, and names their tasks and resources. Pure.
 */

import { duration } from '../i18n/format.js';
import { NO_TASK } from './types.js';
import { resourceWords, taskLabel } from './words.js';

/** @typedef {import('./sentence.js').Sentence} Sentence */
/** @typedef {import('./sentence.js').Term} Term */
/** @typedef {import('./words.js').Names} Names */

/**
 * A piece of a sentence. A `task` piece is the name of that task, a `code` piece is set in the
 * source's type.
 *
 * @typedef {{ text: string, task?: number, code?: boolean }} Part
 */

// Marks around what is to be told apart in a translated string. No text of ours has them.
const OPEN = '\u0001';
const CLOSE = '\u0002';

/**
 * A sentence in pieces.
 *
 * @param {Sentence} sentence
 * @param {import('./types.js').Translate} t
 * @param {Names} names
 * @returns {Part[]}
 */
export function partsOf(sentence, t, names) {
  /** @type {Part[]} */
  const held = [];
  /** @type {Part[]} */
  const parts = [];
  for (const [index, piece] of translate(sentence, t, names, held).split(OPEN).entries()) {
    if (index === 0) {
      if (piece !== '') parts.push({ text: piece });
      continue;
    }
    const end = piece.indexOf(CLOSE);
    parts.push(held[Number(piece.slice(0, end))]);
    if (end + 1 < piece.length) parts.push({ text: piece.slice(end + 1) });
  }
  return parts;
}

/**
 * A sentence as plain text.
 *
 * @param {Sentence} sentence
 * @param {import('./types.js').Translate} t
 * @param {Names} names
 */
export function textOf(sentence, t, names) {
  return partsOf(sentence, t, names)
    .map(({ text }) => text)
    .join('');
}

/**
 * @param {Sentence} sentence
 * @param {import('./types.js').Translate} t
 * @param {Names} names
 * @param {Part[]} held
 * @returns {string}
 */
function translate(sentence, t, names, held) {
  /** @type {Record<string, string | number>} */
  const params = {};
  for (const [name, term] of Object.entries(sentence.terms)) {
    params[name] = word(term, t, names, held);
  }
  return t(sentence.key, params);
}

/** @param {Part} part @param {Part[]} held */
const hold = (part, held) => `${OPEN}${held.push(part) - 1}${CLOSE}`;

/**
 * @param {Term} term
 * @param {import('./types.js').Translate} t
 * @param {Names} names
 * @param {Part[]} held
 * @returns {string | number}
 */
function word(term, t, names, held) {
  if (typeof term !== 'object') return term;
  if ('key' in term) return translate(term, t, names, held);
  if ('ns' in term) return duration(term.ns);
  if ('code' in term) return hold({ text: term.code, code: true }, held);
  if ('task' in term) {
    if (term.task === NO_TASK) return t('stage.nobody');
    return hold({ text: taskLabel(term.task, names), task: term.task }, held);
  }
  const { noun, name } = resourceWords(term.resource, t, names);
  return `${noun} ${hold({ text: name, code: true }, held)}`;
}
