/** Traces and states by hand, for tests of what reads them. */

import { EVENT_WORDS, Kind } from '../../../model/events.js';
import { Rows } from '../../../model/rows.js';
import { TimelineModel } from '../../../model/timeline.js';
import { TraceIndex } from '../../../model/trace-index.js';
import { NO_TASK } from '../../../model/types.js';

/** @typedef {{ kind: keyof typeof Kind, task?: number, a?: number, b?: number, place?: number }} Happening */

/**
 * Events as they lie in memory.
 *
 * @param {Happening[]} happenings
 */
export function words(happenings) {
  const all = new Uint32Array(happenings.length * EVENT_WORDS);
  happenings.forEach(({ kind, task = NO_TASK, a = 0, b = 0, place = 0 }, at) => {
    all.set([Kind[kind] | (place << 16), task, a, b], at * EVENT_WORDS);
  });
  return all;
}

/**
 * A trace, indexed; in two portions, as it comes while a run goes on.
 *
 * @param {Happening[]} happenings
 */
export function traceOf(happenings) {
  const all = words(happenings);
  const index = new TraceIndex();
  const timeline = new TimelineModel(index);
  for (const count of [Math.floor(happenings.length / 2), happenings.length]) {
    index.sync(all, count);
    timeline.sync(all, count);
  }
  return { index, timeline, words: all };
}

/** One task sleeps for 5 ms and then sends to another, which waits at a channel of one slot. */
export const PING = /** @type {Happening[]} */ ([
  { kind: 'Spawn', task: 0, a: NO_TASK, b: 64 },
  { kind: 'Queued', task: 0, a: 1 },
  { kind: 'Made', task: NO_TASK, a: 1, b: 6 | (1 << 8) },
  { kind: 'Spawn', task: 1, a: NO_TASK, b: 32 },
  { kind: 'Queued', task: 1, a: 2 },
  { kind: 'Choice', task: 0, a: 0, b: 2 },
  { kind: 'PollBegin', task: 0, a: 1 },
  { kind: 'WakerCloned', task: 0, a: 2 },
  { kind: 'TimerSet', task: 0, a: 5_000_000, place: 1 },
  { kind: 'PollEnd', task: 0, a: 0 },
  { kind: 'PollBegin', task: 1, a: 1 },
  { kind: 'WaitBegin', task: 1, a: 1, b: 4 | (1 << 8), place: 2 },
  { kind: 'PollEnd', task: 1, a: 0 },
  { kind: 'Park' },
  { kind: 'TimerFired', task: 0, a: 0 },
  { kind: 'Wake', task: 0, a: 0, b: 1 },
  { kind: 'Queued', task: 0, a: 1 },
  { kind: 'Unpark' },
  { kind: 'PollBegin', task: 0, a: 2 },
  { kind: 'Sent', task: 0, a: 1, b: 1 },
  { kind: 'WaitEnd', task: 1, a: 0, b: 1 },
  { kind: 'Wake', task: 1, a: 0, b: 0 | (1 << 8) },
  { kind: 'Queued', task: 1, a: 1 },
  { kind: 'PollEnd', task: 0, a: 1 },
  { kind: 'TaskDone', task: 0 },
  { kind: 'PollBegin', task: 1, a: 2 },
  { kind: 'Received', task: 1, a: 1, b: 0 },
  { kind: 'PollEnd', task: 1, a: 1 },
  { kind: 'TaskDone', task: 1 },
  { kind: 'End', a: 0 },
]);

/**
 * Rows that were decoded already.
 *
 * @template {object} T
 * @param {T[]} all
 * @param {(keyof T)[]} fields the numbers that `field` can be asked for, in their order
 * @returns {Rows<T>}
 */
export function rowsOf(all, fields) {
  const flat = all.flatMap((row) => fields.map((field) => Number(row[field])));
  return new Rows(flat, fields.length, (_, at) => all[at / fields.length]);
}

/**
 * A state by hand: what is not named is empty.
 *
 * @param {object} [parts]
 * @param {number} [parts.step]
 * @param {number} [parts.nowNs]
 * @param {number[]} [parts.statuses]
 * @param {number[]} [parts.ready]
 * @param {number} [parts.running]
 * @param {import('../../../model/types.js').TimerRow[]} [parts.timers]
 * @param {Partial<import('../../../model/types.js').ResourceRow>[]} [parts.resources]
 * @param {import('../../../model/types.js').HolderRow[]} [parts.holders]
 * @param {import('../../../model/types.js').WaitRow[]} [parts.waits]
 * @param {import('../../../model/types.js').VerdictRow[]} [parts.verdicts]
 * @param {Record<number, Partial<import('../../../model/types.js').TaskRow>>} [parts.tasks]
 * @returns {import('../../../model/types.js').StateView}
 */
export function viewOf(parts = {}) {
  const { step = 1, nowNs = 0, statuses = [], ready = [], running = NO_TASK, tasks = {} } = parts;
  const { timers = [], resources = [], holders = [], waits = [], verdicts = [] } = parts;
  /** @param {number} id */
  const task = (id) => ({ ...TASK, id, status: statuses[id], ...tasks[id] });
  return {
    step,
    nowNs,
    taskCount: statuses.length,
    statuses: Uint8Array.from(statuses),
    ready: Uint32Array.from(ready),
    running,
    task,
    tasks: (first, count) => Array.from({ length: count }, (_, at) => task(first + at)),
    timers: rowsOf(timers, ['id', 'task', 'deadlineNs', 'setNs']),
    allTimers: rowsOf(timers, ['id', 'task', 'deadlineNs', 'setNs']),
    timerTasks: Uint32Array.from(timers, ({ task }) => task),
    resources: rowsOf(
      resources.map((row, at) => ({ ...RESOURCE, number: at + 1, ...row })),
      ['number'],
    ),
    holders: rowsOf(holders, ['resource', 'task', 'amount']),
    waits: rowsOf(waits, ['number', 'resource', 'task']),
    verdicts: rowsOf(verdicts, ['group', 'task', 'resource']),
    counters: {
      polls: 0,
      wakes: 0,
      wasted_polls: 0,
      idle_ns: 0,
      cpu_ns: 0,
      spawned: statuses.length,
      finished: 0,
      laps: 0,
      wakers_alive: 0,
      choices: 0,
    },
  };
}

/** @type {import('../../../model/types.js').TaskRow} */
const TASK = {
  id: 0,
  name: '',
  status: 2,
  statusName: 'waiting',
  polls: 1,
  wakes: 0,
  wastedPolls: 0,
  place: 0,
  resource: 0,
  waitKind: -1,
  size: 0,
  wakersAlive: 0,
  parent: -1,
  queuedNs: 0,
  runningNs: 0,
  waitingNs: 0,
  sinceNs: 0,
  wakeCause: -1,
  wakeBy: NO_TASK,
  wakeVia: 0,
  wakeStep: -1,
  spawnPlace: 0,
  wasted: false,
  deadlineNs: -1,
  spawnStep: 0,
  endStep: -1,
};

/** @type {import('../../../model/types.js').ResourceRow} */
const RESOURCE = {
  number: 1,
  kind: 'Mutex',
  name: '',
  capacity: 0,
  inside: 0,
  closed: 0,
  maker: -1,
  place: 0,
  sent: 0,
  received: 0,
  holders: 0,
  waiters: 0,
  acquired: 0,
};
