import { describe, expect, test } from 'vitest';
import { translator } from '../../i18n/index.js';
import { Phase } from '../../model/timeline.js';
import { NO_TASK } from '../../model/types.js';
import { layout, Memory } from '../../render/stage-layout.js';
import { loadAllWords } from './support/words.js';

/** @typedef {import('../../model/stage.js').StageModel} StageModel */
/** @typedef {import('../../model/stage.js').Group} Group */
/** @typedef {import('../../render/sketch.js').Prim} Prim */
/** @typedef {{ x: number, y: number, w: number, h: number, what: string }} Box */

await loadAllWords();

/** About as wide as a system face draws it. @type {import('../../render/sketch.js').Measure} */
const measure = (text, face) => {
  const size = { label: 12.5, body: 13, small: 12, strong: 13.5, mono: 12.5, tag: 11, big: 14 }[
    face
  ];
  let em = 0;
  for (const letter of text)
    em += /[\u2e80-\uffff]/.test(letter) ? 1 : face === 'mono' ? 0.61 : 0.56;
  return em * size;
};

/** @type {StageModel} */
const EMPTY = {
  step: 1,
  nowNs: 0,
  queue: [],
  incoming: [],
  running: NO_TASK,
  again: false,
  poll: 0,
  place: 0,
  worker: 'start',
  flow: null,
  untilNs: -1,
  done: [],
  doneCount: 0,
  waiting: 0,
  groups: [],
  quiet: 0,
  wakes: [],
  verdicts: [],
  marks: new Map(),
  tasks: 0,
};

/**
 * @param {Partial<StageModel>} model
 * @param {number} width
 * @param {string} [lang]
 * @param {Partial<import('../../render/stage-layout.js').Tools>} [more]
 */
function draw(model, width, lang = 'en', more = {}) {
  return layout({ ...EMPTY, ...model }, width, {
    measure,
    t: translator(lang),
    names: {
      taskName: (id) => NAMES[id % NAMES.length],
      resourceName: (number) => ['account', '(shelf, loaf)', '', 'permits'][number % 4],
      resourceKind: () => 'Mpsc',
    },
    source: () => ({ line: 42, code: 'while let Some(value) = receiver.recv().await {' }),
    title: '3 · ready queue · FIFO',
    compact: false,
    coarse: false,
    memory: new Memory(),
    ...more,
  });
}

const NAMES = ['main', 'producer', 'consumer of everything there is', 'w', '定时打印的任务', 'Ann'];

/** @param {Partial<Group>} parts @returns {Group} */
const group = (parts) => ({
  id: 'r1',
  look: 'line',
  resource: null,
  waiters: [],
  holders: [],
  rings: [],
  rest: [],
  touched: false,
  ...parts,
});

/** @param {number} task @param {string} kind @returns {import('../../model/stage.js').Waiter} */
const waiter = (task, kind) => ({ task, kind, amount: 1, ghost: false, other: 0, wakers: 0 });

/** A stage of anything. @param {(below: number) => number} random @returns {Partial<StageModel>} */
function anyModel(random) {
  let next = 0;
  const some = (/** @type {number} */ most) =>
    Array.from({ length: random(most + 1) }, () => next++);
  const looks = /** @type {const} */ ([
    'channel',
    'lock',
    'line',
    'joins',
    'inputs',
    'hand',
    'timers',
  ]);
  const kinds = ['Mpsc', 'Mutex', 'Barrier', 'Join', 'Input', 'Semaphore', 'Oneshot'];
  const queue = some(random(6) === 0 ? 300 : 6);
  const groups = looks.slice(0, random(looks.length + 1)).map((look, at) => {
    const tasks = some(random(5) === 0 ? 60 : 4);
    const ring = (/** @type {number} */ task) => ({
      task,
      deadlineNs: random(90) * 1e6,
      setNs: 0,
      fired: random(4) === 0,
      ghost: false,
    });
    return group({
      id: look === 'timers' ? look : `r${at}`,
      look,
      waiters: look === 'timers' ? [] : tasks.map((task) => waiter(task, 'Send')),
      rings: look === 'timers' ? tasks.map(ring) : [],
      holders: look === 'lock' ? some(5).map((task) => ({ task, amount: 1 })) : [],
      resource: {
        number: at + 1,
        kind: kinds[at],
        name: '',
        capacity: random(20),
        inside: random(3),
        closed: random(4),
        maker: 0,
        place: 0,
        sent: random(5000),
        received: random(5000),
        holders: 0,
        waiters: 0,
        acquired: 0,
      },
    });
  });
  const running = random(2) === 0 ? next++ : NO_TASK;
  const done = some(12).map((task) => ({ task, phase: Phase.Done }));
  return {
    queue,
    groups,
    running,
    worker: running === NO_TASK ? 'parked' : 'polling',
    untilNs: 12_345_678,
    poll: random(5000),
    waiting: random(100),
    done,
    doneCount: done.length === 12 ? 4000 : done.length,
    tasks: next,
    wakes:
      queue.length > 0
        ? [{ cause: 'Task', by: 0, task: queue[0], effect: 'Queued', via: 0, fresh: true }]
        : [],
  };
}

/** @param {number} seed */
function randomOf(seed) {
  let state = seed * 2654435761;
  return (/** @type {number} */ below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Where letters are. @param {Prim[]} prims @returns {Box[]} */
function writing(prims) {
  return prims.flatMap((prim) => {
    if (prim.k === 'chip') return [{ ...prim, what: `chip ${prim.name}` }];
    if (prim.k !== 'text') return [];
    const w = measure(prim.text, prim.face);
    const left = { left: 0, right: w, center: w / 2, start: 0, end: w }[prim.align];
    // Tall letters, without the air of a line.
    return [{ x: prim.x - left, y: prim.y - 9, w, h: 11, what: prim.text }];
  });
}

/** @param {Box} a @param {Box} b */
const meet = (a, b) =>
  a.x + 0.5 < b.x + b.w && b.x + 0.5 < a.x + a.w && a.y + 0.5 < b.y + b.h && b.y + 0.5 < a.y + a.h;

describe.each([340, 358, 500, 580, 639, 700, 860, 1100])('%i pixels wide', (width) => {
  test.each(['en', 'zh-CN'])('no text overlaps another or is cut, in %s', (lang) => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const random = randomOf(seed * 31 + width);
      const model = anyModel(random);
      const coarse = width < 580 && random(2) === 0;
      const compact = width >= 580 && random(2) === 0;
      const { prims, height } = draw(model, width, lang, { coarse, compact });
      const boxes = writing(prims);
      for (const [at, box] of boxes.entries()) {
        expect(box.x, `${box.what} (seed ${seed})`).toBeGreaterThanOrEqual(0);
        expect(box.x + box.w, `${box.what} (seed ${seed})`).toBeLessThanOrEqual(width);
        expect(box.y + box.h).toBeLessThanOrEqual(height);
        const other = boxes.slice(at + 1).find((each) => meet(box, each));
        expect(other?.what, `over ${box.what} (seed ${seed})`).toBeUndefined();
      }
    }
  });
});

describe('the queue', () => {
  test('has its front at the right, next to the executor', () => {
    const { prims } = draw({ queue: [3, 1, 0], tasks: 4 }, 760);
    const x = (/** @type {number} */ task) =>
      prims.find((prim) => prim.k === 'chip' && prim.task === task);
    const [front, second] = [x(3), x(1)].map((prim) => /** @type {any} */ (prim));
    expect(front.x).toBeGreaterThan(second.x);
    expect(front.y).toBe(second.y);
  });

  test('of many shows dots, of very many tiles, and always names the next', () => {
    const many = Array.from({ length: 90 }, (_, at) => at);
    const few = draw({ queue: many, tasks: 90 }, 760).prims;
    expect(few.filter(({ k }) => k === 'dot').length).toBeGreaterThan(80);
    expect(few.some((prim) => prim.k === 'chip' && prim.task === 0)).toBe(true);
    const crowd = Uint32Array.from({ length: 10_000 }, (_, at) => at);
    const { prims, hits } = draw({ queue: crowd, tasks: 10_000 }, 760);
    expect(prims.filter(({ k }) => k === 'tile').length).toBeGreaterThan(20);
    expect(prims.length).toBeLessThan(400);
    expect(hits.length).toBeLessThan(20);
    expect(prims.some((prim) => prim.k === 'chip' && prim.task === 0)).toBe(true);
  });
});

test('the same model gives the same picture', () => {
  for (let seed = 1; seed < 40; seed += 1) {
    expect(draw(anyModel(randomOf(seed)), 760)).toEqual(draw(anyModel(randomOf(seed)), 760));
  }
});

test('within a run nothing shrinks: what stands below stays where it is', () => {
  const memory = new Memory();
  const full = [group({ look: 'line', waiters: [0, 1, 2, 3].map((id) => waiter(id, 'Notice')) })];
  const { height } = draw({ groups: full, tasks: 4 }, 400, 'en', { memory });
  const after = draw({ groups: [group({})], tasks: 4 }, 400, 'en', { memory });
  expect(after.height).toBe(height);
});

test('every named task has a place to be pointed at, and one home', () => {
  const waiters = [waiter(1, 'Lock'), waiter(2, 'Lock')];
  const model = { queue: [0], running: 3, groups: [group({ look: 'lock', waiters })], tasks: 4 };
  const { hits, prims } = draw({ ...model, worker: 'polling' }, 760);
  expect(new Set(hits.map(({ task }) => task))).toEqual(new Set([0, 1, 2, 3]));
  const keys = prims.flatMap((prim) => (prim.k === 'chip' ? [prim.key] : []));
  expect(new Set(keys).size).toBe(keys.length);
});

describe('a deadlock', () => {
  const resource = (/** @type {number} */ number) => ({
    number,
    kind: 'Mutex',
    name: '',
    capacity: 0,
    inside: 0,
    closed: 0,
    maker: 0,
    place: 0,
    sent: 0,
    received: 0,
    holders: 1,
    waiters: 1,
    acquired: 1,
  });
  const fork = (
    /** @type {number} */ number,
    /** @type {number} */ holder,
    /** @type {number} */ wants,
  ) =>
    group({
      id: `r${number}`,
      look: 'lock',
      resource: resource(number),
      holders: [{ task: holder, amount: 1 }],
      waiters: [waiter(wants, 'Lock')],
    });
  const verdict = { kind: 'Deadlock', group: 1, tasks: [0, 1], resources: [2, 1] };
  const model = { groups: [fork(1, 0, 1), fork(2, 1, 0)], verdicts: [verdict], tasks: 2 };

  test.each([358, 760])('is a circle of arrows, %i wide', (width) => {
    const { prims } = draw(model, width);
    const arrows = prims.filter((prim) => prim.k === 'edge' && prim.color === 'accent');
    // Each task to what holds it up, and each holder to where it waits itself.
    expect(arrows).toHaveLength(4);
  });

  test('of one task with itself still has its mark', () => {
    const own = { kind: 'Deadlock', group: 1, tasks: [0], resources: [1] };
    const { prims } = draw({ groups: [fork(1, 0, 0)], verdicts: [own], tasks: 1 }, 760);
    expect(prims.some((prim) => prim.k === 'rect' && prim.stroke === 'accent')).toBe(true);
  });
});
