/**
 * Tasks side by side, in as much detail as there is room for: chips with names, then dots, then
 * tiles that show how full each block of task numbers is. Pure geometry.
 */

import { count } from '../i18n/format.js';

/** @typedef {import('./sketch.js').Sketch} Sketch */
/** @typedef {import('./sketch.js').ChipLook} ChipLook */
/** @typedef {import('./sketch.js').Rect} Rect */

/**
 * What all layouts need: how large things are and what they are called.
 *
 * @typedef {object} Kit
 * @property {Sketch} sketch
 * @property {import('../model/types.js').Translate} t
 * @property {(task: number) => string} name
 * @property {(task: number) => string} verdict the kind of its verdict, or ''
 * @property {number} tasks how many there are in the run
 * @property {number} chip height of a chip
 * @property {number} gap between chips
 */

/** Beyond so many in one place, tasks are not drawn singly. */
export const MOST_DOTS = 400;
/** Beyond so many in one place, tasks have no names. */
export const MOST_CHIPS = 12;
/** The side of a tile. */
const TILE = 12;
/** Room for the count below tiles. */
const COUNT = 18;
const WIDEST = 150;
const PADDING = 9;

/**
 * How wide a task's chip is.
 *
 * @param {Kit} kit
 * @param {number} task
 * @param {number} [max]
 */
export function chipWidth({ sketch, name }, task, max = WIDEST) {
  const tag = sketch.width(`#${task}`, 'tag');
  const wanted = sketch.width(name(task), 'body') + tag + 6 + PADDING * 2;
  return Math.min(Math.ceil(wanted), max);
}

/**
 * A task's chip.
 *
 * @param {Kit} kit
 * @param {number} task
 * @param {Rect} rect
 * @param {ChipLook} look
 * @param {{ key?: string, detail?: string, home?: boolean }} [more] `home`: edges that mean the task end here
 */
export function chip(kit, task, { x, y, w, h }, look, { key = '', detail = '', home = true } = {}) {
  const { sketch } = kit;
  const tag = `#${task}`;
  const room = w - PADDING * 2 - sketch.width(tag, 'tag') - 6;
  const label = sketch.fit(kit.name(task), look === 'filled' ? 'strong' : 'body', room);
  const mark = kit.verdict(task) !== '';
  // One chip a task is the one that travels; others are told apart by their key.
  const id = home && !sketch.homes.has(task) ? `t${task}` : `t${task}@${key}`;
  sketch.prims.push({ k: 'chip', key: id, task, x, y, w, h, name: label, tag, look, mark });
  if (home) {
    if (!sketch.homes.has(task)) sketch.homes.set(task, { x, y, w, h });
    sketch.hits.push({ x, y, w, h, task, detail });
  }
}

/**
 * Chips in rows from left to right, as many as fit; what is left over becomes dots or tiles.
 *
 * @param {Kit} kit
 * @param {ArrayLike<number>} tasks
 * @param {Rect} area its height is how tall it may become
 * @param {{ look: (task: number) => ChipLook, key: string, detail?: string, fromRight?: boolean, rows?: number }} how
 * @returns {number} the height it took
 */
export function crowd(kit, tasks, area, { look, key, detail = '', fromRight = false, rows = 2 }) {
  const { chip: h, gap } = kit;
  const few = Math.min(tasks.length, MOST_CHIPS);
  const all = flow(kit, tasks, few, area, fromRight);
  const whole = tasks.length <= MOST_CHIPS && lastRow(all) < rows;
  // When not all have room, one row keeps its names and the others are dots below it.
  const named = whole ? all : all.filter(({ row }) => row === 0);
  for (const { x, w, row, at } of named) {
    const task = tasks[at];
    const y = area.y + row * (h + gap);
    chip(kit, task, { x, y, w, h }, look(task), { key, detail });
  }
  const height = named.length === 0 ? 0 : (lastRow(named) + 1) * (h + gap) - gap;
  if (whole) return height;
  const rest = { x: area.x, y: area.y + height + gap, w: area.w, h: area.h - height - gap };
  return height + gap + mass(kit, tasks, named.length, rest, { look, key, detail, fromRight });
}

/** @param {{ row: number }[]} spots */
const lastRow = (spots) => spots.reduce((last, { row }) => Math.max(last, row), -1);

/**
 * @param {Kit} kit
 * @param {ArrayLike<number>} tasks
 * @param {number} count
 * @param {Rect} area
 * @param {boolean} fromRight
 */
function flow(kit, tasks, count, area, fromRight) {
  const spots = [];
  let used = 0;
  let row = 0;
  for (let at = 0; at < count; at += 1) {
    const w = Math.min(chipWidth(kit, tasks[at]), area.w);
    if (used > 0 && used + w > area.w) {
      row += 1;
      used = 0;
    }
    const x = fromRight ? area.x + area.w - used - w : area.x + used;
    spots.push({ x, w, row, at });
    used += w + kit.gap;
  }
  return spots;
}

/**
 * Tasks from `first` on as dots, or as tiles where they are too many.
 *
 * @param {Kit} kit
 * @param {ArrayLike<number>} tasks
 * @param {number} first
 * @param {Rect} area
 * @param {{ look: (task: number) => ChipLook, key: string, detail?: string, fromRight?: boolean }} how
 * @returns {number} the height it took
 */
function mass(kit, tasks, first, area, how) {
  const many = tasks.length - first;
  if (many <= 0) return 0;
  const tall = Math.max(area.h, 22);
  const pitch = Math.min(18, Math.floor(Math.sqrt((area.w * tall) / many)));
  if (many > MOST_DOTS || pitch < 6) return tiles(kit, tasks, first, { ...area, h: tall });
  const columns = Math.max(1, Math.floor(area.w / pitch));
  for (let at = 0; at < many; at += 1) {
    const column = at % columns;
    const x = how.fromRight
      ? area.x + area.w - (column + 0.5) * pitch
      : area.x + (column + 0.5) * pitch;
    const y = area.y + (Math.floor(at / columns) + 0.5) * pitch;
    dot(kit, tasks[first + at], x, y, pitch / 2 - 1.5, how);
  }
  return Math.ceil(many / columns) * pitch;
}

/**
 * @param {Kit} kit
 * @param {number} task
 * @param {number} x
 * @param {number} y
 * @param {number} r
 * @param {{ look: (task: number) => ChipLook, key: string, detail?: string }} how
 */
function dot({ sketch, verdict }, task, x, y, r, { look, key, detail = '' }) {
  const id = sketch.homes.has(task) ? `t${task}@${key}` : `t${task}`;
  const rect = { x: x - r, y: y - r, w: 2 * r, h: 2 * r };
  sketch.prims.push({
    k: 'dot',
    key: id,
    task,
    x,
    y,
    r,
    look: look(task),
    mark: verdict(task) !== '',
  });
  if (!sketch.homes.has(task)) sketch.homes.set(task, rect);
  sketch.hits.push({ ...rect, task, detail });
}

/**
 * @param {Kit} kit
 * @param {ArrayLike<number>} tasks
 * @param {number} first
 * @param {Rect} area
 */
function tiles({ sketch, t, tasks: all }, tasks, first, { x, y, w, h }) {
  const side = h < 2 * TILE ? Math.max(6, h / 2) : TILE;
  const columns = Math.max(10, Math.floor(w / side));
  // The count has a line of its own where there is room for it.
  const worded = h >= 2 * TILE + COUNT;
  const rows = Math.max(1, Math.min(4, Math.floor((worded ? h - COUNT : h) / side)));
  const block = Math.max(1, Math.ceil(all / (rows * columns)));
  const full = new Float32Array(Math.ceil(all / block));
  for (let at = first; at < tasks.length; at += 1) full[Math.floor(tasks[at] / block)] += 1 / block;
  full.forEach((share, at) => {
    const [column, row] = [at % columns, Math.floor(at / columns)];
    const size = { w: side - 2, h: side - 2 };
    const spot = { x: x + column * side, y: y + row * side };
    sketch.prims.push({ k: 'tile', ...spot, ...size, share: Math.min(1, share) });
  });
  const height = Math.ceil(full.length / columns) * side;
  if (!worded) return height;
  const words = t('stage.crowd', { n: count(tasks.length - first) });
  sketch.text(words, x, y + height + 13, { face: 'small', color: 'soft', max: w });
  return height + COUNT;
}
