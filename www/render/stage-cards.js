/**
 * The cards of what is waited for: one look each for channels, locks, lines, timers, joins, inputs
 * and waits by hand. Pure geometry: each takes a card's rectangle and says how tall it became.
 */

import { duration } from '../i18n/format.js';
import { resourceWords } from '../model/words.js';
import { chip, chipWidth, crowd } from './crowd.js';
import { LINE } from './sketch.js';

/** @typedef {import('../model/stage.js').Group} Group */
/** @typedef {import('../model/stage.js').Waiter} Waiter */
/** @typedef {import('./crowd.js').Kit & import('../model/words.js').Names & { nowNs: number, cyclic: (group: Group) => boolean }} CardKit */
/** @typedef {import('./sketch.js').Rect} Rect */

/** Between a card's border and what is in it. */
const PAD = 13;
/** From a card's top to its body. */
const HEAD = 34;
/** Room below the chips of a deadlock, for its arrows. */
const CYCLE = 22;
/** Slots that are drawn one by one. */
const MOST_SLOTS = 8;

/**
 * Draws a group's card.
 *
 * @param {CardKit} kit
 * @param {Group} group
 * @param {{ x: number, y: number, w: number }} place
 * @returns {number} its height
 */
export function card(kit, group, { x, y, w }) {
  head(kit, group, x + PAD, y + 23, w - 2 * PAD);
  const body = { x: x + PAD, y: y + HEAD, w: w - 2 * PAD, h: 96 };
  const height = HEAD + BODIES[group.look](kit, group, body) + PAD;
  return kit.cyclic(group) ? height + CYCLE : height;
}

/** @param {CardKit} kit @param {Group} group @param {number} x @param {number} y @param {number} w */
function head(kit, group, x, y, w) {
  const { sketch } = kit;
  const { title, name, aside } = titleOf(kit, group);
  const side = sketch.text(aside, x + w, y, {
    face: 'small',
    color: 'faint',
    align: 'right',
    max: w * 0.6,
  });
  const room = w - side - 12;
  const wide = sketch.text(title, x, y, { face: 'label', color: 'soft', max: room });
  sketch.text(name, x + wide + 6, y, { face: 'mono', color: 'ink', max: room - wide - 6 });
}

/** @param {CardKit} kit @param {Group} group */
function titleOf(kit, { look, resource, rings }) {
  const { t, nowNs } = kit;
  if (look === 'timers') {
    const next = rings.find(({ fired }) => !fired);
    const left = next ? next.deadlineNs - nowNs : 0;
    // A deadline passes when a task computes past it: timers are fired between polls.
    const key = left < 0 ? 'stage.timersLate' : 'stage.timersNext';
    const aside = next ? t(key, { after: duration(Math.abs(left)) }) : '';
    return { title: t('stage.timers'), name: '', aside };
  }
  if (look === 'hand') return { title: t('stage.hand'), name: '', aside: t('stage.handNote') };
  if (look === 'joins' || look === 'inputs')
    return { title: t(`stage.${look}`), name: '', aside: '' };
  if (resource === null) return { title: '', name: '', aside: '' };
  const { noun, name } = resourceWords(resource.number, t, kit);
  return { title: noun, name, aside: asideOf(t, resource) };
}

/** @param {import('../model/types.js').Translate} t @param {import('../model/types.js').ResourceRow} resource */
function asideOf(t, resource) {
  const { kind, capacity, acquired, closed } = resource;
  if (kind === 'Semaphore') return t('stage.permits', { free: capacity - acquired, capacity });
  if (kind === 'Barrier') return t('stage.arrived', { n: resource.waiters, capacity });
  if (closed === 3) return t('stage.closed');
  if (closed === 1) return t('stage.closedSend');
  if (closed === 2) return t('stage.closedReceive');
  if (LOOKS_LIKE_CHANNEL.has(kind)) {
    return t('stage.sentReceived', { sent: resource.sent, received: resource.received });
  }
  return '';
}

const LOOKS_LIKE_CHANNEL = new Set(['Mpsc', 'Oneshot', 'Broadcast', 'Watch']);

/** @typedef {(kit: CardKit, group: Group, body: Rect) => number} Body */

/** @type {Record<Group['look'], Body>} */
const BODIES = { channel, lock, line, timers, joins, inputs: line, hand };

/** @param {Waiter} waiter @returns {import('./sketch.js').ChipLook} */
const lookOf = (waiter) => (waiter.ghost ? 'ghost' : 'outline');

/** @param {Waiter[]} waiters */
function lookUp(waiters) {
  const ghosts = new Set(waiters.filter(({ ghost }) => ghost).map(({ task }) => task));
  return (/** @type {number} */ task) =>
    ghosts.has(task) ? /** @type {const} */ ('ghost') : /** @type {const} */ ('outline');
}

/** Senders, slots, receivers. @type {Body} */
function channel(kit, { id, resource, waiters, rest }, body) {
  if (resource === null) return 0;
  const { sketch, t } = kit;
  const senders = waiters.filter(({ kind }) => kind === 'Send');
  const receivers = waiters.filter(({ kind }) => kind !== 'Send');
  const slots = slotsOf(sketch, resource);
  const arm = (body.w - slots.w) / 2;
  const middle = body.y + kit.chip / 2 + 2;
  const left = body.x + arm;
  // A channel that is full is not empty: those who are too many wait on one side.
  const [more, none] = [rest, /** @type {number[]} */ ([])];
  const sending = senders.length > 0;
  const height = Math.max(
    stack(kit, senders, sending ? more : none, { ...body, w: arm - 26 }, id, t('stage.wantsRoom')),
    stack(
      kit,
      receivers,
      sending ? none : more,
      { ...body, x: left + slots.w + 26, w: arm - 26 },
      id,
      t('stage.wantsValue'),
    ),
    kit.chip + 4,
  );
  sketch.arrow(left - 22, middle, left - 4, middle);
  sketch.arrow(left + slots.w + 4, middle, left + slots.w + 22, middle);
  drawSlots(kit, resource, slots, left, middle);
  return height;
}

/** @param {import('./sketch.js').Sketch} sketch @param {import('../model/types.js').ResourceRow} resource */
function slotsOf(sketch, { kind, capacity, inside }) {
  const count = kind === 'Oneshot' || kind === 'Watch' ? 1 : capacity;
  const single = count > 0 && count <= MOST_SLOTS;
  const label = count > 0 ? `${inside} / ${count}` : String(inside);
  const side = count > 4 ? 17 : 26;
  return {
    count,
    single,
    label,
    side,
    w: single ? count * (side + 4) - 4 : Math.max(64, sketch.width(label, 'mono') + 24),
  };
}

/**
 * @param {CardKit} kit
 * @param {import('../model/types.js').ResourceRow} resource
 * @param {ReturnType<typeof slotsOf>} slots
 * @param {number} x
 * @param {number} middle
 */
function drawSlots({ sketch }, { inside, capacity }, { count, single, label, side, w }, x, middle) {
  if (!single) {
    const share = capacity > 0 ? Math.min(1, inside / capacity) : Math.min(1, inside / 32);
    const bar = { x, y: middle - 14, w, h: 28 };
    sketch.rect(bar, { r: 6, stroke: 'control', lw: 1.2, dash: true });
    if (share > 0) sketch.rect({ ...bar, w: Math.max(4, w * share) }, { r: 6, fill: 'line' });
    sketch.text(label, x + w / 2, middle + 4, { face: 'mono', align: 'center' });
    return;
  }
  for (let at = 0; at < count; at += 1) {
    const slot = { x: x + at * (side + 4), y: middle - side / 2, w: side, h: side };
    const full = at >= count - inside;
    sketch.rect(slot, { r: 6, stroke: 'control', lw: 1.3, dash: !full, fill: full ? 'code' : '' });
    if (full) {
      const r = side * 0.22;
      sketch.rect(
        { x: slot.x + side / 2 - r, y: middle - r, w: 2 * r, h: 2 * r },
        { r, fill: 'ink' },
      );
    }
  }
}

/**
 * Chips below each other, the rest as a crowd.
 *
 * @param {CardKit} kit
 * @param {Waiter[]} waiters
 * @param {number[]} rest
 * @param {Rect} area
 * @param {string} key
 * @param {string} caption
 */
function stack(kit, waiters, rest, area, key, caption) {
  if (waiters.length === 0) return 0;
  const look = lookUp(waiters);
  const tasks = [...waiters.map(({ task }) => task), ...rest];
  const height = crowd(
    kit,
    tasks,
    { ...area, y: area.y + 2 },
    { look, key, detail: caption, rows: 3 },
  );
  kit.sketch.text(caption, area.x, area.y + height + LINE, {
    face: 'small',
    color: 'faint',
    max: area.w,
  });
  return height + LINE + 4;
}

/** The holder, and the line of those who want it. @type {Body} */
function lock(kit, { id, resource, holders, waiters, rest }, body) {
  const { sketch, t } = kit;
  const held = holders.slice(0, 3);
  const free = resource?.kind === 'Semaphore' ? '' : t('stage.free');
  const widths = held.map(({ task }) => Math.min(chipWidth(kit, task, 126), body.w * 0.42));
  const inner = held.length === 0 ? sketch.width(free || '—', 'label') + 12 : Math.max(...widths);
  const box = {
    x: body.x,
    y: body.y,
    w: inner + 40,
    h: Math.max(1, held.length) * (kit.chip + 6) + 8,
  };
  sketch.rect(box, { r: 9, stroke: 'control', lw: 1.3, fill: held.length > 0 ? 'code' : '' });
  sketch.icon(held.length > 0 ? 'lock' : 'open', box.x + 10, box.y + box.h / 2 - 8, 'soft');
  held.forEach(({ task }, row) => {
    const rect = {
      x: box.x + 32,
      y: box.y + 7 + row * (kit.chip + 6),
      w: widths[row],
      h: kit.chip,
    };
    chip(kit, task, rect, 'ref', { key: id, home: false });
  });
  if (held.length === 0) {
    sketch.text(free || '—', box.x + 34, box.y + box.h / 2 + 4, { face: 'label', color: 'soft' });
  }
  if (holders.length > held.length) {
    sketch.text(
      t('stage.more', { n: holders.length - held.length }),
      box.x + 34,
      box.y + box.h + 13,
      {
        face: 'small',
        color: 'faint',
      },
    );
  }
  if (waiters.length === 0) return box.h;
  const x = box.x + box.w + 30;
  const middle = box.y + 7 + kit.chip / 2;
  sketch.arrow(x - 5, middle, x - 25, middle);
  const area = { x, y: box.y + 7, w: body.x + body.w - x, h: 80 };
  const tasks = [...waiters.map(({ task }) => task), ...rest];
  const height = crowd(kit, tasks, area, { look: lookUp(waiters), key: id, rows: 3 });
  return Math.max(box.h, height + 10);
}

/** A line of waiters. @type {Body} */
function line(kit, { id, look, waiters, rest }, body) {
  const { sketch, t } = kit;
  const indent = look === 'inputs' ? 28 : 0;
  if (indent > 0) sketch.icon('bell', body.x, body.y + kit.chip / 2 - 8, 'soft');
  if (waiters.length === 0) {
    sketch.text(t('stage.nobodyWaits'), body.x + indent, body.y + 19, {
      face: 'small',
      color: 'faint',
    });
    return kit.chip;
  }
  const area = { ...body, x: body.x + indent, w: body.w - indent };
  const tasks = [...waiters.map(({ task }) => task), ...rest];
  return crowd(kit, tasks, area, { look: lookUp(waiters), key: id, rows: 3 });
}

/**
 * Chips with a word beside each.
 *
 * @param {CardKit} kit
 * @param {Group} group
 * @param {Rect} body
 * @param {(waiter: Waiter) => string} word
 */
function listed(kit, { id, waiters, rest }, body, word) {
  const { sketch } = kit;
  const most = 5;
  const rows = waiters.length > most ? most - 1 : waiters.length;
  const widest = Math.max(...waiters.slice(0, rows).map(({ task }) => chipWidth(kit, task)), 0);
  waiters.slice(0, rows).forEach((waiter, row) => {
    const y = body.y + row * (kit.chip + kit.gap);
    const w = Math.min(chipWidth(kit, waiter.task), body.w * 0.6);
    const text = word(waiter);
    chip(kit, waiter.task, { x: body.x, y, w, h: kit.chip }, lookOf(waiter), {
      key: id,
      detail: text,
    });
    const x = body.x + Math.min(widest, body.w * 0.6) + 10;
    sketch.text(text, x, y + kit.chip / 2 + 4, {
      face: 'small',
      color: 'soft',
      max: body.x + body.w - x,
    });
  });
  const height = rows * (kit.chip + kit.gap) - kit.gap;
  if (rows === waiters.length) return height;
  const others = waiters.slice(rows);
  const area = { ...body, y: body.y + height + kit.gap, h: 44 };
  const tasks = [...others.map(({ task }) => task), ...rest];
  return height + kit.gap + crowd(kit, tasks, area, { look: lookUp(others), key: id, rows: 1 });
}

/** Who waits for whose end. @type {Body} */
function joins(kit, group, body) {
  return listed(kit, group, body, ({ other }) => kit.t('stage.joinOf', { name: kit.name(other) }));
}

/** Who waits without any primitive. @type {Body} */
function hand(kit, group, body) {
  return listed(kit, group, body, ({ wakers }) =>
    wakers === 0 ? kit.t('stage.noWaker') : kit.t('stage.wakerKept', { n: wakers }),
  );
}

/** Rings with the time that is left. @type {Body} */
function timers(kit, { id, rings, rest }, body) {
  const { sketch, t } = kit;
  if (rings.length === 0) {
    sketch.text(t('stage.timersNone'), body.x, body.y + 19, { face: 'small', color: 'faint' });
    return kit.chip;
  }
  const columns = Math.max(1, Math.floor(body.w / 138));
  const most = columns * (rings.length > columns * 3 ? 2 : 3);
  const cell = { w: body.w / columns, h: 54 };
  const shown = rings.slice(0, most);
  shown.forEach(({ task, deadlineNs, setNs, fired, ghost }, at) => {
    const x = body.x + (at % columns) * cell.w;
    const y = body.y + Math.floor(at / columns) * cell.h;
    sketch.prims.push({
      k: 'ring',
      x: x + 21,
      y: y + 22,
      r: 19,
      task,
      setNs,
      deadlineNs,
      fired,
      value: true,
    });
    const when = fired ? t('stage.fired') : t('stage.due', { at: duration(deadlineNs) });
    const look = ghost || fired ? 'ghost' : 'outline';
    const room = cell.w - 54;
    const w = Math.min(chipWidth(kit, task), room);
    const rect = { x: x + 48, y, w, h: kit.chip };
    chip(kit, task, rect, look, { key: `${id}${at}`, detail: when, home: !fired });
    sketch.text(when, x + 49, y + kit.chip + 14, {
      face: 'small',
      color: fired ? 'accent' : 'faint',
      max: room,
    });
    sketch.timerSpots.set(task, { x: x + 2, y: y + 4, w: 40, h: 40 });
  });
  const height = Math.ceil(shown.length / columns) * cell.h - 6;
  if (rings.length <= most) return height;
  const area = { x: body.x, y: body.y + height + 4, w: body.w, h: 110 };
  const tasks = [...rings.slice(most).map(({ task }) => task), ...rest];
  const below = crowd(kit, tasks, area, { look: () => 'outline', key: id, rows: 1 });
  return height + 4 + below;
}
