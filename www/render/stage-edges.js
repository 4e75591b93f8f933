/**
 * The arrows that tell why: from the cause of a wake to the queue, and around a deadlock. Pure
 * geometry, drawn over everything else.
 */

import { middleOf } from './sketch.js';

/** @typedef {import('../model/stage.js').StageModel} StageModel */
/** @typedef {import('../model/stage.js').WakeEdge} WakeEdge */
/** @typedef {import('./sketch.js').Rect} Rect */
/** @typedef {import('./stage-cards.js').CardKit} CardKit */

/**
 * @typedef {object} Stops
 * @property {Rect} queue
 * @property {Rect} worker
 * @property {Map<string, Rect>} cards
 * @property {boolean} wide
 */

/**
 * The wakes of this turn: the newest strong, those before it faint.
 *
 * @param {CardKit} kit
 * @param {StageModel} model
 * @param {Stops} stops
 */
export function wakes(kit, model, stops) {
  const last = model.wakes.length - 1;
  model.wakes.forEach((wake, at) => {
    const strong = at === last && wake.fresh;
    const from = sourceOf(kit, model, wake, stops);
    const to = targetOf(kit, model, wake, stops);
    const points = stops.wide ? arch(from, to) : gutter(from, to);
    kit.sketch.edge(points, {
      color: 'accent',
      lw: strong ? 2.2 : 1.4,
      dash: true,
      alpha: strong ? 1 : 0.4,
    });
    if (strong) label(kit, wake, points, stops);
  });
}

/** A point and the side it leaves a thing at. @typedef {{ x: number, y: number, up: boolean }} End */

/** @param {CardKit} kit @param {StageModel} model @param {WakeEdge} wake @param {Stops} stops @returns {End} */
function sourceOf({ sketch }, { running }, { cause, by, task, via }, { cards, worker }) {
  const card = cards.get(
    via > 0 ? `r${via}` : cause === 'Timer' ? 'timers' : cause === 'Input' ? 'inputs' : '',
  );
  if (card !== undefined) {
    const spot = cause === 'Timer' ? sketch.timerSpots.get(task) : undefined;
    return {
      x: spot ? spot.x + spot.w / 2 : card.x + Math.min(card.w / 2, 150),
      y: card.y,
      up: true,
    };
  }
  const home = sketch.homes.get(cause === 'Task' ? by : running) ?? worker;
  return { x: home.x + Math.min(24, home.w / 2), y: home.y + home.h, up: false };
}

/** @param {CardKit} kit @param {StageModel} model @param {WakeEdge} wake @param {Stops} stops @returns {End} */
function targetOf({ sketch }, model, { task, effect }, { queue }) {
  const home = sketch.homes.get(task);
  const queued = home !== undefined && inside(home, queue);
  if (queued) return { x: home.x + home.w / 2, y: home.y + home.h, up: false };
  // It is not there (yet): the place behind the last one.
  const last =
    model.queue.length > 0 ? sketch.homes.get(model.queue[model.queue.length - 1]) : undefined;
  const x = last && effect !== 'Late' ? last.x - 20 : queue.x + queue.w - 40;
  return { x: Math.max(queue.x + 16, x), y: queue.y + queue.h, up: false };
}

/** @param {Rect} rect @param {Rect} box */
function inside(rect, box) {
  return (
    rect.x >= box.x &&
    rect.y >= box.y &&
    rect.x + rect.w <= box.x + box.w + 1 &&
    rect.y + rect.h <= box.y + box.h + 1
  );
}

/** @param {End} from @param {End} to */
function arch(from, to) {
  const sag = from.up ? 0 : 46;
  const dip = from.up ? Math.max(26, (from.y - to.y) * 0.45) : 0;
  return [
    from.x,
    from.y + (from.up ? 0 : 2),
    from.x,
    from.y + sag - dip,
    to.x,
    to.y + sag + (from.up ? Math.max(26, (from.y - to.y) * 0.55) : 0),
    to.x,
    to.y + 4,
  ];
}

/** Along the left edge of a narrow stage, past what lies between. @param {End} from @param {End} to */
function gutter(from, to) {
  const far = Math.abs(from.y - to.y) > 120;
  if (!far) return arch(from, to);
  const x = -14;
  return [22, from.y + 24, x, from.y - 10, x, to.y + 40, Math.min(to.x, 60), to.y + 4];
}

/** @param {CardKit} kit @param {WakeEdge} wake @param {number[]} points @param {Stops} stops */
function label(kit, { cause, by, task, effect }, points, { wide, queue, worker }) {
  const { sketch, t } = kit;
  const remark = t(`stage.wakeEffect.${effect}`);
  const words = t(`stage.wake.${cause}`, { by: kit.name(by), task: kit.name(task) });
  const text = remark === '' ? words : `${words} · ${remark}`;
  const room = wide ? 320 : worker.w - 90;
  const fitting = sketch.fit(text, 'label', room);
  const w = sketch.width(fitting, 'label') + 16;
  const [mx, my] = middleOf(points);
  const x = wide ? Math.max(queue.x, Math.min(mx - w / 2, worker.x + worker.w - w)) : queue.x + 14;
  // Between the boxes and what is below them, where nothing else is written.
  const y = wide
    ? Math.max(queue.y + queue.h + 8, Math.min(my - 11, queue.y + queue.h + 34))
    : queue.y + queue.h + 12;
  sketch.rect({ x, y, w, h: 22 }, { r: 11, fill: 'bg', stroke: 'accent', lw: 1 });
  sketch.text(fitting, x + 8, y + 15, { face: 'label', color: 'accent' });
}

/**
 * A deadlock's circle: each task to what it waits for, and that to the task which holds it.
 *
 * @param {CardKit} kit
 * @param {StageModel} model
 * @param {Map<string, Rect>} cards
 */
export function cycles({ sketch, t }, model, cards) {
  for (const { kind, tasks, resources } of model.verdicts) {
    if (kind !== 'Deadlock') continue;
    tasks.forEach((task, at) => {
      const resource = resources[at];
      const holder = tasks[(at + 1) % tasks.length];
      const card = cards.get(`r${resource}`) ?? cards.get('joins');
      const waiter = sketch.homes.get(task);
      const next = sketch.homes.get(holder);
      if (card === undefined || waiter === undefined || next === undefined) return;
      sketch.rect(card, { r: 14, stroke: 'accent', lw: 2 });
      const held = refIn(sketch, card, holder);
      if (held !== undefined) {
        sketch.arrow(waiter.x, waiter.y + waiter.h / 2, held.x + held.w + 2, held.y + held.h / 2, {
          color: 'accent',
          lw: 2.2,
        });
      }
      if (tasks.length > 1 || held !== undefined) link(sketch, held ?? card, next);
      const words = t('stage.cycle');
      const w = sketch.width(words, 'small') + 14;
      sketch.rect(
        { x: card.x + card.w / 2 - w / 2, y: card.y - 9, w, h: 18 },
        { r: 9, fill: 'accent' },
      );
      sketch.text(words, card.x + card.w / 2, card.y + 4, {
        face: 'small',
        color: 'bg',
        align: 'center',
      });
    });
  }
}

/** From a holder's name where it holds, to where it waits itself. @param {import('./sketch.js').Sketch} sketch @param {Rect} from @param {Rect} to */
function link(sketch, from, to) {
  const [x0, x3] = [from.x + from.w / 2, to.x + to.w / 2];
  const [y0, y3] = [from.y + from.h + 1, to.y + to.h + 3];
  const depth = 34 + Math.abs(x3 - x0) * 0.04;
  const low = Math.max(y0, y3) + depth;
  sketch.edge([x0, y0, x0, low, x3, low, x3, y3], { color: 'accent', lw: 2, dash: true });
}

/** The name of a task inside a card where it is only named. @param {import('./sketch.js').Sketch} sketch @param {Rect} card @param {number} task */
function refIn({ prims }, card, task) {
  for (const prim of prims) {
    if (prim.k === 'chip' && prim.task === task && prim.look === 'ref' && inside(prim, card))
      return prim;
  }
  return undefined;
}
