import { describe, expect, test } from 'vitest';
import { decode } from '../../model/events.js';
import { stageOf } from '../../model/stage.js';
import { PING, traceOf, viewOf } from './support/trace.js';

const { index, timeline, words } = traceOf(PING);

/** @param {string} kind @param {number} [nth] */
function stepOf(kind, nth = 0) {
  const all = PING.flatMap((event, at) => (event.kind === kind ? [at] : []));
  return index.stepOfEvent(all[nth]);
}

/** The stage of a state by hand. @param {Parameters<typeof viewOf>[0]} parts @param {object} [more] */
function stage(parts, more = {}) {
  return stageOf(viewOf(parts), {
    index,
    timeline,
    over: false,
    awaitsInput: false,
    eventsBetween: (from, to) =>
      Array.from({ length: to - from }, (_, at) => decode(words, from + at)),
    verdicts: () => [],
    ...more,
  });
}

const WAIT = { number: 0, resource: 1, task: 1, kind: 'Receive', amount: 1, sinceNs: 0 };
const CHANNEL = { kind: 'Mpsc', capacity: 1, waiters: 1 };

describe('who is where', () => {
  test('queue, running task and its poll', () => {
    const model = stage({
      step: stepOf('PollBegin'),
      statuses: [1, 0],
      ready: [1],
      running: 0,
      tasks: { 0: { polls: 3 } },
    });
    expect(Array.from(model.queue)).toEqual([1]);
    expect(model).toMatchObject({ running: 0, poll: 3, worker: 'polling', flow: 'in' });
  });

  test('those who wait stand at what they wait for', () => {
    const model = stage({
      step: stepOf('Park'),
      statuses: [2, 2],
      resources: [CHANNEL],
      waits: [WAIT],
      timers: [{ id: 0, task: 0, deadlineNs: 5_000_000, setNs: 0 }],
    });
    expect(model.worker).toBe('parked');
    expect(model.waiting).toBe(2);
    expect(model.groups.map(({ id }) => id)).toEqual(['r1', 'timers']);
    expect(model.groups[0].waiters).toMatchObject([{ task: 1, kind: 'Receive', ghost: false }]);
    expect(model.groups[1].rings).toMatchObject([{ task: 0, fired: false }]);
  });

  test('one who runs while still in line is a ghost there', () => {
    const model = stage({
      step: stepOf('PollBegin', 1),
      statuses: [2, 1],
      running: 1,
      resources: [CHANNEL],
      waits: [WAIT],
    });
    expect(model.groups[0].waiters[0].ghost).toBe(true);
  });

  test('a fired timer keeps its ring until the turn is over', () => {
    const state = { statuses: [2, 2], resources: [CHANNEL], waits: [WAIT] };
    const fired = stage({ ...state, step: stepOf('Wake') });
    expect(fired.groups.at(-1)?.rings).toMatchObject([{ task: 0, fired: true }]);
    const polled = stage({ ...state, step: stepOf('PollBegin', 2) });
    expect(polled.groups.at(-1)?.rings).toEqual([]);
  });

  test('one that was woken is about to queue up, and waits by hand no more', () => {
    const model = stage({
      step: stepOf('Wake'),
      statuses: [2, 2],
      tasks: { 0: { wakeStep: stepOf('Wake') }, 1: { wakeStep: stepOf('Wake') } },
    });
    expect(model.incoming).toEqual([0, 1]);
    expect(model.worker).toBe('between');
  });

  test('one that waits for nothing we know waits by hand', () => {
    const byHand = traceOf([
      { kind: 'Spawn', task: 0 },
      { kind: 'Queued', task: 0, a: 1 },
      { kind: 'PollBegin', task: 0, a: 1 },
      { kind: 'PollEnd', task: 0, a: 0 },
    ]);
    const model = stage(
      { step: 4, statuses: [2], tasks: { 0: { wakersAlive: 0 } } },
      { index: byHand.index, timeline: byHand.timeline, eventsBetween: () => [] },
    );
    expect(model.groups.map(({ look }) => look)).toEqual(['hand']);
    expect(model.groups[0].waiters).toMatchObject([{ task: 0, wakers: 0 }]);
  });

  test('the last that finished come first', () => {
    const model = stage({ step: index.steps, statuses: [3, 3] }, { over: true });
    expect(model.done.map(({ task }) => task)).toEqual([1, 0]);
    expect(model.worker).toBe('over');
  });
});

describe('wakes', () => {
  test('come from the timer, and then from the task through the channel', () => {
    expect(stage({ step: stepOf('Wake'), statuses: [2, 2] }).wakes).toEqual([
      { cause: 'Timer', by: 0, task: 0, effect: 'Queued', via: 0, fresh: true },
    ]);
    expect(stage({ step: stepOf('Wake', 1), statuses: [1, 2], running: 0 }).wakes).toEqual([
      { cause: 'Task', by: 0, task: 1, effect: 'Queued', via: 1, fresh: true },
    ]);
  });

  test('are fresh until the woken one is queued, and stay for the turn', () => {
    const at = (/** @type {number} */ step) => stage({ step, statuses: [1, 0], running: 0 }).wakes;
    const woken = stepOf('Wake', 1);
    expect(at(woken + 1)[0].fresh).toBe(true);
    expect(at(woken + 2)[0].fresh).toBe(false);
    expect(at(stepOf('PollBegin', 3))).toEqual([]);
  });
});

describe('many', () => {
  test('resources: those at rest are counted, not shown', () => {
    const resources = Array.from({ length: 20 }, () => ({ kind: 'Mutex' }));
    const model = stage({ step: 1, statuses: [2], resources: [{ ...CHANNEL }, ...resources] });
    expect(model.groups.map(({ id }) => id)).toContain('r1');
    expect(model.groups.length).toBeLessThan(4);
    expect(model.quiet).toBeGreaterThan(15);
  });

  test('joins are one group, which is there only while somebody joins', () => {
    const joins = [0, 1, 2].map((capacity) => ({ kind: 'Join', capacity, waiters: 1 }));
    const waits = joins.map((_, at) => ({ ...WAIT, resource: at + 1, kind: 'Join', task: 1 }));
    const model = stage({ step: 1, statuses: [2, 2], resources: joins, waits });
    expect(model.groups.filter(({ look }) => look === 'joins')).toHaveLength(1);
    const none = stage({
      step: 1,
      statuses: [2],
      resources: joins.map((row) => ({ ...row, waiters: 0 })),
    });
    expect(none.groups.filter(({ look }) => look === 'joins')).toEqual([]);
  });

  test('waiters beyond those that can be told apart are numbers only', () => {
    const waits = Array.from({ length: 5000 }, (_, task) => ({ ...WAIT, number: task, task }));
    const statuses = new Array(5000).fill(2);
    const model = stage({ step: 1, statuses, resources: [CHANNEL], waits });
    expect(model.groups[0].waiters.length + model.groups[0].rest.length).toBe(5000);
    expect(model.groups[0].waiters.length).toBeLessThan(500);
  });
});
