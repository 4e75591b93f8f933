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

/** @typedef {import('./model/types.js').RunSpec} RunSpec */
/** @typedef {import('./model/types.js').StateView} StateView */
/** @typedef {import('./model/types.js').TraceEvent} TraceEvent */
/** @typedef {import('./model/types.js').Verdict} Verdict */

/** What the engine can do next, at the frontier of what was recorded. */
export const Code = Object.freeze({ Progress: 0, Idle: 1, Input: 2, Over: 3, Halted: 4 });

/** The speeds a reader can choose: logical time runs this many times as fast as the wall's. */
export const SPEEDS = Object.freeze([0.25, 0.5, 1, 2, 4, 8, 16]);

export class Session extends EventTarget {
  /**
   * Loads the engine (once a page) and begins a run, at step 0, paused.
   *
   * @param {RunSpec} spec
   * @param {{ words?: (verdict: Verdict, session: Session) => string }} [options] `words` makes the
   *   text of a verdict, for `snapshot()`
   * @returns {Promise<Session>}
   * @throws {Error} the boundary's, with `code`, `value`, `allowed`, `where`
   */
  static async create(spec, options = {}) {
    throw new Error(`not yet: ${spec.lesson} ${Object.keys(options)}`);
  }

  /** @type {(verdict: Verdict, session: Session) => string} set it again when the language changes */
  words = (verdict) => verdict.kind;

  // What does not change while this run lasts.

  /** @returns {import('./model/types.js').Catalogue} */
  get catalogue() {
    throw new Error('not yet');
  }

  /** @returns {import('./model/types.js').Tables} */
  get tables() {
    throw new Error('not yet');
  }

  /** @returns {import('./model/types.js').RunSpec} complete and canonical, inputs given so far included */
  get spec() {
    throw new Error('not yet');
  }

  /** @returns {import('./model/types.js').LessonInfo} */
  get lesson() {
    throw new Error('not yet');
  }

  // Where it is.

  /** @returns {number} how many steps the run has, as far as is known: what was recorded or scouted */
  get steps() {
    return 0;
  }

  /** @returns {number} 0 to `steps`: how many steps have happened */
  get position() {
    return 0;
  }

  /** @returns {number} steps that the engine has made; scrubbing up to here is instant */
  get recorded() {
    return 0;
  }

  /** @returns {boolean} the cursor stands at the end of a run that is over or halted */
  get over() {
    return false;
  }

  /** @returns {number} what the engine said last, a {@link Code} */
  get code() {
    return 0;
  }

  /** @returns {boolean} the run waits, here at the cursor, for one of the lesson's inputs */
  get awaitsInput() {
    return false;
  }

  /** @returns {number} logical time at the cursor */
  get nowNs() {
    return 0;
  }

  /** @returns {number} logical time as it flows between two steps while playing; for pictures only */
  get flowNs() {
    return 0;
  }

  /** @returns {number} logical time at the end of the run, as far as is known */
  get endNs() {
    return 0;
  }

  // Playing.

  /** @returns {boolean} */
  get playing() {
    return false;
  }

  /** Logical time per time on the wall, 0.25 to 16. @returns {number} */
  get speed() {
    return 1;
  }
  set speed(_value) {}

  /** Milliseconds for each step that takes no logical time; 0 runs freely. @returns {number} */
  get pace() {
    return 400;
  }
  set pace(_value) {}

  /** Plays; from the beginning when the run is over. */
  play() {}

  /** Pauses. */
  pause() {}

  /** Plays or pauses. */
  toggle() {}

  /** Pauses and goes `n` steps on. @param {number} [n] @returns {Promise<boolean>} */
  async step(n = 1) {
    return this.seek(this.position + n);
  }

  /** Pauses and goes `n` steps back. @param {number} [n] @returns {Promise<boolean>} */
  async back(n = 1) {
    return this.seek(this.position - n);
  }

  /**
   * Goes to the state after `k` steps, as near as the run has it. What is recorded is there when
   * this returns; beyond, the engine works in slices, and a later seek takes an earlier one's place.
   *
   * @param {number} _k
   * @returns {Promise<boolean>} false if another call took its place
   */
  async seek(_k) {
    return true;
  }

  /** Pauses and goes to step 0. @returns {Promise<boolean>} */
  async toStart() {
    return true;
  }

  /** Pauses and goes to the end. @returns {Promise<boolean>} */
  async toEnd() {
    return true;
  }

  /**
   * Lets an outside input of the lesson arrive now, at the cursor. In the past, it begins another
   * run with the same beginning (`spec` is told).
   *
   * @param {string} _name
   * @returns {Promise<void>}
   */
  async input(_name) {}

  /**
   * Replaces the run by one of another spec, at step 0, paused. A spec that is no good leaves
   * everything as it was.
   *
   * @param {Partial<RunSpec>} _partial what is not named stays; a new `lesson` resets all the rest
   * @returns {Promise<void>}
   * @throws {Error} the boundary's, with `code`, `value`, `allowed`, `where`
   */
  async setSpec(_partial) {}

  // What the reader looks at.

  /** @type {number | null} */
  hoverTask = null;
  /** @type {number | null} */
  selectedTask = null;
  /** @type {number | null} */
  hoverResource = null;

  /** Lights a task up in every view. @param {number | null} _task */
  hover(_task) {}

  /** Chooses the task that the inspector shows. @param {number | null} _task */
  select(_task) {}

  /** Lights a resource up in every view. @param {number | null} _resource */
  hoverOver(_resource) {}

  // What there is to see.

  /** The state at the cursor. @returns {StateView} */
  view() {
    throw new Error('not yet');
  }

  /** The event at an index of the trace. @param {number} _index @returns {TraceEvent} */
  event(_index) {
    throw new Error('not yet');
  }

  /** @returns {number} events of the trace that happened up to the cursor */
  get eventIndex() {
    return 0;
  }

  /** The index of the event that step `k` (from 1) is. @param {number} _k @returns {number} */
  stepEventIndex(_k) {
    return 0;
  }

  /** Step `k`'s event and the minor ones that ride with it. @param {number} _k @returns {TraceEvent[]} */
  eventsOfStep(_k) {
    return [];
  }

  /** Logical time after step `k`. @param {number} _k @returns {number} */
  timeOfStep(_k) {
    return 0;
  }

  /** @param {number} _id @returns {string} */
  taskName(_id) {
    return '';
  }

  /** @param {number} _number @returns {string} as the source calls it, or '' */
  resourceName(_number) {
    return '';
  }

  /** @param {number} _number @returns {string} the resource's kind, as `tables.resource_kinds` names it */
  resourceKind(_number) {
    return '';
  }

  /** A message, an input's name or a panic's text. @param {number} _index @returns {string} */
  text(_index) {
    return '';
  }

  /** @param {number} _index @returns {import('./model/types.js').Place} */
  place(_index) {
    return { file: '', line: 0 };
  }

  /** The verdicts given up to the cursor, one a group. @returns {Verdict[]} */
  verdicts() {
    return [];
  }

  /**
   * The state at the cursor as a plain object: a pure function of spec and position.
   *
   * @returns {import('./model/types.js').Snapshot}
   */
  snapshot() {
    throw new Error('not yet');
  }

  /** Frees the run. Using the session afterwards does nothing. */
  dispose() {}
}
