import { expect, test } from 'vitest';
import { TraceIndex } from '../../model/trace-index.js';
import { PING, traceOf, words } from './support/trace.js';

const { index } = traceOf(PING);

test('steps are the events a reader can step onto', () => {
  expect(index.events).toBe(PING.length);
  expect(index.steps).toBe(PING.length - 2);
  expect(PING[index.eventOfStep(1)].kind).toBe('Spawn');
  expect(PING[index.eventOfStep(6)].kind).toBe('PollBegin');
  expect(index.eventOfStep(0)).toBe(-1);
  expect(index.eventOfStep(index.steps + 1)).toBe(-1);
});

test('minor events ride with the step before them', () => {
  // Step 5 queues task 1; the choice after it belongs to it.
  expect(index.endOfStep(5) - index.eventOfStep(5)).toBe(2);
  expect(index.stepOfEvent(5)).toBe(5);
  expect(index.endOfStep(index.steps)).toBe(PING.length);
});

test('time stands still until a timer fires', () => {
  const fired = index.stepOfEvent(PING.findIndex(({ kind }) => kind === 'TimerFired'));
  expect(index.timeOfStep(fired - 1)).toBe(0);
  expect(index.timeOfStep(fired)).toBe(5_000_000);
  expect(index.timeOfStep(index.steps + 99)).toBe(5_000_000);
  expect(index.nextTimeStep(0)).toBe(fired);
  expect(index.nextTimeStep(fired)).toBe(-1);
  expect(index.stepAtTime(4_999_999)).toBe(fired - 1);
  expect(index.stepAtTime(5_000_000)).toBe(index.steps);
  expect(index.stepAtTime(-1)).toBe(0);
});

test('time moves by computing, by laps and by the clock, but never back for a late timer', () => {
  const trace = new TraceIndex();
  const all = words([
    { kind: 'TimerSet', task: 0, a: 10 },
    { kind: 'Cpu', task: 0, a: 7 },
    { kind: 'Lap', a: 8 },
    { kind: 'TimerFired', task: 0, a: 0 },
    { kind: 'Clock', a: 0, b: 1 },
  ]);
  trace.sync(all, 5);
  expect([1, 2, 3, 4, 5].map((step) => trace.timeOfStep(step))).toEqual([0, 7, 15, 15, 2 ** 32]);
});

test('timers, waits and resources are known by their numbers', () => {
  expect(index.timerTask(0)).toBe(0);
  expect(index.timerDeadline(0)).toBe(5_000_000);
  expect(index.timerTask(1)).toBe(0xffffffff);
  expect(index.waitResource(0)).toBe(1);
  expect(index.waitTask(0)).toBe(1);
  expect(index.waitKind(0)).toBe(4);
  expect(index.resourceKind(1)).toBe(6);
  expect(index.capacity(1)).toBe(1);
});

test('a trace in portions is the same as at once', () => {
  const whole = new TraceIndex();
  whole.sync(words(PING), PING.length);
  const portions = new TraceIndex();
  for (let count = 0; count <= PING.length; count += 1) portions.sync(words(PING), count);
  for (let step = 0; step <= whole.steps; step += 1) {
    expect(portions.eventOfStep(step)).toBe(whole.eventOfStep(step));
    expect(portions.timeOfStep(step)).toBe(whole.timeOfStep(step));
  }
});
