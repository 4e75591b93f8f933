/**
 * The cards below the executor, in columns: each card under the shortest column, and where it once
 * stood it stays. Pure geometry.
 */

import { count } from '../i18n/format.js';
import { card } from './stage-cards.js';

/** @typedef {import('./sketch.js').Rect} Rect */
/** @typedef {import('./stage-cards.js').CardKit} CardKit */
/** @typedef {import('../model/stage.js').StageModel} StageModel */

/** A box's caption above it. */
export const CAPTION = 24;
/** Between two cards. */
const GAP = 12;
/** A card is never narrower, unless the stage is. */
const LEAST = 290;

/**
 * @param {CardKit} kit
 * @param {string} title
 * @param {Rect} box
 * @param {string} [aside]
 * @returns {number} how wide the title is
 */
export function caption({ sketch }, title, { x, y, w }, aside = '') {
  const side = sketch.text(aside, x + w - 4, y - 8, {
    face: 'small',
    color: 'faint',
    align: 'right',
    max: w * 0.5,
  });
  return sketch.text(title, x + 2, y - 8, {
    face: 'label',
    color: 'soft',
    max: w - side - 12,
    halo: true,
  });
}

/**
 * @param {CardKit} kit
 * @param {StageModel} model
 * @param {{ x: number, y: number, w: number }} frame
 * @param {import('./stage-layout.js').Memory} memory
 * @returns {{ cards: Map<string, Rect>, bottom: number, captionEnd: number }}
 */
export function groups(kit, model, { x, y, w }, memory) {
  const { sketch, t } = kit;
  const { waiting, quiet } = model;
  const title = waiting > 0 ? t('stage.waitingCount', { n: count(waiting) }) : t('stage.waiting');
  const captionEnd = x + caption(kit, title, { x, y, w: w / 2, h: 0 });
  if (quiet > 0) {
    const style = /** @type {const} */ ({ face: 'small', color: 'faint', align: 'right' });
    sketch.text(t('stage.quiet', { n: quiet }), x + w, y - 8, style);
  }
  if (model.groups.length === 0) {
    const box = { x, y, w, h: 52 };
    sketch.rect(box, { r: 14, stroke: 'line', lw: 1, dash: true });
    sketch.text(t('stage.waitingNone'), x + w / 2, y + 30, {
      face: 'small',
      color: 'faint',
      align: 'center',
    });
    return { cards: new Map(), bottom: y + 52, captionEnd };
  }
  return { ...columns(kit, model, { x, y, w }, memory), captionEnd };
}

/**
 * @param {CardKit} kit
 * @param {StageModel} model
 * @param {{ x: number, y: number, w: number }} frame
 * @param {import('./stage-layout.js').Memory} memory
 */
function columns(kit, model, { x, y, w }, memory) {
  const { sketch } = kit;
  const room = Math.max(1, Math.min(3, Math.floor((w + GAP) / (LEAST + GAP))));
  const many = Math.max(1, Math.min(room, model.groups.length));
  const wide = (w - GAP * (many - 1)) / many;
  const bottoms = new Array(many).fill(y);
  /** The last card of each column. @type {import('./sketch.js').RectPrim[]} */
  const lasts = [];
  /** @type {Map<string, Rect>} */
  const cards = new Map();
  // Side by side, timers come first, at the right: the card that changes most keeps its place.
  const timers = model.groups.filter(({ look }) => look === 'timers');
  const others = model.groups.filter(({ look }) => look !== 'timers');
  for (const group of many > 1 ? [...timers, ...others] : [...others, ...timers]) {
    const shortest = () => bottoms.indexOf(Math.min(...bottoms));
    const column =
      group.look === 'timers' ? many - 1 : memory.column(`${many}/${group.id}`, shortest);
    const place = { x: x + column * (wide + GAP), y: bottoms[column], w: wide };
    const at = sketch.prims.length;
    const stroke = group.touched ? 'control' : 'line';
    sketch.rect({ ...place, h: 0 }, { r: 14, stroke, lw: 1.3 });
    const prim = /** @type {import('./sketch.js').RectPrim} */ (sketch.prims[at]);
    prim.h = memory.keep(group.id, Math.round(card(kit, group, place)));
    cards.set(group.id, { ...place, h: prim.h });
    bottoms[column] += prim.h + GAP;
    lasts[column] = prim;
  }
  // Columns end together, unless one is much longer.
  const bottom = Math.max(...bottoms) - GAP;
  for (const prim of lasts) {
    const slack = bottom - (prim.y + prim.h);
    if (slack < 60) prim.h += slack;
  }
  return { cards, bottom };
}
