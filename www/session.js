/**
 * One run in front of one reader. Owns the cursor, play and pause, hover and selection, and the
 * replacing of a run by another; never touches the page.
 *
 * Elements read the getters and `view()`, call the methods, and listen:
 *
 * | event | when |
 * |---|---|
 * | `change` | the cursor moved, or the trace or the total of steps grew; at most once per slice |
 * | `playstate` | `playing`, `speed`, `pace` or `code` changed |
 * | `focus` | `hoverTask`, `selectedTask` or `hoverResource` changed |
 * | `spec` | another run took this one's place; `change` follows |
 * | `runend` | the cursor reached the end of a run that is over or halted |
 * | `runerror` | `detail` is an Error; the session goes on with a fresh instance of the run |
 */

import { loadEngine, PoisonedError } from './engine.js';
import { NO_TASK } from './model/types.js';
import { Playback } from './playback.js';
import { hop, SLICE_MS } from './player.js';
import { Reader } from './reader.js';
import { snapshotOf } from './snapshot.js';
import { gather, Tape } from './tape.js';

export { Code } from './tape.js';

/** @typedef {import('./model/types.js').RunSpec} RunSpec */
/** @typedef {import('./model/types.js').StateView} StateView */
/** @typedef {import('./model/types.js').Verdict} Verdict */
/** @typedef {(verdict: Verdict, session: Session) => string} VerdictWords */

/** The speeds a reader can choose: logical time runs this many times as fast as the wall's. */
export const SPEEDS = Object.freeze([0.25, 0.5, 1, 2, 4, 8, 16]);

/** A run, a cursor, a reader. See the head of this file. */
export class Session extends Reader {
  /**
   * Loads the engine (once a page) and begins a run, at step 0, paused.
   *
   * @param {RunSpec} spec
   * @param {{ words?: VerdictWords }} [options] `words` makes the text of a verdict, for `snapshot()`
   * @returns {Promise<Session>}
   * @throws {Error} the boundary's, with `code`, `value`, `allowed`, `where`
   */
  static async create(spec, options = {}) {
    const engine = await loadEngine();
    const session = new Session(engine, new Tape(engine, spec));
    if (options.words) session.words = options.words;
    session.#scout();
    return session;
  }

  /** Set it again when the language changes. @type {VerdictWords} */
  words = (verdict) => verdict.kind;

  #playback;
  /** Tells seeks that were overtaken. */
  #seek = 0;
  #recovering = false;
  #disposed = false;

  /** Use {@link Session.create}. @param {import('./engine.js').Engine} engine @param {Tape} tape */
  constructor(engine, tape) {
    super(engine, tape);
    this.#playback = new Playback({
      tape: () => this.tape,
      guard: (work, otherwise) => this.#guard(work, otherwise),
      timeScale: () => this.lesson.time_scale,
      shown: () => this.#emit('change'),
      ended: () => this.#ended(),
    });
  }

  /** Logical time as it flows between two steps while playing; for pictures only. */
  get flowNs() {
    return this.#playback.flowNs;
  }

  /** Whether it plays, be it only waiting. */
  get playing() {
    return this.#playback.playing;
  }

  /** Logical time per time on the wall, 0.25 to 16. @returns {number} */
  get speed() {
    return this.#playback.speed;
  }
  set speed(value) {
    if (value === this.speed) return;
    this.#playback.speed = value;
    this.#emit('playstate');
  }

  /** Milliseconds for each step at least; 0 runs freely. @returns {number} */
  get pace() {
    return this.#playback.pace;
  }
  set pace(value) {
    if (value === this.pace) return;
    this.#playback.pace = value;
    this.#emit('playstate');
  }

  /** Plays; from the beginning when the run is over. */
  play() {
    if (this.playing || this.#disposed) return;
    this.#seek += 1;
    if (this.over) {
      this.#guard(() => this.tape.seek(0), false);
      this.#playback.moved();
      this.#emit('change');
    }
    this.#playback.play();
    this.#emit('playstate');
  }

  /** Pauses. */
  pause() {
    if (!this.playing) return;
    this.#playback.pause();
    this.#emit('playstate');
  }

  /** Plays or pauses. */
  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  /** Pauses and goes `n` steps on. @param {number} [n] @returns {Promise<boolean>} */
  step(n = 1) {
    this.pause();
    return this.seek(this.position + n);
  }

  /** Pauses and goes `n` steps back. @param {number} [n] @returns {Promise<boolean>} */
  back(n = 1) {
    return this.step(-n);
  }

  /** Pauses and goes to step 0. @returns {Promise<boolean>} */
  toStart() {
    this.pause();
    return this.seek(0);
  }

  /** Pauses and goes to the end. @returns {Promise<boolean>} */
  toEnd() {
    this.pause();
    return this.seek(Number.POSITIVE_INFINITY);
  }

  /**
   * Goes to the state after `k` steps, as near as the run has it. What is recorded is there when
   * this returns; beyond, the engine works in slices, and a later seek takes an earlier one's place.
   *
   * @param {number} k
   * @returns {Promise<boolean>} false if another call took its place
   */
  async seek(k) {
    const to = Math.max(0, Number.isNaN(k) ? 0 : Math.floor(k));
    this.#seek += 1;
    const mine = this.#seek;
    const wasOver = this.over;
    for (;;) {
      const ready = to <= this.recorded || this.#guard(() => this.tape.extend(to, SLICE_MS), true);
      if (ready) break;
      this.#emit('change');
      await new Promise((resolve) => hop(() => resolve(undefined)));
      if (mine !== this.#seek || this.#disposed) return false;
    }
    this.#moveTo(to);
    if (this.over && !wasOver) this.#reachedEnd();
    return true;
  }

  /** @param {number} k */
  #moveTo(k) {
    this.#guard(() => this.tape.seek(k), false);
    this.#playback.moved();
    this.#emit('change');
  }

  /**
   * Lets an outside input of the lesson arrive now, at the cursor. In the past, it begins another
   * run with the same beginning (`spec` is told).
   *
   * @param {string} name
   * @returns {Promise<void>}
   * @throws {Error} the boundary's, when the input cannot come
   */
  async input(name) {
    if (this.position < this.recorded) return this.#inputInPast(name);
    const at = Math.max(this.tape.frontierNs, Math.min(this.flowNs, this.tape.deadlineNs));
    this.tape.input(name, Math.floor(at));
    this.#scout();
    if (!this.playing) this.tape.seek(this.position + 1);
    this.#playback.hurry();
    this.#emit('change');
    this.#emit('playstate');
  }

  /** @param {string} name */
  async #inputInPast(name) {
    // An input comes between turns: the poll that is shown half-way ends first.
    while (this.tape.view().running !== NO_TASK && this.tape.seek(this.position + 1));
    const { kept, turn } = this.tape.inputsAtCursor();
    const inputs = (this.spec.inputs ?? []).slice(0, kept);
    const at_ns = Math.floor(this.nowNs);
    const to = this.position + 1;
    const tape = new Tape(this.engine, {
      ...this.spec,
      inputs: [...inputs, { turn, at_ns, name }],
    });
    this.#replace(this.engine, tape);
    await this.seek(to);
  }

  /**
   * Replaces the run by one of another spec, at step 0, paused. A spec that is no good leaves
   * everything as it was.
   *
   * @param {Partial<RunSpec>} partial what is not named stays, but for inputs and decisions, which
   *   belong to one run; a new `lesson` resets all the rest
   * @returns {Promise<void>}
   * @throws {Error} the boundary's, with `code`, `value`, `allowed`, `where`
   */
  async setSpec(partial) {
    const lesson = partial.lesson ?? this.spec.lesson;
    const { inputs: _inputs, decisions: _decisions, ...same } = this.spec;
    const params = { ...same.params, ...partial.params };
    const spec =
      lesson === same.lesson ? { ...same, ...partial, lesson, params } : { ...partial, lesson };
    const engine = await loadEngine();
    const tape = new Tape(engine, spec);
    this.pause();
    this.#seek += 1;
    this.#replace(engine, tape);
    this.#emit('change');
  }

  /** @param {import('./engine.js').Engine} engine @param {Tape} tape */
  #replace(engine, tape) {
    this.tape.free();
    this.read(engine, tape);
    this.hoverTask = null;
    this.hoverResource = null;
    this.selectedTask = null;
    this.#playback.moved();
    this.#emit('spec');
    this.#scout();
  }

  /** @type {number | null} */
  hoverTask = null;
  /** @type {number | null} */
  selectedTask = null;
  /** @type {number | null} */
  hoverResource = null;

  /** Lights a task up in every view. @param {number | null} task */
  hover(task) {
    if (this.hoverTask === task) return;
    this.hoverTask = task;
    this.#emit('focus');
  }

  /** Chooses the task that the inspector shows. @param {number | null} task */
  select(task) {
    if (this.selectedTask === task) return;
    this.selectedTask = task;
    this.#emit('focus');
  }

  /** Lights a resource up in every view. @param {number | null} resource */
  hoverOver(resource) {
    if (this.hoverResource === resource) return;
    this.hoverResource = resource;
    this.#emit('focus');
  }

  /** The state at the cursor; worthless once the cursor moved. @returns {StateView} */
  view() {
    if (this.tape.poisoned) this.#recover(new PoisonedError('another run of this page panicked'));
    return this.tape.view();
  }

  /** The first steps of this run, before they are shown. @param {number} steps */
  preview(steps) {
    return this.#guard(() => this.tape.preview(steps), this.timeline);
  }

  /** The verdicts given up to the cursor, a deadlock's tasks together. @returns {Verdict[]} */
  verdicts() {
    return gather(this.view().verdicts);
  }

  /**
   * The state at the cursor as a plain object: a pure function of spec and position.
   *
   * @returns {import('./model/types.js').Snapshot}
   */
  snapshot() {
    while (!this.tape.scout(SLICE_MS));
    return snapshotOf(this.view(), this.steps, {
      line: (place) => (place === 0 ? null : this.place(place).line || null),
      text: (verdict) => this.words(verdict, this),
    });
  }

  /** Frees the run. Using the session afterwards does nothing good. */
  dispose() {
    this.#disposed = true;
    this.#seek += 1;
    this.#playback.pause();
    this.tape.free();
  }

  #ended() {
    this.#emit('playstate');
    if (this.over) this.#reachedEnd();
  }

  #reachedEnd() {
    this.#emit('runend');
    const { refusal } = this.tape;
    if (refusal) this.dispatchEvent(new CustomEvent('runerror', { detail: refusal }));
  }

  /** Counts how long the run is, in slices. */
  #scout() {
    const tape = this.tape;
    const slice = () => {
      if (this.#disposed || tape !== this.tape || tape.poisoned) return;
      const done = this.#guard(() => tape.scout(SLICE_MS), true);
      this.#emit('change');
      if (!done) hop(slice);
    };
    slice();
  }

  /**
   * Calls into the engine; after a panic, begins to make the run anew.
   *
   * @template T
   * @param {() => T} work
   * @param {T} otherwise
   * @returns {T}
   */
  #guard(work, otherwise) {
    try {
      return work();
    } catch (error) {
      if (error instanceof PoisonedError) this.#recover(error);
      else this.#fail(error);
      return otherwise;
    }
  }

  /** @param {unknown} error */
  #fail(error) {
    this.pause();
    this.dispatchEvent(new CustomEvent('runerror', { detail: error }));
  }

  /** A fresh instance, the same spec, the same position. @param {PoisonedError} error */
  async #recover(error) {
    if (this.#recovering || this.#disposed) return;
    this.#recovering = true;
    const { position, spec } = this;
    this.#fail(error);
    try {
      const engine = await loadEngine();
      const tape = new Tape(engine, spec);
      while (!tape.extend(position, SLICE_MS)) {
        await new Promise((resolve) => hop(() => resolve(undefined)));
      }
      tape.seek(position);
      this.#replace(engine, tape);
      this.#emit('change');
    } catch (again) {
      // It panics on the way there: back to the beginning, where it was fine.
      const engine = await loadEngine();
      this.#replace(engine, new Tape(engine, spec));
      this.#fail(again);
      this.#emit('change');
    } finally {
      this.#recovering = false;
    }
  }

  /** @param {string} type */
  #emit(type) {
    if (!this.#disposed) this.dispatchEvent(new Event(type));
  }
}
