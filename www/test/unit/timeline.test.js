import { describe, expect, test } from 'vitest';
import { Phase, TimelineModel } from '../../model/timeline.js';
import { TraceIndex } from '../../model/trace-index.js';
import { PING, traceOf, words } from './support/trace.js';

const { index, timeline } = traceOf(PING);
/** @param {string} kind @param {number} [from] */
const stepOf = (kind, from = 0) =>
  index.stepOfEvent(PING.findIndex((event, at) => at >= from && event.kind === kind));

/** @param {number} task */
function life(task) {
  /** @type {[number, number, number][]} */
  const all = [];
  timeline.stretches(task, 0, index.steps, (phase, begin, end) => all.push([phase, begin, end]));
  return all;
}

describe('a lane', () => {
  test('tells what a task does between its changes', () => {
    expect(life(0).map(([phase]) => phase)).toEqual([
      Phase.Unknown,
      Phase.Ready,
      Phase.Poll,
      Phase.Timer,
      Phase.Ready,
      Phase.Poll,
      Phase.Done,
    ]);
    expect(life(1).map(([phase]) => phase)).toEqual([
      Phase.Unknown,
      Phase.Ready,
      Phase.Poll,
      Phase.Channel,
      Phase.Ready,
      Phase.Poll,
      Phase.Done,
    ]);
  });

  test('has no gaps', () => {
    for (const task of [0, 1]) {
      const all = life(task);
      for (let at = 1; at < all.length; at += 1) expect(all[at][1]).toBe(all[at - 1][2]);
    }
  });

  test('is looked up by step', () => {
    const begin = stepOf('PollBegin');
    expect(timeline.phaseAt(0, begin)).toBe(Phase.Poll);
    expect(timeline.phaseAt(0, begin - 1)).toBe(Phase.Ready);
    expect(timeline.phaseAt(1, 1)).toBe(Phase.None);
    expect(timeline.phaseAt(7, 1)).toBe(Phase.None);
  });

  test('shows a poll in every column that holds one', () => {
    expect(timeline.dominant(0, 0, index.steps)).toBe(Phase.Poll);
    expect(timeline.dominant(0, stepOf('Park'), stepOf('Park'))).toBe(Phase.Timer);
  });
});

test('a task woken during its own poll goes from the poll to the queue', () => {
  const trace = traceOf([
    { kind: 'Spawn', task: 0 },
    { kind: 'Queued', task: 0, a: 1 },
    { kind: 'PollBegin', task: 0, a: 1 },
    { kind: 'Wake', task: 0, a: 0, b: 3 | (2 << 4) },
    { kind: 'PollEnd', task: 0, a: 0 },
    { kind: 'Queued', task: 0, a: 1 },
  ]);
  expect(trace.timeline.phaseAt(0, 5)).toBe(Phase.Poll);
  expect(trace.timeline.phaseAt(0, 6)).toBe(Phase.Ready);
});

test('wakes are found by step, with their causes', () => {
  const [first, last] = timeline.wakesWithin(0, index.steps);
  expect(last - first).toBe(2);
  expect(timeline.wake(0)).toMatchObject({ task: 0, cause: 1, effect: 0, via: 0 });
  expect(timeline.wake(1)).toMatchObject({ task: 1, by: 0, cause: 0, via: 1 });
  const [none, nothing] = timeline.wakesWithin(0, 3);
  expect(nothing - none).toBe(0);
});

test('the ready queue is counted', () => {
  expect(timeline.readyAt(5)).toBe(2);
  expect(timeline.readyAt(index.steps)).toBe(0);
  expect(timeline.mostReady).toBe(2);
});

test('marks are counted up to a step', () => {
  expect(TimelineModel.until(timeline.ends, 0)).toBe(0);
  expect(TimelineModel.until(timeline.ends, index.steps)).toBe(2);
  expect(TimelineModel.until(timeline.ends, stepOf('TaskDone'))).toBe(1);
});

test('every column of a random trace agrees with a walk over it', () => {
  let seed = 7;
  const random = (/** @type {number} */ below) => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return (seed >>> 8) % below;
  };
  /** @type {import('./support/trace.js').Happening[]} */
  const events = Array.from({ length: 5 }, (_, task) => ({ kind: 'Spawn', task }));
  for (let turn = 0; turn < 3000; turn += 1) {
    const task = random(5);
    if (random(3) > 0) events.push({ kind: 'Queued', task, a: 1 });
    events.push({ kind: 'PollBegin', task, a: 1 }, { kind: 'PollEnd', task, a: 0 });
  }
  const trace = traceOf(events);
  for (let round = 0; round < 300; round += 1) {
    const task = random(5);
    const from = random(trace.index.steps);
    const to = Math.min(trace.index.steps, from + random(12));
    let polled = false;
    for (let k = from; k <= to; k += 1) polled ||= trace.timeline.phaseAt(task, k) === Phase.Poll;
    const expected = polled ? Phase.Poll : trace.timeline.phaseAt(task, to);
    expect(trace.timeline.dominant(task, from, to)).toBe(expected);
  }
});

test('a million events are taken in', () => {
  const lap = words([
    { kind: 'PollBegin', task: 0, a: 1 },
    { kind: 'PollEnd', task: 0, a: 0 },
    { kind: 'Queued', task: 0, a: 1 },
    { kind: 'Lap', a: 1000 },
  ]);
  const all = new Uint32Array(4_000_000);
  for (let at = 0; at < all.length; at += lap.length) all.set(lap, at);
  const trace = new TraceIndex();
  const model = new TimelineModel(trace);
  trace.sync(all, 1_000_000);
  model.sync(all, 1_000_000);
  expect(trace.steps).toBe(1_000_000);
  expect(trace.nowNs).toBe(250_000_000);
  expect(model.countStretches(0, 0, 1_000_000)).toBeGreaterThan(400_000);
  expect(model.dominant(0, 500_000, 500_400)).toBe(Phase.Poll);
});
