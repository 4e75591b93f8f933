/**
 * The log's rows: which event stands in which row. Owns that; pure. `story.js` says what it says.
 */

import { NO_TASK } from './model/types.js';

/** @typedef {import('./session.js').Session} Session */
/** @typedef {{ step: number, minor: boolean, task: number | null, index: number }} JournalRow */

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
 * @param {number} row
 * @param {boolean} details
 * @returns {JournalRow} with the event's index in the trace
 */
export function readRow(session, row, details) {
  const step = details ? session.index.stepOfEvent(row) : row + 1;
  const index = details ? row : session.stepEventIndex(step);
  const { task } = session.event(index);
  const minor = details && session.stepEventIndex(step) !== index;
  return { step, minor, task: task === NO_TASK ? null : task, index };
}
