/**
 * Who woke a task, the latest first. Owns reading it back out of the trace, within a budget; pure.
 */

/** @typedef {import('./session.js').Session} Session */

/**
 * @typedef {object} WakeRecord
 * @property {number} step
 * @property {string} cause a name of `tables.causes`
 * @property {number} by a task, timer or text, by `cause`
 * @property {string} effect a name of `tables.effects`
 * @property {number} via the resource through which, 0 for none
 */

/** How many events are looked at before giving up: some milliseconds' worth. */
const BUDGET = 20_000;

/**
 * The last wakes of a task before the cursor.
 *
 * @param {Session} session
 * @param {number} task
 * @param {number} limit how many at most
 * @returns {WakeRecord[]}
 */
export function wakesOf(session, task, limit) {
  const { kinds, causes, effects } = session.tables;
  /** @type {WakeRecord[]} */
  const found = [];
  const last = session.eventIndex - 1;
  for (let index = last; index >= 0 && last - index < BUDGET && found.length < limit; index -= 1) {
    const event = session.event(index);
    if (event.kind !== kinds.Wake || event.task !== task) continue;
    found.push({
      step: session.index.stepOfEvent(index),
      cause: causes[event.b & 0xf],
      by: event.a,
      effect: effects[(event.b >> 4) & 0xf],
      via: event.b >>> 8,
    });
  }
  return found;
}
