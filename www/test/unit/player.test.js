import { describe, expect, test } from 'vitest';
import { Player } from '../../player.js';
import { FakeClock } from './support/clock.js';

/**
 * A score of waits; records when each step was taken.
 *
 * @param {number[]} waits
 */
function play(waits) {
  const clock = new FakeClock();
  /** @type {number[]} */
  const taken = [];
  const seen = { taken, shown: 0, ended: 0, dueMs: Number.POSITIVE_INFINITY };
  const player = new Player(
    {
      next: () =>
        taken.length < waits.length ? { kind: 'step', wait: waits[taken.length] } : { kind: 'end' },
      take: () => taken.push(Math.round(clock.now())),
      shown: () => {
        seen.shown += 1;
      },
      ended: () => {
        seen.ended += 1;
      },
      timerDueMs: () => seen.dueMs,
    },
    clock,
  );
  return { player, clock, seen };
}

describe('pace', () => {
  test('each step comes its wait after the one before', () => {
    const { player, clock, seen } = play([0, 100, 100, 30]);
    player.play();
    clock.pass(1000);
    expect(seen.taken).toEqual([0, 100, 200, 230]);
    expect(seen.ended).toBe(1);
    expect(player.playing).toBe(false);
  });

  test('one timer is armed at a time', () => {
    const { player, clock } = play(new Array(50).fill(7));
    player.play();
    player.poke();
    player.poke();
    clock.pass(1000);
    expect(clock.mostArmed).toBe(1);
  });

  test('waits too short for a timer are saved up', () => {
    const { player, clock, seen } = play(new Array(100).fill(0.1));
    player.play();
    clock.pass(100);
    expect(seen.taken).toHaveLength(100);
    expect(seen.taken.at(-1)).toBeGreaterThanOrEqual(9);
    expect(seen.taken.at(-1)).toBeLessThanOrEqual(11);
    expect(clock.armed.every((ms) => ms >= 1)).toBe(true);
  });

  test('a wait longer than a timer can be is waited in parts', () => {
    const { player, clock, seen } = play([0, 2 ** 31 + 5000]);
    player.play();
    clock.pass(2 ** 31);
    expect(seen.taken).toHaveLength(1);
    clock.pass(6000);
    expect(seen.taken).toHaveLength(2);
  });
});

describe('pause', () => {
  test('stops, and what was waited counts later', () => {
    const { player, clock, seen } = play([0, 100]);
    player.play();
    clock.pass(60);
    player.pause();
    clock.pass(1000);
    expect(seen.taken).toHaveLength(1);
    expect(player.waitedMs).toBe(60);
    player.play();
    clock.pass(39);
    expect(seen.taken).toHaveLength(1);
    clock.pass(1);
    expect(seen.taken).toHaveLength(2);
  });

  test('a cursor moved by hand begins a new wait', () => {
    const { player, clock, seen } = play([0, 100]);
    player.play();
    clock.pass(60);
    player.moved();
    clock.pass(60);
    expect(seen.taken).toHaveLength(1);
    clock.pass(40);
    expect(seen.taken).toHaveLength(2);
  });

  test('within a slice, nothing more is taken', () => {
    const { player, clock, seen } = play([0, 0, 0]);
    const pause = () => player.pause();
    const step = seen.taken.push.bind(seen.taken);
    seen.taken.push = (...items) => {
      pause();
      return step(...items);
    };
    player.play();
    clock.pass(100);
    expect(seen.taken).toHaveLength(1);
    expect(seen.ended).toBe(0);
  });
});

describe('running freely', () => {
  test('gives way by a hop after eight milliseconds, never by a timer', () => {
    const { player, clock, seen } = play(new Array(1000).fill(0));
    clock.cost = 0.01;
    player.play();
    expect(seen.taken.length).toBeLessThan(1000);
    expect(clock.now()).toBeLessThan(8.2);
    clock.pass(100);
    expect(seen.taken).toHaveLength(1000);
    expect(clock.hops).toBeGreaterThan(1);
    expect(clock.armed).toEqual([]);
  });

  test('is shown once a slice', () => {
    const { player, clock, seen } = play(new Array(1000).fill(0));
    clock.cost = 0.01;
    player.play();
    clock.pass(100);
    expect(seen.shown).toBe(clock.hops + 1);
  });

  test('works in slices of one millisecond while a timer is near', () => {
    const { player, clock, seen } = play(new Array(10_000).fill(0));
    clock.cost = 0.01;
    seen.dueMs = 5;
    player.play();
    expect(clock.now()).toBeLessThan(1.2);
    player.pause();
  });

  test('a pause between two slices holds', () => {
    const { player, clock, seen } = play(new Array(1000).fill(0));
    clock.cost = 0.05;
    player.play();
    const before = seen.taken.length;
    player.pause();
    clock.hopOnce();
    expect(seen.taken.length).toBe(before);
  });
});

test('speed changes what is left of a wait', () => {
  const waits = [0, 100, 100];
  const { player, clock, seen } = play(waits);
  player.play();
  clock.pass(50);
  waits[1] = 50;
  player.rescale(0.5);
  clock.pass(24);
  expect(seen.taken).toHaveLength(1);
  clock.pass(1);
  expect(seen.taken).toHaveLength(2);
});

test('where an input is needed it listens until it is poked', () => {
  const clock = new FakeClock();
  let open = false;
  let taken = 0;
  const player = new Player(
    {
      next: () => {
        if (!open) return { kind: 'input' };
        return taken < 1 ? { kind: 'step', wait: 0 } : { kind: 'end' };
      },
      take: () => {
        taken += 1;
      },
      shown: () => {},
      ended: () => {},
      timerDueMs: () => Number.POSITIVE_INFINITY,
    },
    clock,
  );
  player.play();
  clock.pass(500);
  expect(player.playing).toBe(true);
  expect(taken).toBe(0);
  open = true;
  player.poke();
  expect(taken).toBe(1);
  expect(player.playing).toBe(false);
});
