import { expect, test } from 'vitest';
import { Playback } from '../../playback.js';
import { Code } from '../../tape.js';
import { FakeClock } from './support/clock.js';
import { PING, traceOf } from './support/trace.js';

/** The parts of a tape that a playback knows, over a trace that is recorded turn by turn. */
class FakeTape {
  trace = traceOf(PING);
  position = 0;
  poisoned = false;
  /** Where each turn ends, in steps. */
  turns = [5, 8, 12, 13, 24, 27, 28];
  recorded = 5;
  advanced = 0;

  get index() {
    return this.trace.index;
  }

  get complete() {
    return this.recorded === this.turns.at(-1);
  }

  /** After the turn that parks there is nothing to do before the deadline. */
  get code() {
    if (this.complete) return Code.Over;
    return this.recorded === 12 ? Code.Idle : Code.Progress;
  }

  get deadlineNs() {
    return this.code === Code.Idle ? 5_000_000 : Number.POSITIVE_INFINITY;
  }

  turn() {
    this.recorded = this.turns[this.turns.indexOf(this.recorded) + 1];
  }

  advance() {
    this.advanced += 1;
    this.turn();
  }

  /** @param {number} k */
  seek(k) {
    this.position = k;
    return true;
  }
}

function start() {
  const clock = new FakeClock();
  const tape = new FakeTape();
  /** @type {[number, number][]} */
  const seen = [];
  const playback = new Playback(
    {
      tape: () => /** @type {any} */ (tape),
      guard: (work) => work(),
      timeScale: () => 1,
      shown: () => seen.push([Math.round(clock.now()), tape.position]),
      ended: () => seen.push([-1, tape.position]),
    },
    clock,
  );
  return { clock, tape, seen, playback };
}

test('with a pace, every step is shown, the first at once', () => {
  const { clock, seen, playback } = start();
  playback.pace = 100;
  playback.play();
  clock.pass(10_000);
  const shown = seen.filter(([at]) => at >= 0);
  expect(shown[0]).toEqual([0, 1]);
  expect(shown.map(([, position]) => position)).toEqual(
    Array.from({ length: 28 }, (_, k) => k + 1),
  );
  expect(shown[5][0]).toBe(500);
  expect(seen.at(-1)).toEqual([-1, 28]);
});

test('without a pace, a deadline is awaited on the wall, scaled by speed', () => {
  for (const [speed, ms] of [
    [1, 5],
    [0.25, 20],
    [5, 1],
  ]) {
    const { clock, tape, seen, playback } = start();
    playback.pace = 0;
    playback.speed = speed;
    playback.play();
    clock.pass(100);
    expect(clock.armed).toEqual([ms]);
    expect(tape.advanced).toBe(1);
    expect(seen.at(-2)).toEqual([ms, 28]);
  }
});

test('a deadline is advanced to only when it has come', () => {
  const { clock, tape, playback } = start();
  playback.pace = 0;
  playback.play();
  clock.pass(4);
  expect(tape.advanced).toBe(0);
  expect(tape.position).toBe(12);
  expect(playback.flowNs).toBe(4_000_000);
  playback.pause();
  clock.pass(1000);
  expect(tape.advanced).toBe(0);
  expect(playback.flowNs).toBe(4_000_000);
  playback.play();
  clock.pass(1);
  expect(tape.advanced).toBe(1);
});

test('time that is recorded already flows again when it is played again', () => {
  const { clock, tape, playback } = start();
  playback.pace = 0;
  playback.play();
  clock.pass(100);
  tape.position = 0;
  playback.moved();
  playback.play();
  clock.pass(2);
  expect(tape.position).toBe(12);
  clock.pass(4);
  expect(tape.position).toBe(28);
});

test('a change of speed while waiting keeps the share that has passed', () => {
  const { clock, tape, playback } = start();
  playback.pace = 0;
  playback.speed = 0.25;
  playback.play();
  clock.pass(10);
  expect(playback.flowNs).toBe(2_500_000);
  playback.speed = 1;
  expect(playback.flowNs).toBe(2_500_000);
  clock.pass(2);
  expect(tape.advanced).toBe(0);
  clock.pass(1);
  expect(tape.advanced).toBe(1);
});

test('speed and pace stay within their bounds', () => {
  const { playback } = start();
  playback.speed = 100;
  expect(playback.speed).toBe(16);
  playback.speed = 0.001;
  expect(playback.speed).toBe(0.25);
  playback.pace = -5;
  expect(playback.pace).toBe(0);
});
