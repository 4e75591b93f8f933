/**
 * What happens, in sentences. Nothing of it is needed before something has happened: `bringStory`
 * loads it when there is first something to tell.
 */

import { textOf } from './model/parts.js';
import { sentenceOf } from './model/sentence.js';

export { partsOf } from './model/parts.js';
export { nextOf, reasonOf, sentenceOf } from './model/sentence.js';

/** @typedef {import('./session.js').Session} Session */
/** @typedef {import('./i18n/index.js').Translate} Translate */

/**
 * What a row of the log says.
 *
 * @param {Session} session
 * @param {Translate} t
 * @param {import('./journal.js').JournalRow} row
 */
export function rowText(session, t, { minor, step, index }) {
  return minor ? minorText(session, t, session.event(index)) : stepText(session, t, step);
}

/**
 * What happened at a step, in words.
 *
 * @param {Session} session
 * @param {Translate} t
 * @param {number} step from 1
 */
export function stepText(session, t, step) {
  const event = session.event(session.stepEventIndex(step));
  const { index, timeline } = session;
  const facts = { index, timeline, text: (/** @type {number} */ i) => session.text(i) };
  return textOf(sentenceOf(event, step, facts), t, session);
}

/**
 * @param {Session} session
 * @param {Translate} t
 * @param {import('./model/types.js').TraceEvent} event
 */
function minorText(session, t, { name, task, a, b }) {
  const aboutResource = name.startsWith('Handle');
  const sentence = {
    key: `minorEvent.${name}`,
    terms: { task: { task }, n: a, m: b, ...(aboutResource && { resource: { resource: a } }) },
  };
  return textOf(sentence, t, session);
}
