import { expect, test } from 'vitest';
import { Motion, TRAVEL_MS } from '../../render/motion.js';

/** @param {number} x @param {string} [key] @returns {import('../../render/sketch.js').Prim[]} */
const at = (x, key = 't1') => [
  {
    k: 'chip',
    key,
    task: 1,
    x,
    y: 10,
    w: 50,
    h: 30,
    name: 'a',
    tag: '#1',
    look: 'outline',
    mark: false,
  },
];
const nowhere = { x: -1, y: -1 };

test('a chip travels from where it was to where it is, in under 300 ms', () => {
  const motion = new Motion();
  motion.retarget(at(0), 0, false);
  expect(motion.at('t1', nowhere)).toEqual({ x: 0, y: 10 });
  motion.retarget(at(100), 1000, false);
  expect(motion.at('t1', nowhere).x).toBe(0);
  expect(motion.advance(1000 + TRAVEL_MS / 2)).toBe(true);
  const half = motion.at('t1', nowhere).x;
  expect(half).toBeGreaterThan(50);
  expect(half).toBeLessThan(100);
  expect(motion.advance(1300)).toBe(false);
  expect(motion.at('t1', nowhere).x).toBe(100);
  expect(TRAVEL_MS).toBeLessThan(300);
});

test('one that changes its mind goes on from where it is', () => {
  const motion = new Motion();
  motion.retarget(at(0), 0, false);
  motion.retarget(at(100), 0, false);
  motion.advance(60);
  const { x } = motion.at('t1', nowhere);
  motion.retarget(at(0), 60, false);
  expect(motion.at('t1', nowhere).x).toBeCloseTo(x);
  motion.advance(1000);
  expect(motion.at('t1', nowhere).x).toBe(0);
});

test('a picture like the one before does not begin the journey anew', () => {
  const motion = new Motion();
  motion.retarget(at(0), 0, false);
  motion.retarget(at(100), 0, false);
  motion.retarget(at(100), 120, false);
  expect(motion.advance(TRAVEL_MS)).toBe(false);
});

test('a newcomer is simply there', () => {
  const motion = new Motion();
  motion.retarget(at(0, 'other'), 0, false);
  motion.retarget(at(70), 10, false);
  expect(motion.at('t1', nowhere).x).toBe(70);
});

test('nothing travels for those who asked for less motion', () => {
  const motion = new Motion();
  motion.retarget(at(0), 0, true);
  motion.retarget(at(100), 10, true);
  expect(motion.at('t1', nowhere).x).toBe(100);
  expect(motion.advance(20)).toBe(false);
});
