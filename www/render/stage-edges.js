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
 * @property {number} captionEnd where the caption of those who wait ends
 * @property {number} down where the way from the executor to them is
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
    const points = stops.wide ? arch(from, to) : gutter(from, to, stops.queue);
    kit.sketch.edge(points, {
      color: 'accent',
      lw: strong ? 2.2 : 1.4,
      dash: true,
      alpha: strong ? 1 : 0.4,
    });
    if (strong) label(kit, wake, points, stops);
  });
}

/**
 * Where an edge leaves: from a card upwards, or from below a chip. `lane`: the way up beside the
 * cards that stand above it.
 *
 * @typedef {{ x: number, y: number, up: boolean, lane?: number }} End
 */

/** @param {CardKit} kit @param {StageModel} model @param {WakeEdge} wake @param {Stops} stops @returns {End} */
function sourceOf(
  { sketch },
  { running },
  { cause, by, task, via },
  { cards, worker, queue, wide },
) {
  const id = via > 0 ? `r${via}` : cause === 'Timer' ? 'timers' : cause === 'Input' ? 'inputs' : '';
  const card = cards.get(id);
  if (card !== undefined) {
    const spot = cause === 'Timer' ? sketch.timerSpots.get(task) : undefined;
    const first = Math.min(...[...cards.values()].map(({ y }) => y));
    if (wide && card.y > first) return { x: card.x, y: card.y + 30, up: true, lane: card.x - 6 };
    const x = spot ? spot.x + spot.w / 2 : Math.min(card.x + card.w / 2, card.x + 150);
    return { x, y: card.y, up: true };
  }
  const home = sketch.homes.get(cause === 'Task' ? by : running) ?? worker;
  if (!wide) return { x: queue.x + 30, y: worker.y, up: true };
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

/** @param {End} from @param {End} to @returns {number[]} */
function arch(from, to) {
  if (from.lane !== undefined) {
    const { lane, x, y } = from;
    const top = to.y + 64;
    const way = arch({ x: lane, y: top, up: true }, to);
    return [x, y, lane, y, lane, y, lane, y - 14, lane, y - 30, lane, top + 10, ...way];
  }
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

/**
 * Up the left edge of a narrow stage, past what lies between, and along below the queue.
 *
 * @param {End} from
 * @param {End} to
 * @param {Rect} queue
 */
function gutter(from, to, queue) {
  const [lane, turn] = [9, queue.y + queue.h + 20];
  if (from.y - turn < 60) return arch(from, to);
  const y = from.y + 26;
  const up = [
    22,
    y,
    lane,
    y,
    lane,
    y,
    lane,
    y - 14,
    lane,
    y - 40,
    lane,
    turn + 30,
    lane,
    turn + 14,
  ];
  return [...up, lane, turn - 12, to.x, turn + 8, to.x, to.y + 4];
}

/**
 * The words of a wake, between the boxes and the cards, where nothing else is written.
 *
 * @param {CardKit} kit
 * @param {WakeEdge} wake
 * @param {number[]} points
 * @param {Stops} stops
 */
function label(kit, { cause, by, task, effect }, points, { wide, queue, captionEnd, down }) {
  const { sketch, t } = kit;
  const remark = t(`stage.wakeEffect.${effect}`);
  const words = t(`stage.wake.${cause}`, { by: kit.name(by), task: kit.name(task) });
  const text = remark === '' ? words : `${words} · ${remark}`;
  const [left, right] = wide
    ? [captionEnd + 14, down - 12]
    : [queue.x + 10, queue.x + queue.w - 50];
  const fitting = sketch.fit(text, 'label', right - left - 16);
  const w = sketch.width(fitting, 'label') + 16;
  const [middle] = middleOf(points);
  const x = Math.max(left, Math.min(middle - w / 2, right - w));
  const y = queue.y + queue.h + (wide ? 8 : 9);
  sketch.rect({ x, y, w, h: 22 }, { r: 11, fill: 'bg', stroke: 'accent', lw: 1 });
  sketch.text(fitting, x + 8, y + 15.5, { face: 'label', color: 'accent' });
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

/**
 * From a holder's name where it holds, to where it waits itself: below both where they are side by
 * side, straight from one card to the other where one is above.
 *
 * @param {import('./sketch.js').Sketch} sketch
 * @param {Rect} from
 * @param {Rect} to
 */
function link(sketch, from, to) {
  const style = { color: 'accent', lw: 2, dash: true };
  if (Math.abs(from.y - to.y) > 60) {
    const down = to.y > from.y;
    // Past the title of the lower card, which stands at its left.
    const [x0, x3] = [from.x + from.w - 8, to.x + to.w / 2];
    const y0 = down ? from.y + from.h + 1 : from.y - 1;
    const y3 = down ? to.y - 3 : to.y + to.h + 3;
    const bend = (y3 - y0) * 0.45;
    sketch.edge([x0, y0, x0, y0 + bend, x3, y3 - bend, x3, y3], style);
    return;
  }
  const [x0, x3] = [from.x + from.w / 2, to.x + to.w / 2];
  const [y0, y3] = [from.y + from.h + 1, to.y + to.h + 3];
  // A curve hangs three quarters as low as this: within the room that the card keeps for it.
  const low = Math.max(y0, y3) + 26 + Math.min(6, Math.abs(x3 - x0) * 0.02);
  sketch.edge([x0, y0, x0, low, x3, low, x3, y3], style);
}

/** The name of a task inside a card where it is only named. @param {import('./sketch.js').Sketch} sketch @param {Rect} card @param {number} task */
function refIn({ prims }, card, task) {
  for (const prim of prims) {
    if (prim.k === 'chip' && prim.task === task && prim.look === 'ref' && inside(prim, card))
      return prim;
  }
  return undefined;
}
