/**
 * The timeline's horizontal scale: from steps or logical time to pixels and back, zoomed and panned.
 * Pure.
 */

import { count, duration } from '../i18n/format.js';
import { Phase } from '../model/timeline.js';

/** @typedef {import('../model/trace-index.js').TraceIndex} TraceIndex */
/** @typedef {'time' | 'steps'} Axis */

/** Room at both ends, in pixels, so that the first and the last bar are seen whole. */
const MARGIN = 12;
/** The closest look: pixels for a step. */
const MOST_STEP = 48;
/** The closest look: nanoseconds for a pixel. */
const LEAST_NS = 0.5;
/** Bars nearer than a column of this many lie on each other. */
const COLUMNS = 240;

/** A scale. Immutable: zooming and panning make another. */
export class Scale {
  /** What is at the left edge: a step or a time. */
  from;
  /** What is at the right edge. */
  to;

  /**
   * @param {TraceIndex} index
   * @param {Axis} axis
   * @param {{ left: number, width: number }} room
   * @param {number} extent the end of the axis: steps or nanoseconds
   * @param {{ from: number, to: number } | null} window what is shown; null is all
   */
  constructor(index, axis, room, extent, window) {
    this.index = index;
    this.axis = axis;
    this.room = room;
    this.extent = Math.max(extent, axis === 'steps' ? 8 : 1);
    this.window = window;
    const pad = (this.extent / Math.max(1, room.width - 2 * MARGIN)) * MARGIN;
    this.from = window?.from ?? -pad;
    this.to = window?.to ?? this.extent + pad;
  }

  /** Whether everything is where it is on another. @param {Scale} other */
  isLike({ index, axis, from, to, room }) {
    const same = this.index === index && this.axis === axis && this.from === from && this.to === to;
    return same && this.room.left === room.left && this.room.width === room.width;
  }

  /** Pixels for a step or a nanosecond. */
  get density() {
    return this.room.width / (this.to - this.from);
  }

  /** The pixel of a value of the axis. @param {number} value */
  x(value) {
    return this.room.left + (value - this.from) * this.density;
  }

  /** The pixel of a step. @param {number} step */
  xOfStep(step) {
    return this.x(this.axis === 'steps' ? step : this.index.timeOfStep(step));
  }

  /** The axis' value at a pixel. @param {number} x */
  valueAt(x) {
    return this.from + (x - this.room.left) / this.density;
  }

  /** The last step at or before a pixel. @param {number} x */
  stepAt(x) {
    const value = this.valueAt(x);
    return Math.max(0, this.axis === 'steps' ? Math.round(value) : this.index.stepAtTime(value));
  }

  /** The recorded steps that are in sight, one beyond each edge. @returns {[number, number]} */
  get steps() {
    const { index, axis, from, to } = this;
    if (axis === 'steps')
      return [Math.max(0, Math.floor(from)), Math.min(index.steps, Math.ceil(to))];
    return [Math.max(0, index.stepAtTime(from)), Math.min(index.steps, index.stepAtTime(to) + 1)];
  }

  /** Zoomed about a pixel; a factor above 1 looks closer. @param {number} factor @param {number} x */
  zoom(factor, x) {
    const least = this.axis === 'steps' ? this.room.width / MOST_STEP : LEAST_NS * this.room.width;
    const whole = new Scale(this.index, this.axis, this.room, this.extent, null);
    const span = Math.max(least, (this.to - this.from) / factor);
    if (span >= whole.to - whole.from) return whole;
    const at = this.valueAt(x);
    const from = at - (at - this.from) * (span / (this.to - this.from));
    return this.#at(from, span, whole);
  }

  /** Moved by so many pixels. @param {number} dx */
  pan(dx) {
    if (this.window === null) return this;
    const whole = new Scale(this.index, this.axis, this.room, this.extent, null);
    return this.#at(this.from + dx / this.density, this.to - this.from, whole);
  }

  /** Moved no further than it must be for a step to be in sight. @param {number} step */
  reveal(step) {
    const x = this.xOfStep(step);
    const { left, width } = this.room;
    if (this.window === null || (x >= left + 8 && x <= left + width - 8)) return this;
    return this.pan(x - (left + width * 0.4));
  }

  /** @param {number} from @param {number} span @param {Scale} whole */
  #at(from, span, whole) {
    const start = Math.min(Math.max(from, whole.from), whole.to - span);
    return new Scale(this.index, this.axis, this.room, this.extent, {
      from: start,
      to: start + span,
    });
  }

  /** The same window for a trace or a room that has grown. @param {{ left: number, width: number }} room @param {number} extent */
  refit(room, extent) {
    if (this.window === null || room.width !== this.room.width) {
      const all = new Scale(this.index, this.axis, room, extent, null);
      if (this.window === null) return all;
      return new Scale(this.index, this.axis, room, extent, this.window);
    }
    return new Scale(this.index, this.axis, room, extent, this.window);
  }

  /** Round values to draw lines and labels at. @returns {{ x: number, label: string }[]} */
  ticks() {
    const wanted = this.axis === 'steps' ? 90 : 110;
    const unit =
      this.axis === 'steps' ? wholeUnit(wanted / this.density) : timeUnit(wanted / this.density);
    const ticks = [];
    const first = Math.max(0, Math.ceil(this.from / unit));
    for (let at = first; at * unit <= Math.min(this.to, this.extent); at += 1) {
      const value = at * unit;
      const label = this.axis === 'steps' ? count(value) : duration(value);
      ticks.push({ x: this.x(value), label });
      if (ticks.length > 200) break;
    }
    return ticks;
  }
}

/** The next of 1, 2, 5, 10, 20, … that is not less. @param {number} value */
function rounded(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5, 10].find((factor) => factor * power >= value) ?? 10) * power;
}

/** Steps come whole. @param {number} value */
const wholeUnit = (value) => Math.max(1, rounded(value));

const MINUTE = 60e9;

/** Beyond a minute, time comes in minutes. @param {number} ns */
function timeUnit(ns) {
  if (ns <= MINUTE / 2) return rounded(ns);
  return (MINUTES.find((minutes) => minutes * MINUTE >= ns) ?? rounded(ns / MINUTE)) * MINUTE;
}

const MINUTES = [0.5, 1, 2, 5, 10, 15, 30, 60, 120, 240];

/**
 * Which axis tells more: by time, when most polls of a task can be told apart there; by steps, when
 * they happen at the same moments and would lie on top of each other.
 *
 * @param {import('../model/timeline.js').TimelineModel} model the beginning of a run
 * @param {number} endNs where the axis of time ends
 * @returns {Axis}
 */
export function betterAxis(model, endNs) {
  const { index } = model;
  if (endNs === 0) return 'steps';
  let polls = 0;
  let apart = 0;
  for (let task = 0; task < Math.min(model.tasks, 100); task += 1) {
    let last = -1;
    model.stretches(task, 0, index.steps, (phase, begin) => {
      if (phase !== Phase.Poll) return;
      const column = Math.floor((index.timeOfStep(begin) / endNs) * COLUMNS);
      polls += 1;
      if (column !== last) apart += 1;
      last = column;
    });
  }
  return apart >= polls * 0.7 && apart > model.tasks ? 'time' : 'steps';
}
