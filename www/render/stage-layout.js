/**
 * Where everything on the stage is: from what stands on it and a width, to a picture. Pure; the
 * same model, width and memory give the same picture.
 *
 * Wide: queue, executor and done side by side, what is waited for in a grid below. Narrow: one
 * column in the same order.
 */

import { duration, count as number } from '../i18n/format.js';
import { Phase } from '../model/timeline.js';
import { taskLabel } from '../model/words.js';
import { chip, chipWidth, crowd } from './crowd.js';
import { Sketch } from './sketch.js';
import { cycles, wakes } from './stage-edges.js';
import { CAPTION, caption, groups } from './stage-groups.js';

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
 * @property {boolean} compact there is little height
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
  /** @type {Map<string, number>} */
  #columns = new Map();

  /** The column a card once stood in, or the one it is given now. @param {string} id @param {() => number} choose */
  column(id, choose) {
    const column = this.#columns.get(id) ?? choose();
    this.#columns.set(id, column);
    return column;
  }

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
export const WIDE = 580;
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
  const inCycle = new Set(
    model.verdicts.flatMap(({ kind, resources }) => (kind === 'Deadlock' ? resources : [])),
  );
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
    cyclic: ({ resource }) => resource !== null && inCycle.has(resource.number),
    chip: tools.coarse ? 36 : tools.compact ? 27 : 30,
    gap: tools.compact ? 6 : 8,
  };
  const wide = width >= WIDE;
  const frame = wide ? { x: 20, w: width - 40 } : { x: 24, w: width - 36 };
  const boxes = wide ? sideBySide(kit, model, frame, tools) : stacked(kit, model, frame, tools);
  const homes = groups(kit, model, { ...frame, y: boxes.bottom }, tools.memory);
  const bottom = wide
    ? homes.bottom
    : doneStrip(kit, model, { ...frame, y: homes.bottom + 14 }, tools);
  cycles(kit, model, homes.cards);
  wakes(kit, model, { ...boxes, ...homes, wide });
  if (wide) {
    // Over the wakes, which cross it on their way from the right.
    const { down, worker } = boxes;
    sketch.text(tools.t('stage.pending'), down + 10, worker.y + worker.h + 22, {
      face: 'small',
      color: 'faint',
      halo: true,
    });
  }
  const height = tools.memory.keep('stage', Math.ceil(bottom + (tools.compact ? 10 : 16)));
  return { width, height, prims: sketch.prims, hits: sketch.hits };
}

/** @typedef {{ x: number, w: number }} Frame */

/** @param {CardKit} kit @param {StageModel} model @param {Frame} frame @param {Tools} tools */
function sideBySide(kit, model, { x, w }, tools) {
  const free = w - ARROW * 2 + 4;
  const y = CAPTION + 4;
  const h = kit.chip * 2 + kit.gap + 20;
  const queue = { x, y, w: Math.round(free * 0.38), h };
  const worker = { x: queue.x + queue.w + ARROW, y, w: Math.round(free * 0.38), h };
  const doneX = worker.x + worker.w + ARROW - 4;
  const done = { x: doneX, y, w: x + w - doneX, h };
  drawQueue(kit, model, queue);
  drawWorker(kit, model, worker, tools);
  drawDone(kit, model, done);
  const middle = y + h / 2;
  const way = (/** @type {StageModel['flow']} */ flow) => taken(model, flow);
  kit.sketch.arrow(queue.x + queue.w + 6, middle, worker.x - 6, middle, way('in'));
  kit.sketch.arrow(worker.x + worker.w + 6, middle, done.x - 6, middle, way('done'));
  const down = worker.x + worker.w / 2;
  kit.sketch.arrow(down, y + h + 5, down, y + h + 30, way('pending'));
  return { queue, worker, down, bottom: y + h + 36 };
}

/** The way that a task went just now stands out. @param {StageModel} model @param {StageModel['flow']} flow */
const taken = (model, flow) => (model.flow === flow ? { color: 'ink', lw: 2 } : {});

/** @param {CardKit} kit @param {StageModel} model @param {Frame} frame @param {Tools} tools */
function stacked(kit, model, { x, w }, tools) {
  const rows = model.queue.length + model.incoming.length > 3 ? 2 : 1;
  const h = tools.memory.keep('queue', kit.chip * rows + kit.gap * (rows - 1) + 20);
  const queue = { x, y: CAPTION + 4, w, h };
  const worker = { x, y: queue.y + h + ARROW + 8, w, h: kit.chip + 56 };
  drawQueue(kit, model, queue);
  drawWorker(kit, model, worker, tools);
  const right = x + w - 34;
  kit.sketch.arrow(right, queue.y + h + 5, right, queue.y + h + 27, taken(model, 'in'));
  kit.sketch.arrow(
    right,
    worker.y + worker.h + 5,
    right,
    worker.y + worker.h + 27,
    taken(model, 'pending'),
  );
  kit.sketch.text(kit.t('stage.pending'), right - 10, worker.y + worker.h + 20, {
    face: 'small',
    color: 'faint',
    align: 'right',
  });
  return { queue, worker, down: right - 80, bottom: worker.y + worker.h + 32 };
}

/** @param {CardKit} kit @param {StageModel} model @param {Rect} box */
function drawQueue(kit, model, box) {
  const { sketch, t } = kit;
  const { queue, incoming } = model;
  const count = queue.length;
  caption(
    kit,
    count > 0 ? t('stage.queueCount', { n: number(count) }) : t('stage.queue'),
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
    { x: box.x + 12, y: box.y + 10, w: box.w - 24, h: box.h - 20 },
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
  const w = Math.min(chipWidth(kit, task, 190) + 12, box.w - aside - 34);
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
  return doneCount > 0 ? t('stage.doneCount', { n: number(doneCount) }) : t('stage.done');
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
  const words = t('stage.more', { n: number(doneCount) });
  const room = { x, y, w, rows, more: sketch.width(words, 'small') };
  for (let shown = done.length; shown >= 0; shown -= 1) {
    const spots = shelve(kit, done.slice(0, shown), doneCount > shown, room);
    if (spots === null) continue;
    for (const [at, { task, phase }] of done.slice(0, shown).entries()) {
      chip(kit, task, spots[at], 'done', { detail: phase === Phase.Done ? '' : 'failed' });
    }
    const rest = spots[shown];
    if (rest === undefined) return;
    sketch.text(
      t('stage.more', { n: number(doneCount - shown) }),
      rest.x,
      rest.y + kit.chip / 2 + 4,
      {
        face: 'small',
        color: 'faint',
      },
    );
    return;
  }
}

/**
 * Where chips stand in so many rows, and behind them the count of those left out; null if they do
 * not fit.
 *
 * @param {CardKit} kit
 * @param {{ task: number }[]} tasks
 * @param {boolean} left whether there are some left out
 * @param {{ x: number, y: number, w: number, rows: number, more: number }} room
 */
function shelve(kit, tasks, left, { x, y, w, rows, more }) {
  const widths = tasks.map(({ task }) => Math.min(chipWidth(kit, task) + 8, w));
  if (left) widths.push(more);
  /** @type {Rect[]} */
  const spots = [];
  let [used, row] = [0, 0];
  for (const wide of widths) {
    if (used > 0 && used + wide > w) [used, row] = [0, row + 1];
    if (row >= rows) return null;
    spots.push({ x: x + used, y: y + row * (kit.chip + kit.gap), w: wide, h: kit.chip });
    used += wide + kit.gap;
  }
  return spots;
}
