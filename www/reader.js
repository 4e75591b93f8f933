/**
 * What can be read of a run and its cursor, wherever they are: numbers, names, events. Changes
 * nothing; `Session` does.
 */

import { Code } from './tape.js';

/** @typedef {import('./model/types.js').RunSpec} RunSpec */
/** @typedef {import('./model/types.js').TraceEvent} TraceEvent */

/** A run to read. */
export class Reader extends EventTarget {
  /** @protected @type {import('./engine.js').Engine} */
  engine;
  /** @protected @type {import('./tape.js').Tape} */
  tape;

  /** @param {import('./engine.js').Engine} engine @param {import('./tape.js').Tape} tape */
  constructor(engine, tape) {
    super();
    this.engine = engine;
    this.tape = tape;
  }

  /**
   * Reads another tape from here on.
   *
   * @protected
   * @param {import('./engine.js').Engine} engine
   * @param {import('./tape.js').Tape} tape
   */
  read(engine, tape) {
    this.engine = engine;
    this.tape = tape;
  }

  /** @returns {import('./model/types.js').Catalogue} */
  get catalogue() {
    return this.engine.catalogue;
  }

  /** @returns {import('./model/types.js').Tables} */
  get tables() {
    return this.engine.tables;
  }

  /** Complete and canonical, inputs given so far included. @returns {RunSpec} */
  get spec() {
    return this.tape.spec;
  }

  /** The lesson's entry in the catalogue. */
  get lesson() {
    const { lesson } = this.spec;
    const entry = this.catalogue.lessons.find(({ id }) => id === lesson);
    if (entry === undefined) throw new Error(`no lesson ${lesson}`);
    return entry;
  }

  /** The whole trace as bars, waits and arrows; grows with the trace, replaced with the run. */
  get timeline() {
    return this.tape.timeline;
  }

  /** What the trace says wherever the cursor is. */
  get index() {
    return this.tape.index;
  }

  /** How many steps the run has, as far as is known: what was recorded or scouted. */
  get steps() {
    return this.tape.steps;
  }

  /** 0 to `steps`: how many steps have happened. */
  get position() {
    return this.tape.position;
  }

  /** Steps that the engine has made; scrubbing up to here is instant. */
  get recorded() {
    return this.tape.recorded;
  }

  /** All that will ever happen is recorded. */
  get complete() {
    return this.tape.complete;
  }

  /** The cursor stands at the end of a run that is over or halted. */
  get over() {
    return this.complete && this.position === this.recorded;
  }

  /** What the engine said last, a {@link Code}. */
  get code() {
    return this.tape.code;
  }

  /** The run waits, here at the cursor, for one of the lesson's inputs. */
  get awaitsInput() {
    return this.code === Code.Input && this.position === this.recorded;
  }

  /** Logical time at the cursor. */
  get nowNs() {
    return this.index.timeOfStep(this.position);
  }

  /** Logical time at the end of the run, as far as is known. */
  get endNs() {
    return this.tape.endNs;
  }

  /** The event at an index of the trace. @param {number} index @returns {TraceEvent} */
  event(index) {
    return this.tape.event(index);
  }

  /** Events of the trace that happened up to the cursor. */
  get eventIndex() {
    return this.position === 0 ? 0 : this.index.endOfStep(this.position);
  }

  /** The index of the event that step `k` (from 1) is; -1 where there is none. @param {number} k */
  stepEventIndex(k) {
    return this.index.eventOfStep(k);
  }

  /** Step `k`'s event and the minor ones that ride with it. @param {number} k @returns {TraceEvent[]} */
  eventsOfStep(k) {
    if (k < 1 || k > this.recorded) return [];
    return this.tape.eventsBetween(this.index.eventOfStep(k), this.index.endOfStep(k));
  }

  /** The events from one index of the trace to before another. @param {number} from @param {number} to */
  eventsBetween(from, to) {
    return this.tape.eventsBetween(from, Math.min(to, this.index.events));
  }

  /** All events, 16 bytes each, as they lie in memory: little endian everywhere. */
  traceBytes() {
    return this.tape.bytes();
  }

  /** Logical time after step `k`. @param {number} k */
  timeOfStep(k) {
    return this.index.timeOfStep(k);
  }

  /** @param {number} id */
  taskName(id) {
    return this.tape.taskName(id);
  }

  /** As the source calls it, or ''. @param {number} number */
  resourceName(number) {
    return this.tape.resourceName(number);
  }

  /** The resource's kind, as `tables.resource_kinds` names it. @param {number} number */
  resourceKind(number) {
    return this.tables.resource_kinds[this.index.resourceKind(number)] ?? '?';
  }

  /** A message, an input's name or a panic's text. @param {number} index */
  text(index) {
    return this.tape.text(index);
  }

  /** @param {number} index @returns {import('./model/types.js').Place} */
  place(index) {
    return this.tape.place(index);
  }
}
