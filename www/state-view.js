/**
 * The state at the cursor, decoded from the boundary's flat arrays when it is asked for. Owns the
 * offsets of those arrays; nothing else in the page knows them.
 */

import { Rows } from './model/rows.js';
import { NO_TASK } from './model/types.js';

/** @typedef {import('./engine.js').Run} Run */
/** @typedef {import('./model/types.js').StateView} StateView */

/** Numbers in a row of `tasks()`. */
const TASK_STRIDE = 24;
/** Rows of tasks that are fetched at once when a single one is asked for. */
const BLOCK = 64;
/** How many timers have rows: more are not looked at singly. */
const TIMERS = 420;

/** @type {Record<string, import('./model/types.js').TaskStatus>} */
const STATUS_NAMES = {
  0: 'ready',
  1: 'running',
  2: 'waiting',
  3: 'done',
  4: 'cancelled',
  5: 'panicked',
  6: 'running',
};

/** A status by its number. @param {number} status */
export function statusName(status) {
  return STATUS_NAMES[status] ?? 'waiting';
}

/**
 * A view of the run's state as it is now. Throw it away when the cursor moves.
 *
 * @implements {StateView}
 */
export class CursorView {
  #run;
  #tables;
  #names;
  /** @type {Map<number, import('./model/types.js').TaskRow>} */
  #rows = new Map();
  /** What was decoded already, by property. @type {Record<string, unknown>} */
  #kept = {};

  /**
   * @param {Run} run
   * @param {import('./model/types.js').Tables} tables
   * @param {{ task: (id: number) => string, resource: (number: number) => string }} names
   */
  constructor(run, tables, names) {
    this.#run = run;
    this.#tables = tables;
    this.#names = names;
  }

  /**
   * @template T
   * @param {string} name
   * @param {() => T} make
   * @returns {T}
   */
  #once(name, make) {
    if (!(name in this.#kept)) this.#kept[name] = make();
    return /** @type {T} */ (this.#kept[name]);
  }

  get step() {
    return this.#once('step', () => this.#run.call((p) => Number(p.position())));
  }

  get nowNs() {
    return this.#once('nowNs', () => this.#run.call((p) => Number(p.now_ns())));
  }

  get statuses() {
    return this.#once('statuses', () => this.#run.statuses());
  }

  get taskCount() {
    return this.statuses.length;
  }

  get ready() {
    return this.#once('ready', () => this.#run.call((p) => p.ready()));
  }

  get running() {
    return this.#once('running', () => this.#run.call((p) => p.running_task() >>> 0));
  }

  /** @param {number} id */
  task(id) {
    const known = this.#rows.get(id);
    if (known !== undefined) return known;
    const first = id - (id % BLOCK);
    for (const row of this.#fetch(first, Math.min(BLOCK, this.taskCount - first))) {
      this.#rows.set(row.id, row);
    }
    return this.#rows.get(id) ?? absent(id);
  }

  /** @param {number} first @param {number} count */
  tasks(first, count) {
    return this.#fetch(first, Math.max(0, Math.min(count, this.taskCount - first)));
  }

  /** @param {number} first @param {number} count */
  #fetch(first, count) {
    if (count <= 0) return [];
    const flat = this.#run.call((p) => p.tasks(first, count));
    return Array.from({ length: count }, (_, index) => this.#row(flat, index * TASK_STRIDE));
  }

  /**
   * @param {ArrayLike<number>} flat
   * @param {number} at
   * @returns {import('./model/types.js').TaskRow}
   */
  #row(flat, at) {
    const id = flat[at];
    return {
      id,
      name: this.#names.task(id),
      status: flat[at + 1],
      statusName: statusName(flat[at + 1]),
      polls: flat[at + 2],
      wakes: flat[at + 3],
      wastedPolls: flat[at + 4],
      place: flat[at + 5],
      resource: flat[at + 6],
      waitKind: flat[at + 7],
      size: flat[at + 8],
      wakersAlive: flat[at + 9],
      parent: flat[at + 10],
      queuedNs: flat[at + 11],
      runningNs: flat[at + 12],
      waitingNs: flat[at + 13],
      sinceNs: flat[at + 14],
      wakeCause: flat[at + 15],
      wakeBy: flat[at + 16],
      wakeVia: flat[at + 17],
      wakeStep: flat[at + 18],
      spawnPlace: flat[at + 19],
      wasted: flat[at + 20] !== 0,
      deadlineNs: flat[at + 21],
      spawnStep: flat[at + 22],
      endStep: flat[at + 23],
    };
  }

  get timers() {
    return this.#once(
      'timers',
      () =>
        new Rows(
          this.#run.call((p) => p.timers(TIMERS)),
          4,
          timerRow,
        ),
    );
  }

  get allTimers() {
    return new Rows(
      this.#run.call((p) => p.timers(0xffffffff)),
      4,
      timerRow,
    );
  }

  get timerTasks() {
    return this.#once('timerTasks', () => this.#run.call((p) => p.timer_tasks()));
  }

  get resources() {
    const names = this.#names;
    return this.#once(
      'resources',
      () =>
        new Rows(
          this.#run.call((p) => p.resources()),
          12,
          (flat, at) => ({
            number: flat[at],
            kind: this.#tables.resource_kinds[flat[at + 1]] ?? '?',
            // Asked for seldom, and there may be thousands.
            get name() {
              return names.resource(this.number);
            },
            capacity: flat[at + 2],
            inside: flat[at + 3],
            closed: flat[at + 4],
            maker: flat[at + 5],
            place: flat[at + 6],
            sent: flat[at + 7],
            received: flat[at + 8],
            holders: flat[at + 9],
            waiters: flat[at + 10],
            acquired: flat[at + 11],
          }),
        ),
    );
  }

  get holders() {
    return this.#once(
      'holders',
      () =>
        new Rows(
          this.#run.call((p) => p.holders()),
          3,
          (flat, at) => ({ resource: flat[at], task: flat[at + 1], amount: flat[at + 2] }),
        ),
    );
  }

  get waits() {
    return this.#once(
      'waits',
      () =>
        new Rows(
          this.#run.call((p) => p.waits()),
          6,
          (flat, at) => ({
            number: flat[at],
            resource: flat[at + 1],
            task: flat[at + 2],
            kind: this.#tables.wait_kinds[flat[at + 3]] ?? '?',
            amount: flat[at + 4],
            sinceNs: flat[at + 5],
          }),
        ),
    );
  }

  get verdicts() {
    return this.#once(
      'verdicts',
      () =>
        new Rows(
          this.#run.call((p) => p.verdicts()),
          4,
          (flat, at) => ({
            kind: this.#tables.verdicts[flat[at]] ?? '?',
            group: flat[at + 1],
            task: flat[at + 2],
            resource: flat[at + 3],
          }),
        ),
    );
  }

  get counters() {
    return this.#once('counters', () => {
      const flat = this.#run.call((p) => p.counters());
      return {
        polls: flat[0],
        wakes: flat[1],
        wasted_polls: flat[2],
        idle_ns: flat[3],
        cpu_ns: flat[4],
        spawned: flat[5],
        finished: flat[6],
        laps: flat[7],
        wakers_alive: flat[8],
        choices: flat[9],
      };
    });
  }
}

/**
 * The state of a run that cannot be read any more: nothing in it.
 *
 * @returns {StateView}
 */
export function emptyView() {
  /** @type {Rows<any>} */
  const none = new Rows([], 1, () => undefined);
  return {
    step: 0,
    nowNs: 0,
    taskCount: 0,
    statuses: new Uint8Array(0),
    ready: new Uint32Array(0),
    running: NO_TASK,
    task: absent,
    tasks: () => [],
    timers: none,
    allTimers: none,
    timerTasks: new Uint32Array(0),
    resources: none,
    holders: none,
    waits: none,
    verdicts: none,
    counters: {
      polls: 0,
      wakes: 0,
      wasted_polls: 0,
      idle_ns: 0,
      cpu_ns: 0,
      spawned: 0,
      finished: 0,
      laps: 0,
      wakers_alive: 0,
      choices: 0,
    },
  };
}

/** @param {ArrayLike<number>} flat @param {number} at @returns {import('./model/types.js').TimerRow} */
function timerRow(flat, at) {
  return {
    id: flat[at],
    task: flat[at + 1],
    deadlineNs: flat[at + 2],
    setNs: flat[at + 3],
  };
}

/** A task that is not there at the cursor. @param {number} id @returns {import('./model/types.js').TaskRow} */
function absent(id) {
  return {
    id,
    name: '',
    status: 2,
    statusName: 'waiting',
    polls: 0,
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
    wakeStep: 0,
    spawnPlace: 0,
    wasted: false,
    deadlineNs: -1,
    spawnStep: 0,
    endStep: -1,
  };
}
