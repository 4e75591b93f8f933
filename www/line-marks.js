/**
 * Which tasks stand on which line of the lesson's source. Owns that question only; pure.
 */

import { NO_TASK } from './model/types.js';

/** @typedef {import('./session.js').Session} Session */

/**
 * @typedef {object} LineMark
 * @property {number[]} suspended tasks that wait on this line, the first few of them
 * @property {number} count how many wait on it altogether
 * @property {number | null} running the task that runs here
 */

/** How many tasks a line names. */
const NAMED = 4;

/**
 * Finds the marks of the lesson's file at the cursor, some tasks at a time, so that ten thousand
 * tasks hold up no frame.
 */
export class LineScan {
  /** By line. @type {Map<number, LineMark>} */
  marks = new Map();
  #session;
  #next = 0;

  /** @param {Session} session */
  constructor(session) {
    this.#session = session;
    /** Where the session was when the scan began. */
    this.position = session.position;
  }

  /**
   * Looks at the next tasks.
   *
   * @param {number} count how many at most
   * @returns {boolean} whether these were the last
   */
  advance(count) {
    const session = this.#session;
    const view = session.view();
    const { file } = session.lesson;
    const rows = view.tasks(this.#next, Math.min(count, view.taskCount - this.#next));
    this.#next += rows.length;
    for (const { id, statusName, place } of rows) {
      if (statusName !== 'waiting' && statusName !== 'ready') continue;
      const line = lineIn(session, place, file);
      if (!line) continue;
      const mark = this.#at(line);
      mark.count += 1;
      if (mark.suspended.length < NAMED) mark.suspended.push(id);
    }
    if (this.#next < view.taskCount) return false;
    if (view.running !== NO_TASK) {
      const line = runningLine(session, view.running);
      if (line) this.#at(line).running = view.running;
    }
    return true;
  }

  /** @param {number} line */
  #at(line) {
    const mark = this.marks.get(line) ?? { suspended: [], count: 0, running: null };
    this.marks.set(line, mark);
    return mark;
  }
}

/**
 * The line of the step at the cursor: where it happened, else where the task stands that it
 * happened to, else where the running one is. 0 if that is nowhere in the lesson's file.
 *
 * @param {Session} session
 */
export function currentLine(session) {
  const { position } = session;
  if (position === 0) return 0;
  const event = session.event(session.stepEventIndex(position));
  const { file } = session.lesson;
  const line = lineIn(session, event.place, file);
  const view = session.view();
  if (line || event.task === NO_TASK || event.task >= view.taskCount) return line;
  const own = event.task === view.running ? 0 : lineIn(session, view.task(event.task).place, file);
  return own || (view.running === NO_TASK ? 0 : runningLine(session, view.running));
}

/**
 * Where a running task was seen last: in this poll, or where its last poll suspended it, or where
 * it was spawned.
 *
 * @param {Session} session
 * @param {number} task
 */
function runningLine(session, task) {
  const { PollBegin } = session.tables.kinds;
  const { file } = session.lesson;
  for (let index = session.eventIndex - 1; index >= 0; index -= 1) {
    const event = session.event(index);
    if (event.task !== task) continue;
    if (event.kind === PollBegin) break;
    const line = lineIn(session, event.place, file);
    if (line) return line;
  }
  const row = session.view().task(task);
  return lineIn(session, row.place, file) || lineIn(session, row.spawnPlace, file);
}

/**
 * @param {Session} session
 * @param {number} place
 * @param {string} file
 */
function lineIn(session, place, file) {
  if (!place) return 0;
  const where = session.place(place);
  return where.file === file ? where.line : 0;
}
