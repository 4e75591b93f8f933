import { describe, expect, test } from 'vitest';
import { AXIS, layoutTimeline, middleOfRow, rowsOf } from '../../render/timeline-layout.js';
import { betterAxis, Scale } from '../../render/timeline-scale.js';
import { PING, traceOf } from './support/trace.js';

const { index, timeline } = traceOf(PING);
const room = { left: 100, width: 900 };
const all = new Scale(index, 'steps', room, index.steps, null);

describe('a scale', () => {
  test('goes from steps to pixels and back', () => {
    for (let step = 0; step <= index.steps; step += 1) {
      expect(all.stepAt(all.xOfStep(step))).toBe(step);
      expect(all.x(all.valueAt(123))).toBeCloseTo(123);
    }
  });

  test('shows all, with room at both ends', () => {
    expect(all.xOfStep(0)).toBeGreaterThan(room.left);
    expect(all.xOfStep(index.steps)).toBeLessThan(room.left + room.width);
  });

  test('zooms about a point, which stays where it is', () => {
    const x = 400;
    const near = all.zoom(1.4, x);
    expect(near.valueAt(x)).toBeCloseTo(all.valueAt(x));
    expect(near.density).toBeCloseTo(all.density * 1.4);
    expect(near.zoom(0.001, x).window).toBeNull();
  });

  test('pans no further than its ends', () => {
    const near = all.zoom(4, 500);
    expect(near.pan(-1e9).from).toBeCloseTo(all.from);
    expect(near.pan(1e9).to).toBeCloseTo(all.to);
    expect(all.pan(50)).toBe(all);
  });

  test('brings a step into sight, and moves for nothing else', () => {
    const near = all.zoom(8, room.left);
    expect(near.reveal(0)).toBe(near);
    const moved = near.reveal(index.steps);
    const x = moved.xOfStep(index.steps);
    expect(x).toBeGreaterThan(room.left);
    expect(x).toBeLessThan(room.left + room.width);
  });

  test('by time, the last step at a moment is the one that is met', () => {
    const time = new Scale(index, 'time', room, 5_000_000, null);
    expect(time.stepAt(time.x(0))).toBe(index.nextTimeStep(0) - 1);
    expect(time.stepAt(time.x(5_000_000))).toBe(index.steps);
  });

  test.each([
    [5_000_000, '1 ms'],
    [800, '200 ns'],
    [90e9, '20 s'],
    [55 * 60e9, '10 min'],
  ])('has round ticks over %i ns, such as %s', (extent, label) => {
    const time = new Scale(index, 'time', { left: 0, width: 900 }, extent, null);
    const labels = time.ticks().map((tick) => tick.label);
    expect(labels).toContain(label);
    expect(labels.length).toBeLessThan(14);
    expect(new Set(labels).size).toBe(labels.length);
  });
});

describe('rows', () => {
  test('few share the height', () => {
    const rows = rowsOf(4, 180, 0, false);
    expect(rows).toMatchObject({ first: 0, count: 4, band: 0, height: 30 });
    expect(middleOfRow(rows, 0)).toBe(AXIS + 15);
  });

  test('of many only those in sight are looked at, under a row for all', () => {
    const rows = rowsOf(10_000, 180, 3000, false);
    expect(rows.band).toBeGreaterThan(0);
    expect(rows.count).toBeLessThan(12);
    expect(rows.first).toBe(200);
    expect(middleOfRow(rows, 5)).toBeNull();
    const end = rowsOf(10_000, 180, 1e9, false);
    expect(end.first + end.count).toBe(10_000);
  });
});

describe('a picture', () => {
  const picture = layoutTimeline(timeline, all, rowsOf(2, 180, 0, false));

  test('has a bar a poll, never too narrow to see', () => {
    expect(picture.bars).toHaveLength(4);
    const far = new Scale(index, 'steps', room, 1e6, null);
    const { bars } = layoutTimeline(timeline, far, rowsOf(2, 180, 0, false));
    for (const { w } of [...picture.bars, ...bars]) expect(w).toBeGreaterThanOrEqual(3);
  });

  test('has an arrow a wake, from the waker’s row to the woken’s', () => {
    expect(picture.arrows).toHaveLength(2);
    const [, byTask] = picture.arrows;
    expect(byTask.y1).toBeGreaterThan(byTask.y0);
  });

  test('has the ends of tasks', () => {
    expect(picture.signs.map(({ kind }) => kind)).toEqual(['done', 'done']);
  });

  test('of a long run holds no more than there are pixels', () => {
    /** @type {import('./support/trace.js').Happening[]} */
    const events = [{ kind: 'Spawn', task: 0 }];
    for (let lap = 0; lap < 60_000; lap += 1) {
      events.push({ kind: 'Queued', task: 0, a: 1 }, { kind: 'PollBegin', task: 0, a: lap });
      events.push({ kind: 'Wake', task: 0, a: 0, b: 3 }, { kind: 'PollEnd', task: 0, a: 0 });
    }
    const long = traceOf(events);
    const scale = new Scale(long.index, 'steps', room, long.index.steps, null);
    const { bars, bands, threads, arrows, ticks } = layoutTimeline(
      long.timeline,
      scale,
      rowsOf(1, 180, 0, false),
    );
    expect(bars.length + bands.length + threads.length).toBeLessThan(room.width * 2);
    expect(arrows).toEqual([]);
    expect(ticks.length).toBeLessThanOrEqual(room.width + 1);
  });
});

describe('the better axis', () => {
  test('is steps, where nearly all happens at the same moments', () => {
    /** @type {import('./support/trace.js').Happening[]} */
    const events = [{ kind: 'Spawn', task: 0 }];
    for (let turn = 0; turn < 50; turn += 1) {
      events.push({ kind: 'PollBegin', task: 0, a: 1 }, { kind: 'PollEnd', task: 0, a: 0 });
    }
    events.push({ kind: 'Cpu', task: 0, a: 1000 });
    expect(betterAxis(traceOf(events).timeline, 1000)).toBe('steps');
  });

  test('is time, where polls are apart', () => {
    expect(betterAxis(timeline, 5_000_000)).toBe('time');
  });

  test('is steps, where time stands still', () => {
    expect(betterAxis(timeline, 0)).toBe('steps');
  });
});
