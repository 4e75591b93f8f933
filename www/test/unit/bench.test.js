import { expect, test } from 'vitest';
import { lineOf, median, percentile, rowOf } from '../bench/statistics.js';

test('a percentile is one of the values', () => {
  const values = [5, 1, 4, 2, 3];
  expect(median(values)).toBe(3);
  expect(percentile(values, 0.95)).toBe(5);
  expect(percentile(values, 0)).toBe(1);
  expect(percentile([7], 0.5)).toBe(7);
});

test('a row has the median, the spread, and whether the goal is met', () => {
  const row = rowOf({ workload: 'scrub', unit: 'ms', values: [12, 10, 20], goal: 16 });
  expect(row).toMatchObject({ place: 'page', ours_ns: 12e6, least_ns: 10e6, greatest_ns: 20e6 });
  expect(row).toMatchObject({ peer: null, ratio: null, unit: 'ns', goal: 16e6, goal_met: true });
  expect(rowOf({ workload: 'heap', unit: 'bytes', values: [5], goal: 4 }).goal_met).toBe(false);
  expect(rowOf({ workload: 'heap', unit: 'bytes', values: [5] })).not.toHaveProperty('goal_met');
});

test('a line says what a row says', () => {
  expect(lineOf({ workload: 'heap', unit: 'bytes', values: [3e6], goal: 2e6 })).toMatch(
    /heap +3\.0 MB +3\.0 MB – 3\.0 MB +goal 2\.0 MB NOT met/,
  );
});
