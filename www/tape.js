/**
 * A run and what is known of it: its trace so far, the index over it, the cursor, the names. Owns
 * the handle in wasm; knows nothing of playing, of readers or of events of the page.
 */

import { decode, EVENT_WORDS } from './model/events.js';
import { nameInLine } from './model/source-names.js';
import { TimelineModel } from './model/timeline.js';
import { TraceIndex } from './model/trace-index.js';
import { CursorView, emptyView } from './state-view.js';

/** @typedef {import('./model/types.js').RunSpec} RunSpec */
/** @typedef {import('./model/types.js').TraceEvent} TraceEvent */
/** @typedef {import('./model/types.js').Verdict} Verdict */

/** What the engine can do next, at the frontier of what was recorded. */
export const Code = Object.freeze({ Progress: 0, Idle: 1, Input: 2, Over: 3, Halted: 4 });

/** Turns between two looks at the clock, to begin with. */
const FIRST_TURNS = 64;

/** One run. */
export class Tape {
  #engine;
  #run;
  /** @type {import('./engine.js').ScoutRun | null} */
  #scout = null;
  #found = { steps: 0, endNs: 0 };
  #turns = FIRST_TURNS;
  #position = 0;
  /** @type {CursorView | null} */
  #view = null;
  /** @type {string[]} */
  #taskNames = [];
  /** @type {string[]} */
  #resourceNames = [];
  /** What the engine said last, a {@link Code}. */
  code = 0;
  /** Complete and canonical. @type {RunSpec} */
  spec;
  /** What the trace says wherever the cursor is. */
  index = new TraceIndex();
  /** Bars, waits and arrows of the whole trace. */
  timeline = new TimelineModel(this.index);

  /**
   * @param {import('./engine.js').Engine} engine
   * @param {RunSpec} spec
   * @throws {Error} the boundary's, for a spec that is no good
   */
  constructor(engine, spec) {
    this.#engine = engine;
    this.#run = engine.open(spec);
    this.spec = this.#run.spec();
    this.code = this.#run.call((p) => p.status());
    this.#sync();
    this.rescout();
  }

  /** Whether the engine under it panicked: then nothing more can be read. */
  get poisoned() {
    return this.#run.poisoned;
  }

  /** Steps recorded. */
  get recorded() {
    return this.index.steps;
  }

  /** Steps of the whole run, as far as is known. */
  get steps() {
    return Math.max(this.recorded, this.#found.steps);
  }

  /** Logical time at the end, as far as is known. */
  get endNs() {
    return Math.max(this.index.nowNs, this.#found.endNs);
  }

  /** Where the cursor is. */
  get position() {
    return this.#position;
  }

  /** Whether the frontier can go no further by itself and for ever. */
  get complete() {
    return this.code === Code.Over || this.code === Code.Halted;
  }

  /** Why the run was halted, if a script chose a task that was not ready: the boundary's error. */
  get refusal() {
    return this.code === Code.Halted ? this.#run.call((p) => p.refusal()) : undefined;
  }

  /** The next deadline at the frontier; Infinity if there is none. */
  get deadlineNs() {
    if (this.poisoned) return Number.POSITIVE_INFINITY;
    const deadline = Number(this.#run.call((p) => p.deadline_ns()));
    return Number.isNaN(deadline) ? Number.POSITIVE_INFINITY : deadline;
  }

  /** Where the frontier is in logical time. */
  get frontierNs() {
    return Number(this.#run.call((p) => p.frontier_ns()));
  }

  #sync() {
    const { words, count } = this.#run.events();
    this.index.sync(words, count);
    this.timeline.sync(words, count);
  }

  /** One turn of the engine; the cursor stays. */
  turn() {
    this.code = this.#run.call((p) => p.turn());
    this.#sync();
  }

  /** Lets the next deadline come; the cursor stays. */
  advance() {
    this.code = this.#run.call((p) => p.advance());
    this.#sync();
  }

  /** An input at the frontier. @param {string} name @param {number} atNs */
  input(name, atNs) {
    this.#run.call((p) => p.input(name, atNs));
    this.code = Code.Progress;
    this.spec = this.#run.spec();
    this.#sync();
    this.rescout();
  }

  /**
   * Records on, until `k` steps are there, the run can go no further, or the time is up.
   *
   * @param {number} k
   * @param {number} ms
   * @returns {boolean} whether there is nothing more to do
   */
  extend(k, ms) {
    const until = performance.now() + ms;
    while (this.recorded < k && !this.complete) {
      const before = performance.now();
      if (before >= until) return false;
      this.code = this.#run.call((p) => p.run_until_step(k, this.#turns));
      this.#sync();
      this.#adapt(performance.now() - before, ms);
      if (this.code === Code.Input) break;
    }
    return true;
  }

  /** Chooses how many turns to take at once. @param {number} took @param {number} ms */
  #adapt(took, ms) {
    if (took > ms / 3) this.#turns = Math.max(1, this.#turns >> 1);
    else if (took < ms / 12) this.#turns = Math.min(1 << 14, this.#turns << 1);
  }

  /** Moves the cursor within what is recorded. @param {number} k @returns {boolean} whether it moved */
  seek(k) {
    const to = Math.max(0, Math.min(Math.trunc(k), this.recorded));
    if (to === this.#position) return false;
    this.#run.call((p) => p.seek(to));
    this.#position = to;
    this.#view = null;
    return true;
  }

  /**
   * The first steps of the same run, made apart from it: how it will go, before it is shown.
   *
   * @param {number} steps
   */
  preview(steps) {
    const run = this.#engine.open(this.spec);
    const index = new TraceIndex();
    const timeline = new TimelineModel(index);
    run.call((p) => p.run_until_step(steps, steps));
    const { words, count } = run.events();
    index.sync(words, count);
    timeline.sync(words, count);
    run.free();
    return timeline;
  }

  /** Begins anew to count how long the run is. */
  rescout() {
    this.#scout?.free();
    this.#scout = this.#engine.scout(this.spec);
  }

  /**
   * Counts on, for so long.
   *
   * @param {number} ms
   * @returns {boolean} whether all is counted
   */
  scout(ms) {
    const scout = this.#scout;
    if (scout === null) return true;
    const until = performance.now() + ms;
    let turns = FIRST_TURNS;
    for (;;) {
      const before = performance.now();
      const finished = scout.run(turns);
      this.#found = scout.found();
      if (finished) {
        scout.free();
        this.#scout = null;
        return true;
      }
      const now = performance.now();
      if (now >= until) return false;
      if (now - before < ms / 8) turns = Math.min(1 << 14, turns * 2);
    }
  }

  /** The state at the cursor; nothing, if the engine panicked. @returns {import('./model/types.js').StateView} */
  view() {
    if (this.poisoned) return emptyView();
    this.#view ??= new CursorView(this.#run, this.#engine.tables, {
      task: (id) => this.taskName(id),
      resource: (number) => this.resourceName(number),
    });
    return this.#view;
  }

  /** How many of the spec's inputs came before the cursor, and the turn it stands at. */
  inputsAtCursor() {
    return this.#run.call((p) => ({
      kept: Number(p.inputs_before_cursor()),
      turn: Number(p.turn_at_cursor()),
    }));
  }

  /** @param {number} index @returns {TraceEvent} */
  event(index) {
    if (this.poisoned) return decode(new Uint32Array(EVENT_WORDS), 0);
    return decode(this.#run.events().words, index);
  }

  /** The events from one index to another. @param {number} from @param {number} to */
  eventsBetween(from, to) {
    if (this.poisoned) return [];
    const { words } = this.#run.events();
    const events = [];
    for (let index = Math.max(0, from); index < to; index += 1) events.push(decode(words, index));
    return events;
  }

  /** A copy of the events' bytes. */
  bytes() {
    if (this.poisoned) return new Uint8Array();
    const { words } = this.#run.events();
    return new Uint8Array(words.buffer, words.byteOffset, words.byteLength).slice();
  }

  /** @param {number} id */
  taskName(id) {
    const known = this.#taskNames[id];
    if (known !== undefined) return known;
    if (this.poisoned || id >= this.#run.call((p) => p.task_count())) return '';
    const name = this.#run.call((p) => p.task_name(id));
    this.#taskNames[id] = name;
    return name;
  }

  /** @param {number} number */
  resourceName(number) {
    const known = this.#resourceNames[number];
    if (known !== undefined) return known;
    if (this.poisoned || number < 1 || number > this.index.resources) return '';
    const { file, line } = this.place(this.index.resourcePlace(number));
    const lesson = this.#engine.catalogue.lessons.find(({ id }) => id === this.spec.lesson);
    const name = lesson?.file === file ? nameInLine(lesson.source, line) : '';
    this.#resourceNames[number] = name;
    return name;
  }

  /** @param {number} index */
  text(index) {
    if (this.poisoned) return '';
    return this.#run.call((p) => p.text(index));
  }

  /** @param {number} index @returns {import('./model/types.js').Place} */
  place(index) {
    if (this.poisoned) return { file: '', line: 0 };
    return this.#run.call((p) => ({ file: p.place_file(index), line: p.place_line(index) }));
  }

  /** Frees what is in wasm. */
  free() {
    this.#scout?.free();
    this.#scout = null;
    this.#run.free();
  }
}

/** The verdicts of a view: a deadlock's tasks together, every other by itself. @param {Iterable<import('./model/types.js').VerdictRow>} rows */
export function gather(rows) {
  /** @type {Verdict[]} */
  const verdicts = [];
  for (const { kind, group, task, resource } of rows) {
    const last = verdicts.at(-1);
    if (kind === 'Deadlock' && last?.kind === kind && last.group === group) {
      last.tasks.push(task);
      last.resources.push(resource);
    } else {
      verdicts.push({ kind, group, tasks: [task], resources: [resource] });
    }
  }
  return verdicts;
}
