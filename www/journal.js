/**
 * The log's rows: which event stands in which row, and what it says. Owns that; pure.
 */

import { sentenceOf } from './model/sentence.js';
import { NO_TASK } from './model/types.js';
import { textOf } from './model/words.js';

/** @typedef {import('./session.js').Session} Session */
/** @typedef {import('./i18n/index.js').Translate} Translate */
/** @typedef {{ step: number, minor: boolean, task: number | null, text: string }} JournalRow */

/**
 * How many rows there are.
 *
 * @param {Session} session
 * @param {boolean} details whether minor events have rows of their own
 */
export function rowCount(session, details) {
  return details ? session.index.events : session.recorded;
}

/**
 * The row of the step at the cursor; -1 at the start.
 *
 * @param {Session} session
 * @param {boolean} details
 */
export function currentRow(session, details) {
  const { position } = session;
  if (!details || position === 0) return position - 1;
  return session.stepEventIndex(position);
}

/**
 * What stands in a row.
 *
 * @param {Session} session
 * @param {Translate} t
 * @param {number} row
 * @param {boolean} details
 * @returns {JournalRow}
 */
export function readRow(session, t, row, details) {
  const step = details ? session.index.stepOfEvent(row) : row + 1;
  const index = details ? row : session.stepEventIndex(step);
  const event = session.event(index);
  const task = event.task === NO_TASK ? null : event.task;
  if (details && session.stepEventIndex(step) !== index) {
    return { step, minor: true, task, text: minorText(session, t, event) };
  }
  return { step, minor: false, task, text: stepText(session, t, step) };
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
    key: `journal.minorEvent.${name}`,
    terms: { task: { task }, n: a, m: b, ...(aboutResource && { resource: { resource: a } }) },
  };
  return textOf(sentence, t, session);
}
