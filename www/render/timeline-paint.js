/**
 * Paints a timeline. Decides nothing: see `timeline-layout.js`.
 */

import { Phase } from '../model/timeline.js';
import { AXIS } from './timeline-layout.js';

/** @typedef {import('./palette.js').Palette} Palette */
/** @typedef {import('./timeline-layout.js').TimelinePicture} TimelinePicture */
/** @typedef {CanvasRenderingContext2D} Context */

/**
 * @typedef {object} TimelineLight
 * @property {Palette} palette
 * @property {import('./timeline-scale.js').Scale} scale
 * @property {import('./timeline-layout.js').Rows} rows
 * @property {number} width
 * @property {number} height
 * @property {number} head where the playhead is, in pixels
 * @property {number | null} lit
 * @property {number | null} selected
 * @property {(task: number) => string} name a task's label, fitted
 * @property {string} readyLabel
 * @property {string} mostReady
 */

/** Room for the buttons at the right end of the axis. */
const TOOLS = 88;

/** How waits are dashed: each kind has its own, so that colour is not the only sign. @type {Record<number, number[]>} */
const DASHES = {
  [Phase.Timer]: [],
  [Phase.Channel]: [2, 4],
  [Phase.Lock]: [7, 4],
  [Phase.Signal]: [7, 3, 2, 3],
  [Phase.Join]: [12, 4],
  [Phase.Input]: [1, 6],
  [Phase.Unknown]: [1, 3],
};

/**
 * What does not depend on where the playhead is.
 *
 * @param {Context} context scaled to CSS pixels
 * @param {TimelinePicture} picture
 * @param {TimelineLight} light
 */
export function paintRun(context, picture, light) {
  const { width, height, scale, rows } = light;
  grid(context, light);
  context.save();
  context.beginPath();
  context.rect(scale.room.left, AXIS, width - scale.room.left, height - AXIS);
  context.clip();
  if (rows.band > 0) load(context, picture, light);
  context.beginPath();
  context.rect(scale.room.left, AXIS + rows.band, width - scale.room.left, height);
  context.clip();
  rowLight(context, light);
  threads(context, picture, light);
  bands(context, picture, light);
  bars(context, picture, light);
  arrows(context, picture, light);
  context.restore();
  names(context, light);
}

/**
 * What does: the veil over what is to come, the signs on it, the playhead.
 *
 * @param {Context} context scaled to CSS pixels
 * @param {TimelinePicture} picture
 * @param {TimelineLight} light
 */
export function paintNow(context, picture, light) {
  const { width, height, scale, rows } = light;
  const top = AXIS + rows.band;
  context.save();
  context.beginPath();
  context.rect(scale.room.left, top, width - scale.room.left, height - top);
  context.clip();
  unseen(context, light);
  signs(context, picture, light);
  context.restore();
  inputs(context, picture, light);
  playhead(context, light);
}

/** The dashes of a wait of this kind. @param {number} phase */
export function dashOf(phase) {
  return DASHES[phase] ?? [];
}

/** @param {Context} context @param {TimelineLight} light */
function grid(context, { palette, scale, width, height }) {
  context.strokeStyle = palette.color('line');
  context.lineWidth = 1;
  context.fillStyle = palette.color('faint');
  context.font = palette.fonts.tag;
  context.textAlign = 'center';
  const { left } = scale.room;
  let free = left;
  context.beginPath();
  for (const { x, label } of scale.ticks()) {
    if (x < left || x > width) continue;
    context.moveTo(Math.round(x) + 0.5, AXIS);
    context.lineTo(Math.round(x) + 0.5, height);
    const half = context.measureText(label).width / 2;
    const middle = Math.max(x, left + half + 2);
    if (middle - half < free || middle + half > width - TOOLS) continue;
    context.fillText(label, middle, 15);
    free = middle + half + 10;
  }
  context.stroke();
}

/** @param {Context} context @param {TimelineLight} light */
function rowLight(context, { palette, rows, lit, selected, width }) {
  for (const task of new Set([selected, lit])) {
    if (task === null) continue;
    const at = task - rows.first;
    if (at < 0 || at >= rows.count) continue;
    context.globalAlpha = 0.55;
    context.fillStyle = palette.color('highlight');
    context.fillRect(0, rows.top + at * rows.height, width, rows.height);
    context.globalAlpha = 1;
  }
}

/** @param {number | null} lit @param {number} task */
const strength = (lit, task) => (lit === null || lit === task ? 1 : 0.35);

/** @param {Context} context @param {TimelinePicture} picture @param {TimelineLight} light */
function threads(context, { threads }, { palette, lit }) {
  context.lineWidth = 1.6;
  for (const { x0, x1, y, task, phase } of threads) {
    context.globalAlpha = 0.6 * strength(lit, task);
    context.strokeStyle = palette.task(task);
    context.setLineDash(dashOf(phase));
    context.beginPath();
    context.moveTo(x0, y);
    context.lineTo(x1, y);
    context.stroke();
  }
  context.setLineDash([]);
  context.globalAlpha = 1;
}

/** @param {Context} context @param {TimelinePicture} picture @param {TimelineLight} light */
function bands(context, { bands }, { palette, lit }) {
  for (const { x, w, y, h, task } of bands) {
    context.globalAlpha = 0.2 * strength(lit, task);
    context.fillStyle = palette.task(task);
    context.fillRect(x, y + h * 0.2, w, h * 0.6);
    if (w < 6) continue;
    // Hatched, so that it is told from a poll without colour.
    context.globalAlpha = 0.5 * strength(lit, task);
    context.strokeStyle = palette.task(task);
    context.lineWidth = 0.8;
    context.beginPath();
    for (let at = x + 3; at < x + w; at += 5) {
      context.moveTo(at, y + h * 0.8);
      context.lineTo(Math.min(at + 3, x + w), y + h * 0.2);
    }
    context.stroke();
  }
  context.globalAlpha = 1;
}

/** @param {Context} context @param {TimelinePicture} picture @param {TimelineLight} light */
function bars(context, { bars }, { palette, lit }) {
  for (const { x, w, y, h, task, dense } of bars) {
    context.globalAlpha = dense * strength(lit, task);
    context.fillStyle = palette.task(task);
    if (w < 5) {
      context.fillRect(x, y, w, h);
    } else {
      context.beginPath();
      context.roundRect(x, y, w, h, 2.5);
      context.fill();
    }
  }
  context.globalAlpha = 1;
}

/** @param {Context} context @param {TimelinePicture} picture @param {TimelineLight} light */
function arrows(context, { arrows, ticks }, { palette }) {
  context.strokeStyle = palette.color('accent');
  context.fillStyle = palette.color('accent');
  context.lineWidth = 1.4;
  for (const { x0, y0, x1, y1 } of arrows) {
    const angle = Math.atan2(y1 - y0, x1 - x0);
    context.beginPath();
    context.moveTo(x0, y0);
    context.lineTo(x1, y1);
    context.stroke();
    context.beginPath();
    context.moveTo(x1, y1);
    for (const turn of [2.65, -2.65]) {
      context.lineTo(x1 + Math.cos(angle + turn) * 6, y1 + Math.sin(angle + turn) * 6);
    }
    context.fill();
  }
  for (const { x, y } of ticks) context.fillRect(x, y, 1, 3);
}

/** @param {Context} context @param {TimelinePicture} picture @param {TimelineLight} light */
function signs(context, { signs }, { palette, lit, head }) {
  for (const { x, y, task, kind } of signs) {
    if (kind === 'input') continue;
    context.globalAlpha = strength(lit, task) * (x > head + 1 ? 0.4 : 1);
    if (kind === 'verdict') {
      context.fillStyle = palette.color('accent');
      context.beginPath();
      context.arc(x + 2, y, 7, 0, Math.PI * 2);
      context.fill();
      context.fillStyle = palette.color('bg');
      context.font = palette.fonts.tag;
      context.textAlign = 'center';
      context.fillText('!', x + 2, y + 4);
    } else {
      context.strokeStyle = kind === 'done' ? palette.task(task) : palette.color('bad');
      context.lineWidth = 1.8;
      context.beginPath();
      if (kind === 'done') {
        context.moveTo(x + 3, y - 5);
        context.lineTo(x + 3, y + 5);
      } else {
        context.moveTo(x, y - 4);
        context.lineTo(x + 8, y + 4);
        context.moveTo(x, y + 4);
        context.lineTo(x + 8, y - 4);
      }
      context.stroke();
    }
  }
  context.globalAlpha = 1;
}

/** Outside events stand on the axis: they belong to nobody. @param {Context} context @param {TimelinePicture} picture @param {TimelineLight} light */
function inputs(context, { signs }, { palette, scale }) {
  context.fillStyle = palette.color('accent');
  for (const { x, y, kind } of signs) {
    if (kind !== 'input' || x < scale.room.left) continue;
    context.beginPath();
    context.moveTo(x, y + 5);
    context.lineTo(x - 5, y - 3);
    context.lineTo(x + 5, y - 3);
    context.fill();
  }
}

/** @param {Context} context @param {TimelinePicture} picture @param {TimelineLight} light */
function load(context, { load }, { palette, rows }) {
  const bottom = AXIS + rows.band - 4;
  context.beginPath();
  context.moveTo(load[0] ?? 0, bottom);
  for (let at = 0; at < load.length; at += 2) context.lineTo(load[at], load[at + 1]);
  context.lineTo(load.at(-2) ?? 0, bottom);
  context.globalAlpha = 0.5;
  context.fillStyle = palette.color('wait');
  context.fill();
  context.globalAlpha = 1;
}

/** @param {Context} context @param {TimelineLight} light */
function unseen(context, { palette, head, scale, width, height }) {
  const x = Math.max(head, scale.room.left);
  if (x >= width) return;
  context.globalAlpha = 0.62;
  context.fillStyle = palette.color('panel');
  context.fillRect(x, AXIS, width - x, height - AXIS);
  context.globalAlpha = 1;
}

/** @param {Context} context @param {TimelineLight} light */
function names(
  context,
  { palette, scale, rows, lit, selected, name, readyLabel, mostReady, height },
) {
  const { left } = scale.room;
  context.save();
  context.fillStyle = palette.color('panel');
  context.fillRect(0, 0, left, height);
  context.textAlign = 'left';
  if (rows.band > 0) {
    context.font = palette.fonts.small;
    context.fillStyle = palette.color('soft');
    context.fillText(readyLabel, 14, AXIS + 15);
    context.fillStyle = palette.color('faint');
    context.font = palette.fonts.tag;
    context.fillText(mostReady, 14, AXIS + 28);
  }
  context.beginPath();
  context.rect(0, AXIS + rows.band, left, height);
  context.clip();
  for (let at = 0; at < rows.count; at += 1) {
    const task = rows.first + at;
    const y = rows.top + (at + 0.5) * rows.height;
    const on = task === lit || task === selected;
    context.fillStyle = palette.task(task);
    context.beginPath();
    context.arc(9, y, on ? 4 : 3, 0, Math.PI * 2);
    context.fill();
    context.font = rows.height < 17 ? palette.fonts.tag : palette.fonts[on ? 'strong' : 'label'];
    context.fillStyle = palette.color(on ? 'ink' : 'soft');
    context.fillText(name(task), 19, y + 4.5);
  }
  context.restore();
}

/** @param {Context} context @param {TimelineLight} light */
function playhead(context, { palette, head, scale, width, height }) {
  if (head < scale.room.left - 1 || head > width + 1) return;
  const x = Math.round(head);
  context.fillStyle = palette.color('accent');
  context.fillRect(x - 1, 16, 2, height - 16);
  context.beginPath();
  context.roundRect(x - 6, 14, 12, 9, 3);
  context.fill();
}
