/**
 * Where everything on the stage is: from what stands on it and a width, to a picture. Pure; the
 * same model, width and memory give the same picture.
 *
 * Wide: queue, executor and done side by side, what is waited for in a grid below. Narrow: one
 * column in the same order.
 */

import { duration } from '../i18n/format.js';
import { Phase } from '../model/timeline.js';
import { NO_TASK } from '../model/types.js';
import { taskLabel } from '../model/words.js';
import { chip, chipWidth, crowd } from './crowd.js';
import { Sketch } from './sketch.js';
import { card } from './stage-cards.js';
import { cycles, wakes } from './stage-edges.js';

/** @typedef {import('../model/stage.js').StageModel} StageModel */
/** @typedef {import('./sketch.js').Rect} Rect */
/** @typedef {import('./stage-cards.js').CardKit} CardKit */

/**
 * What a layout is made with, beside the model.
 *
 * @typedef {object} Tools
 * @property {import('./sketch.js').Measure} measure
 * @property {import('../model/types.js').Translate} t
 * @property {import('../model/words.js').Names} names
 * @property {(place: number) => { line: number, code: string }} source the line of code at a place
 * @property {string} title the executor and its policy
 * @property {boolean} coarse fingers, not a mouse
 * @property {Memory} memory
 */

/**
 * How tall things were in this run at this width, so that nothing jumps up and down while tasks come
 * and go. Make a fresh one for another run or width.
 */
export class Memory {
  /** @type {Map<string, number>} */
  #tallest = new Map();

  /** The most that `height` ever was. @param {string} id @param {number} height */
  keep(id, height) {
    const tallest = Math.max(this.#tallest.get(id) ?? 0, height);
    this.#tallest.set(id, tallest);
    return tallest;
  }
}

/**
 * @typedef {object} Picture
 * @property {number} width
 * @property {number} height
 * @property {import('./sketch.js').Prim[]} prims in the order they are painted
 * @property {import('./sketch.js').Hit[]} hits
 */

/** From this width on, queue, executor and done stand side by side. */
export const WIDE = 640;
/** A box's caption above it. */
const CAPTION = 24;
/** Between two boxes with an arrow in between. */
const ARROW = 44;

/**
 * Lays the stage out.
 *
 * @param {StageModel} model
 * @param {number} width
 * @param {Tools} tools
 * @returns {Picture}
 */
export function layout(model, width, tools) {
  const sketch = new Sketch(tools.measure);
  /** @type {CardKit} */
  const kit = {
    taskName: (id) => tools.names.taskName(id),
    resourceName: (number) => tools.names.resourceName(number),
    resourceKind: (number) => tools.names.resourceKind(number),
    sketch,
    t: tools.t,
    name: (id) => taskLabel(id, tools.names),
    verdict: (id) => model.marks.get(id) ?? '',
    tasks: model.tasks,
    nowNs: model.nowNs,
    chip: tools.coarse ? 36 : 30,
    gap: 8,
  };
  const wide = width >= WIDE;
  const frame = wide ? { x: 20, w: width - 40 } : { x: 24, w: width - 36 };
  const boxes = wide ? sideBySide(kit, model, frame, tools) : stacked(kit, model, frame, tools);
  const homes = groups(kit, model, { ...frame, y: boxes.bottom }, tools);
  const bottom = wide
    ? homes.bottom
    : doneStrip(kit, model, { ...frame, y: homes.bottom + 14 }, tools);
  cycles(kit, model, homes.cards);
  wakes(kit, model, { queue: boxes.queue, worker: boxes.worker, cards: homes.cards, wide });
  const height = tools.memory.keep('stage', Math.ceil(bottom + 16));
  return { width, height, prims: sketch.prims, hits: sketch.hits };
}

/** @typedef {{ x: number, w: number }} Frame */

/** @param {CardKit} kit @param {StageModel} model @param {Frame} frame @param {Tools} tools */
function sideBySide(kit, model, { x, w }, tools) {
  const free = w - ARROW * 2 + 4;
  const y = CAPTION + 8;
  const h = kit.chip * 2 + kit.gap + 24;
  const queue = { x, y, w: Math.round(free * 0.38), h };
  const worker = { x: queue.x + queue.w + ARROW, y, w: Math.round(free * 0.38), h };
  const doneX = worker.x + worker.w + ARROW - 4;
  const done = { x: doneX, y, w: x + w - doneX, h };
  drawQueue(kit, model, queue);
  drawWorker(kit, model, worker, tools);
  drawDone(kit, model, done);
  const middle = y + h / 2;
  kit.sketch.arrow(queue.x + queue.w + 6, middle, worker.x - 6, middle);
  kit.sketch.arrow(worker.x + worker.w + 6, middle, done.x - 6, middle);
  const down = worker.x + worker.w / 2;
  kit.sketch.arrow(down, y + h + 6, down, y + h + 32);
  kit.sketch.text(kit.t('stage.pending'), down + 10, y + h + 23, { face: 'small', color: 'faint' });
  return { queue, worker, bottom: y + h + 40 };
}

/** @param {CardKit} kit @param {StageModel} model @param {Frame} frame @param {Tools} tools */
function stacked(kit, model, { x, w }, tools) {
  const rows = model.queue.length + model.incoming.length > 3 ? 2 : 1;
  const h = tools.memory.keep('queue', kit.chip * rows + kit.gap * (rows - 1) + 20);
  const queue = { x, y: CAPTION + 4, w, h };
  const worker = { x, y: queue.y + h + ARROW + 8, w, h: kit.chip + 56 };
  drawQueue(kit, model, queue);
  drawWorker(kit, model, worker, tools);
  const right = x + w - 34;
  kit.sketch.arrow(right, queue.y + h + 5, right, queue.y + h + 27);
  kit.sketch.arrow(right, worker.y + worker.h + 5, right, worker.y + worker.h + 27);
  kit.sketch.text(kit.t('stage.pending'), right - 10, worker.y + worker.h + 20, {
    face: 'small',
    color: 'faint',
    align: 'right',
  });
  return { queue, worker, bottom: worker.y + worker.h + 12 };
}

/**
 * @param {CardKit} kit
 * @param {string} title
 * @param {Rect} box
 * @param {string} [aside]
 */
function caption({ sketch }, title, { x, y, w }, aside = '') {
  const side = sketch.text(aside, x + w - 4, y - 8, {
    face: 'small',
    color: 'faint',
    align: 'right',
    max: w * 0.5,
  });
  sketch.text(title, x + 2, y - 8, {
    face: 'label',
    color: 'soft',
    max: w - side - 12,
    halo: true,
  });
}

/** @param {CardKit} kit @param {StageModel} model @param {Rect} box */
function drawQueue(kit, model, box) {
  const { sketch, t } = kit;
  const { queue, incoming } = model;
  const count = queue.length;
  caption(
    kit,
    count > 0 ? t('stage.queueCount', { n: count }) : t('stage.queue'),
    box,
    count > 1 ? `${t('stage.front')} →` : '',
  );
  sketch.rect(box, { r: 12, stroke: 'line', lw: 1.5 });
  if (count + incoming.length === 0) {
    sketch.text(t('stage.queueEmpty'), box.x + box.w / 2, box.y + box.h / 2 + 4, {
      face: 'small',
      color: 'faint',
      align: 'center',
    });
    return;
  }
  const fresh = new Set(incoming);
  const all = incoming.length === 0 ? queue : [...Array.from(queue), ...incoming];
  const room = Math.floor((box.h - 20 + kit.gap) / (kit.chip + kit.gap));
  crowd(
    kit,
    all,
    { x: box.x + 12, y: box.y + 12, w: box.w - 24, h: box.h - 24 },
    {
      look: (task) => (fresh.has(task) ? 'incoming' : 'outline'),
      key: 'queue',
      fromRight: true,
      rows: Math.max(1, room),
    },
  );
}

/** @param {CardKit} kit @param {StageModel} model @param {Rect} box @param {Tools} tools */
function drawWorker(kit, model, box, tools) {
  const { sketch, t } = kit;
  const polling = model.worker === 'polling';
  caption(kit, tools.title, box);
  sketch.rect(box, {
    r: 14,
    lw: polling ? 2 : 1.5,
    fill: polling ? 'highlight' : '',
    stroke: polling ? 'accent' : 'line',
    dash: !polling,
  });
  if (!polling) {
    sketch.text(restOf(model, t), box.x + box.w / 2, box.y + box.h / 2 + 4, {
      face: 'label',
      color: 'soft',
      align: 'center',
      max: box.w - 20,
    });
    return;
  }
  const task = model.running;
  const count = t('stage.poll', { n: model.poll });
  const aside = sketch.width(count, 'small');
  const w = Math.min(chipWidth(kit, task, 190) + 6, box.w - aside - 40);
  chip(kit, task, { x: box.x + 14, y: box.y + 12, w, h: kit.chip + 2 }, 'filled', {
    detail: count,
  });
  sketch.text(count, box.x + 14 + w + 10, box.y + 12 + kit.chip / 2 + 5, {
    face: 'small',
    color: 'soft',
  });
  const { line, code } = tools.source(model.place);
  const baseline = box.y + box.h - 14;
  const room = box.w - 28;
  if (line === 0) return;
  const number = sketch.text(String(line), box.x + 15, baseline, { face: 'mono', color: 'faint' });
  sketch.text(code, box.x + 15 + number + 9, baseline, { face: 'mono', max: room - number - 9 });
}

/** What an executor that polls nobody is doing. @param {StageModel} model @param {import('../model/types.js').Translate} t */
function restOf({ worker, untilNs }, t) {
  switch (worker) {
    case 'parked':
      return untilNs >= 0 ? t('stage.parkedUntil', { at: duration(untilNs) }) : t('stage.parked');
    case 'input':
      return t('stage.waitsInput');
    case 'between':
      return t('stage.choosing');
    case 'over':
      return t('stage.over');
    case 'halted':
      return t('stage.halted');
    default:
      return t('stage.idle');
  }
}

/** @param {CardKit} kit @param {StageModel} model */
function doneTitle({ t }, { doneCount }) {
  return doneCount > 0 ? t('stage.doneCount', { n: doneCount }) : t('stage.done');
}

/** @param {CardKit} kit @param {StageModel} model @param {Rect} box */
function drawDone(kit, model, box) {
  caption(kit, doneTitle(kit, model), box);
  kit.sketch.rect(box, { r: 12, stroke: 'line', lw: 1, dash: true });
  const area = { x: box.x + 10, y: box.y + 12, w: box.w - 20, h: box.h - 24 };
  finished(kit, model, area, 2);
}

/** @param {CardKit} kit @param {StageModel} model @param {Frame & { y: number }} at @param {Tools} tools */
function doneStrip(kit, model, { x, y, w }, tools) {
  const box = { x, y: y + CAPTION - 6, w, h: kit.chip + 16 };
  caption(kit, doneTitle(kit, model), box);
  kit.sketch.rect(box, { r: 12, stroke: 'line', lw: 1, dash: true });
  finished(kit, model, { x: x + 10, y: box.y + 8, w: w - 20, h: kit.chip }, 1);
  return tools.memory.keep('done', box.y + box.h);
}

/** The last that finished, as many as there is room for. @param {CardKit} kit @param {StageModel} model @param {Rect} area @param {number} rows */
function finished(kit, model, { x, y, w, h }, rows) {
  const { sketch, t } = kit;
  const { done, doneCount } = model;
  if (doneCount === 0) {
    sketch.text(t('stage.doneNone'), x + w / 2, y + h / 2 + 4, {
      face: 'small',
      color: 'faint',
      align: 'center',
      max: w,
    });
    return;
  }
  const more = sketch.width(t('stage.more', { n: doneCount }), 'small') + 6;
  let [used, row] = [0, 0];
  for (const [at, { task, phase }] of done.entries()) {
    const wide = Math.min(chipWidth(kit, task) + 8, w);
    if (used > 0 && used + wide > w) [used, row] = [0, row + 1];
    const last = at + 1 === doneCount;
    const full = row >= rows || (row === rows - 1 && !last && used + wide + more > w && used > 0);
    if (full) {
      const at_y =
        y + (Math.min(row, rows - 1) + 0.5) * kit.chip + Math.min(row, rows - 1) * kit.gap + 4;
      const at_x = row >= rows ? x + w - more + 6 : x + used + 2;
      sketch.text(t('stage.more', { n: doneCount - at }), at_x, at_y, {
        face: 'small',
        color: 'faint',
      });
      return;
    }
    const rect = { x: x + used, y: y + row * (kit.chip + kit.gap), w: wide, h: kit.chip };
    chip(kit, task, rect, 'done', { detail: phase === Phase.Done ? '' : 'failed' });
    used += wide + kit.gap;
  }
}

/** @param {CardKit} kit @param {StageModel} model @param {Frame & { y: number }} at @param {Tools} tools */
function groups(kit, model, { x, y, w }, tools) {
  const { sketch, t } = kit;
  /** @type {Map<string, Rect>} */
  const cards = new Map();
  const title =
    model.waiting > 0 ? t('stage.waitingCount', { n: model.waiting }) : t('stage.waiting');
  const top = y + CAPTION - 4;
  caption(kit, title, { x, y: top, w: w / 2, h: 0 });
  const most = w >= 1020 ? 3 : w >= 560 ? 2 : 1;
  const columns = Math.max(1, Math.min(most, model.groups.length));
  const gap = 14;
  const wide = (w - gap * (columns - 1)) / columns;
  let row = top;
  for (let first = 0; first < model.groups.length; first += columns) {
    let tall = 0;
    const shown = model.groups.slice(first, first + columns);
    const boxes = shown.map((group, column) => {
      const place = { x: x + column * (wide + gap), y: row, w: wide };
      const box = { ...place, h: 0, r: 14, stroke: 'line', lw: 1.3 };
      const prim = sketch.prims.length;
      sketch.rect(box, box);
      const h = tools.memory.keep(group.id, Math.round(card(kit, group, place)));
      tall = Math.max(tall, h);
      return { group, place, prim };
    });
    for (const { group, place, prim } of boxes) {
      const rect = /** @type {import('./sketch.js').RectPrim} */ (sketch.prims[prim]);
      rect.h = tall;
      if (group.touched) rect.stroke = 'control';
      cards.set(group.id, { ...place, h: tall });
    }
    row += tall + gap;
  }
  if (model.groups.length === 0) {
    const box = { x, y: row, w, h: 52 };
    sketch.rect(box, { r: 14, stroke: 'line', lw: 1, dash: true });
    sketch.text(t('stage.waitingNone'), x + w / 2, row + 30, {
      face: 'small',
      color: 'faint',
      align: 'center',
    });
    row += 66;
  }
  if (model.quiet > 0) {
    sketch.text(t('stage.quiet', { n: model.quiet }), x + w, top - 8, {
      face: 'small',
      color: 'faint',
      align: 'right',
    });
  }
  return { cards, bottom: row - gap };
}

/** Whether a model has anybody at all. @param {StageModel} model */
export function isEmpty(model) {
  return model.tasks === 0 && model.running === NO_TASK;
}
