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
 * The marks of the lesson's file at the cursor, by line.
 *
 * @param {Session} session
 * @returns {Map<number, LineMark>}
 */
export function lineMarks(session) {
  const view = session.view();
  const file = session.lesson.file;
  /** @type {Map<number, LineMark>} */
  const marks = new Map();
  /** @param {number} line */
  const at = (line) => {
    const mark = marks.get(line) ?? { suspended: [], count: 0, running: null };
    marks.set(line, mark);
    return mark;
  };
  for (const row of view.tasks(0, view.taskCount)) {
    if (row.statusName !== 'waiting' && row.statusName !== 'ready') continue;
    const line = lineIn(session, row.place, file);
    if (!line) continue;
    const mark = at(line);
    mark.count += 1;
    if (mark.suspended.length < NAMED) mark.suspended.push(row.id);
  }
  if (view.running !== NO_TASK) {
    const line = runningLine(session, view.running);
    if (line) at(line).running = view.running;
  }
  return marks;
}

/**
 * The line of the step at the cursor, or 0 if it stands nowhere in the lesson's file.
 *
 * @param {Session} session
 */
export function currentLine(session) {
  const { position } = session;
  if (position === 0) return 0;
  const event = session.event(session.stepEventIndex(position));
  return lineIn(session, event.place, session.lesson.file);
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
