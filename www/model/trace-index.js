/**
 * What a trace says wherever the cursor is: which event each step is, the time after it, what the
 * numbers of timers, waits and resources stand for. Grows with the trace; never looks at a state.
 */

import { EVENT_WORDS, isStep, Kind, wide } from './events.js';
import { Column, upperBound } from './growable.js';
import { NO_TASK } from './types.js';

/** An index of a trace that is still growing. Give it the events with `sync`. */
export class TraceIndex {
  #events = 0;
  #now = 0;
  #stepEvents = new Column(Uint32Array, 1024);
  #times = new Column(Float64Array, 1024);
  #timerTasks = new Column(Uint32Array);
  #timerDeadlines = new Column(Float64Array);
  #timerSteps = new Column(Uint32Array);
  #waitResources = new Column(Uint32Array);
  #waitTasks = new Column(Uint32Array);
  #waitKinds = new Column(Uint8Array);
  #kinds = new Column(Uint8Array);
  #capacities = new Column(Uint32Array);
  #madeAt = new Column(Uint32Array);
  #polls = 0;

  constructor() {
    this.#times.push(0);
    // Resources are numbered from 1.
    this.#kinds.push(0);
    this.#capacities.push(0);
    this.#madeAt.push(0);
  }

  /**
   * Takes in the events that came since the last call.
   *
   * @param {Uint32Array} words four words an event, all events from the first
   * @param {number} count how many events there are
   * @returns {boolean} whether there were any
   */
  sync(words, count) {
    const first = this.#events;
    for (let index = first; index < count; index += 1) {
      const at = index * EVENT_WORDS;
      const kind = words[at] & 0xff;
      if (kind === Kind.Made) this.#madeAt.push(words[at] >>> 16);
      this.#take(kind, words[at + 1], words[at + 2], words[at + 3]);
      if (!isStep(kind, words[at + 3])) continue;
      this.#stepEvents.push(index);
      this.#times.push(this.#now);
    }
    this.#events = Math.max(first, count);
    return count > first;
  }

  /** @param {number} kind @param {number} task @param {number} a @param {number} b */
  #take(kind, task, a, b) {
    switch (kind) {
      case Kind.PollBegin:
        this.#polls += 1;
        break;
      case Kind.TimerSet:
        this.#timerTasks.push(task);
        this.#timerDeadlines.push(wide(a, b));
        this.#timerSteps.push(this.#stepEvents.length + 1);
        break;
      case Kind.TimerFired:
        this.#now = Math.max(this.#now, this.#timerDeadlines.at(a, this.#now));
        break;
      case Kind.Cpu:
      case Kind.Lap:
        this.#now += wide(a, b);
        break;
      case Kind.Clock:
        this.#now = wide(a, b);
        break;
      case Kind.Made:
        this.#kinds.push(b & 0xff);
        this.#capacities.push(b >>> 8);
        break;
      case Kind.WaitBegin:
        this.#waitResources.push(a);
        this.#waitTasks.push(task);
        this.#waitKinds.push(b & 0xff);
        break;
    }
  }

  /** Events taken in. */
  get events() {
    return this.#events;
  }

  /** Steps taken in. */
  get steps() {
    return this.#stepEvents.length;
  }

  /** Polls begun. */
  get polls() {
    return this.#polls;
  }

  /** Logical time after the last step. */
  get nowNs() {
    return this.#now;
  }

  /** Timers set. */
  get timers() {
    return this.#timerTasks.length;
  }

  /** Resources made. */
  get resources() {
    return this.#kinds.length - 1;
  }

  /** The index of the event that step `k` (from 1) is; -1 where there is none. @param {number} k */
  eventOfStep(k) {
    return this.#stepEvents.at(k - 1, -1);
  }

  /** The end of the events that ride with step `k`: the index of the next step's. @param {number} k */
  endOfStep(k) {
    return this.#stepEvents.at(k, this.#events);
  }

  /** The step (from 1) that the event at `index` is or rides with. @param {number} index */
  stepOfEvent(index) {
    return upperBound(this.#stepEvents.values, index, 0, this.#stepEvents.length);
  }

  /** Logical time after step `k`; 0 at step 0, the last known beyond the end. @param {number} k */
  timeOfStep(k) {
    return this.#times.at(Math.min(k, this.steps), 0);
  }

  /** The last step whose time is not later than `ns`. @param {number} ns */
  stepAtTime(ns) {
    return Math.max(0, upperBound(this.#times.values, ns, 0, this.#times.length) - 1);
  }

  /**
   * The first step after `k` that moves time, or -1 where none is recorded.
   *
   * @param {number} k
   */
  nextTimeStep(k) {
    const times = this.#times.values;
    const at = upperBound(times, times[Math.min(k, this.steps)], k, this.#times.length);
    return at < this.#times.length ? at : -1;
  }

  /** The task that set a timer. @param {number} timer */
  timerTask(timer) {
    return this.#timerTasks.at(timer, NO_TASK);
  }

  /** @param {number} timer */
  timerDeadline(timer) {
    return this.#timerDeadlines.at(timer, 0);
  }

  /** When a timer was set. @param {number} timer */
  timerSetNs(timer) {
    return this.timeOfStep(this.#timerSteps.at(timer, 0));
  }

  /** @param {number} wait */
  waitResource(wait) {
    return this.#waitResources.at(wait, 0);
  }

  /** @param {number} wait */
  waitTask(wait) {
    return this.#waitTasks.at(wait, NO_TASK);
  }

  /** The number of a wait's kind. @param {number} wait */
  waitKind(wait) {
    return this.#waitKinds.at(wait, 0);
  }

  /** The number of a resource's kind. @param {number} resource */
  resourceKind(resource) {
    return this.#kinds.at(resource, 0);
  }

  /** The place where a resource was made. @param {number} resource */
  resourcePlace(resource) {
    return this.#madeAt.at(resource, 0);
  }

  /** A resource's bound: slots, permits, or the task of a join; 0 is none. @param {number} resource */
  capacity(resource) {
    return this.#capacities.at(resource, 0);
  }
}
