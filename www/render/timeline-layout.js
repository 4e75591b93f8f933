/**
 * Where everything on the timeline is. Pure: rows, bars, waits, arrows and marks as flat lists of
 * numbers, no more of them than there are pixels.
 */

import { isEnd, isWait, Phase, TimelineModel } from '../model/timeline.js';
import { NO_TASK } from '../model/types.js';

/** @typedef {import('./timeline-scale.js').Scale} Scale */

/** The height of the axis on top. */
export const AXIS = 24;
/** Arrows beyond this many are noise: then there are ticks instead. */
const MOST_ARROWS = 160;
/** A poll is never drawn narrower. */
const LEAST_BAR = 3;
/** With more tasks than this, a row on top shows how many are ready. */
const CROWDED = 24;

/**
 * @typedef {object} Rows
 * @property {number} height of one row
 * @property {number} first the first task in sight
 * @property {number} count how many are in sight
 * @property {number} top where the first of them begins
 * @property {number} band height of the row that shows how many are ready; 0 is none
 * @property {number} total how tall all rows are
 */

/**
 * Which rows are in sight.
 *
 * @param {number} tasks
 * @param {number} height of the whole timeline
 * @param {number} scroll how far it is scrolled down
 * @param {boolean} coarse fingers, not a mouse
 * @returns {Rows}
 */
export function rowsOf(tasks, height, scroll, coarse) {
  const band = tasks > CROWDED ? 34 : 0;
  const room = Math.max(0, height - AXIS - band);
  const least = tasks > CROWDED ? 15 : coarse ? 22 : 19;
  const row = Math.max(least, Math.min(30, room / Math.max(1, tasks)));
  const total = row * tasks;
  const at = Math.max(0, Math.min(scroll, total - room));
  const first = Math.floor(at / row);
  return {
    height: row,
    first,
    count: Math.min(tasks - first, Math.ceil(room / row) + 1),
    top: AXIS + band + first * row - at,
    band,
    total,
  };
}

/** @typedef {{ x: number, w: number, y: number, h: number, task: number, seen: boolean, dense: number }} Bar */
/** @typedef {{ x0: number, x1: number, y: number, task: number, phase: number }} Thread */
/** @typedef {{ x0: number, y0: number, x1: number, y1: number }} Arrow */
/** @typedef {{ x: number, y: number, task: number, kind: 'done' | 'cancelled' | 'panicked' | 'verdict' | 'input' }} Sign */

/**
 * @typedef {object} TimelinePicture
 * @property {Bar[]} bars polls
 * @property {Bar[]} bands ready, but not polled
 * @property {Thread[]} threads waits
 * @property {Arrow[]} arrows wakes
 * @property {{ x: number, y: number }[]} ticks wakes, where they are too many for arrows
 * @property {Sign[]} signs
 * @property {number[]} load points of the line that shows how many are ready: x, y, x, y, …
 */

/**
 * @param {TimelineModel} model
 * @param {Scale} scale
 * @param {Rows} rows
 * @returns {TimelinePicture}
 */
export function layoutTimeline(model, scale, rows) {
  /** @type {TimelinePicture} */
  const picture = { bars: [], bands: [], threads: [], arrows: [], ticks: [], signs: [], load: [] };
  for (let at = 0; at < rows.count; at += 1) {
    const y = rows.top + (at + 0.5) * rows.height;
    lane(picture, model, scale, rows.first + at, y, rows.height);
  }
  wakes(picture, model, scale, rows);
  signs(picture, model, scale, rows);
  if (rows.band > 0) load(picture, model, scale, rows);
  return picture;
}

/** The vertical middle of a task's row, or null where it is out of sight. @param {Rows} rows @param {number} task */
export function middleOfRow(rows, task) {
  const at = task - rows.first;
  return at < 0 || at >= rows.count ? null : rows.top + (at + 0.5) * rows.height;
}

/**
 * @param {TimelinePicture} picture
 * @param {TimelineModel} model
 * @param {Scale} scale
 * @param {number} task
 * @param {number} y
 * @param {number} height
 */
function lane(picture, model, scale, task, y, height) {
  const [from, to] = scale.steps;
  const tall = Math.min(18, Math.max(8, height - 8));
  if (model.countStretches(task, from, to) > scale.room.width) {
    dense(picture, model, scale, task, y, tall);
    return;
  }
  /** @type {Bar | null} */
  let last = null;
  model.stretches(task, from, to, (phase, begin, end) => {
    const x0 = scale.xOfStep(begin);
    const x1 = scale.xOfStep(end);
    if (phase === Phase.Poll) {
      const w = Math.max(LEAST_BAR, x1 - x0);
      // Polls at one moment lie on top of each other: one bar is enough.
      if (last !== null && x0 - last.x < 0.5 && w <= last.w) return;
      last = { x: x0, w, y: y - tall / 2, h: tall, task, seen: true, dense: 1 };
      picture.bars.push(last);
    } else if (phase === Phase.Ready) {
      if (x1 - x0 >= 0.75) {
        picture.bands.push({
          x: x0,
          w: x1 - x0,
          y: y - tall / 2,
          h: tall,
          task,
          seen: true,
          dense: 1,
        });
      }
    } else if (isWait(phase)) {
      if (x1 - x0 >= 1) picture.threads.push({ x0, x1, y, task, phase });
    } else if (isEnd(phase)) {
      const kind =
        phase === Phase.Done ? 'done' : phase === Phase.Cancelled ? 'cancelled' : 'panicked';
      picture.signs.push({ x: x0, y, task, kind });
    }
  });
}

/**
 * A lane with more changes than pixels: for each column the phase that matters most.
 *
 * @param {TimelinePicture} picture
 * @param {TimelineModel} model
 * @param {Scale} scale
 * @param {number} task
 * @param {number} y
 * @param {number} tall
 */
function dense(picture, model, scale, task, y, tall) {
  const { left, width } = scale.room;
  const bound = scale.xOfStep(model.index.steps);
  /** @type {number} */
  let run = Phase.None;
  let start = left;
  const end = Math.min(left + width, Math.ceil(bound));
  for (let x = left; x <= end; x += 1) {
    const phase = x < end ? model.dominant(task, scale.stepAt(x), scale.stepAt(x + 1)) : Phase.None;
    if (phase === run) continue;
    const box = { x: start, w: x - start, y: y - tall / 2, h: tall, task, seen: true, dense: 0.75 };
    if (run === Phase.Poll) picture.bars.push(box);
    else if (run === Phase.Ready) picture.bands.push(box);
    else if (isWait(run)) picture.threads.push({ x0: start, x1: x, y, task, phase: run });
    run = phase;
    start = x;
  }
}

/** @param {TimelinePicture} picture @param {TimelineModel} model @param {Scale} scale @param {Rows} rows */
function wakes(picture, model, scale, rows) {
  const [from, to] = scale.steps;
  const [first, last] = model.wakesWithin(from, to);
  if (last - first > MOST_ARROWS) {
    wakeTicks(picture, model, scale, rows, first, last);
    return;
  }
  const inset = Math.min(9, rows.height / 2 - 2);
  for (let at = first; at < last; at += 1) {
    const { step, task, by, cause } = model.wake(at);
    const y1 = middleOfRow(rows, task);
    if (y1 === null) continue;
    const source = cause === 0 && by !== NO_TASK ? middleOfRow(rows, by) : null;
    const down = source === null || source < y1;
    // Timers, inputs and the task itself have no row to come from.
    const y0 = source ?? y1 - inset - 9;
    const x = scale.xOfStep(step);
    const reach = scale.axis === 'steps' ? Math.min(10, scale.density) : 0;
    picture.arrows.push({
      x0: x,
      y0: source === null ? y0 : y0 + (down ? inset : -inset),
      x1: x + reach,
      y1: down ? y1 - inset : y1 + inset,
    });
  }
}

/**
 * @param {TimelinePicture} picture
 * @param {TimelineModel} model
 * @param {Scale} scale
 * @param {Rows} rows
 * @param {number} first
 * @param {number} last
 */
function wakeTicks(picture, model, scale, rows, first, last) {
  const seen = new Set();
  const stride = Math.max(1, Math.floor((last - first) / 4000));
  for (let at = first; at < last; at += stride) {
    const { step, task } = model.wake(at);
    const y = middleOfRow(rows, task);
    if (y === null) continue;
    const x = Math.round(scale.xOfStep(step));
    const key = x * 4096 + (task - rows.first);
    if (seen.has(key)) continue;
    seen.add(key);
    picture.ticks.push({ x, y: y - rows.height / 2 + 2 });
  }
}

/** @param {TimelinePicture} picture @param {TimelineModel} model @param {Scale} scale @param {Rows} rows */
function signs(picture, model, scale, rows) {
  const [from, to] = scale.steps;
  for (const [marks, kind] of /** @type {const} */ ([
    [model.verdicts, 'verdict'],
    [model.inputs, 'input'],
  ])) {
    const first = TimelineModel.until(marks, from - 1);
    const last = Math.min(TimelineModel.until(marks, to), first + 500);
    for (const { step, task } of marks.slice(first, last)) {
      const y = kind === 'input' ? AXIS - 5 : middleOfRow(rows, task);
      if (y !== null) picture.signs.push({ x: scale.xOfStep(step), y, task, kind });
    }
  }
}

/** @param {TimelinePicture} picture @param {TimelineModel} model @param {Scale} scale @param {Rows} rows */
function load(picture, model, scale, rows) {
  const { left, width } = scale.room;
  const most = Math.max(1, model.mostReady);
  const bottom = AXIS + rows.band - 4;
  const end = Math.min(left + width, scale.xOfStep(model.index.steps));
  for (let x = left; x < end; x += 1) {
    const ready = model.mostReadyWithin(scale.stepAt(x), scale.stepAt(x + 1));
    picture.load.push(x, bottom - (ready / most) * (rows.band - 8));
  }
}
