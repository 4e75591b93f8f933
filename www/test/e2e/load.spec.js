/** Much at once: ten thousand tasks, millions of events. The page answers all the while. */

import { expect, test } from 'vitest';
import { tasksOf } from '../main-thread.js';
import { useChromium } from './chromium.js';
import { ready, where } from './scope.js';

const open = useChromium();

/** The longest that the page may be deaf, in milliseconds. */
const DEAF = 50;

test('ten thousand tasks play, pause and scrub without a long task', async () => {
  const page = await open('#v1&lesson=many-tasks&p.tasks=10000&lang=en', {
    viewport: { width: 1440, height: 900 },
  });
  await ready(page);
  await page.evaluate(() => {
    const scope = /** @type {any} */ (document.querySelector('wake-scope'));
    scope.long = [];
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) scope.long.push(Math.round(duration));
    }).observe({ type: 'longtask' });
    scope.speed = 16;
    scope.pace = 0;
  });
  const tasks = await tasksOf(page, async () => {
    await page.keyboard.press('Space');
    // Spawned, polled, and on its way back: not at any time, but at a place.
    await page.waitForFunction(
      () => /** @type {any} */ (document.querySelector('wake-scope')).position > 60_000,
      undefined,
      { polling: 'raf' },
    );
    await page.keyboard.press('Space');
    expect((await where(page)).playing).toBe(false);
    await page.evaluate(async () => {
      const scope = /** @type {any} */ (document.querySelector('wake-scope'));
      for (let i = 0; i <= 20; i += 1) {
        await scope.seek(Math.round((scope.steps * ((i * 7) % 21)) / 20));
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
    });
  });
  const busy = tasks.map(({ cpu }) => cpu).sort((a, b) => b - a);
  const long = await page.evaluate(
    () => /** @type {any} */ (document.querySelector('wake-scope')).long,
  );
  expect(busy.length).toBeGreaterThan(100);
  console.info(
    `10,000 tasks: busiest stretches ${busy.slice(0, 4).map(Math.round)} ms; by the clock on the wall, long tasks: ${long}`,
  );
  expect(busy[0]).toBeLessThan(DEAF);
});

test('a seek among millions of events takes less than 16 ms, the middle one', async () => {
  const page = await open('#v1&lesson=many-tasks&executor=busy_loop&p.tasks=10000&lang=en', {
    viewport: { width: 1440, height: 900 },
  });
  await ready(page);
  const { events, times } = await page.evaluate(async () => {
    const scope = /** @type {any} */ (document.querySelector('wake-scope'));
    await scope.seek(Number.POSITIVE_INFINITY);
    const { steps } = scope;
    /** @type {number[]} */
    const times = [];
    for (let i = 0; i < 101; i += 1) {
      const to = (i * 7919 * 613) % steps;
      const start = performance.now();
      await scope.seek(to);
      times.push(performance.now() - start);
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    return { events: scope.traceBytes().length / 16, times: times.sort((a, b) => a - b) };
  });
  console.info(
    `${events} events: median seek ${times[50].toFixed(2)} ms, slowest ${times[100].toFixed(1)} ms`,
  );
  expect(events).toBeGreaterThan(1_000_000);
  expect(times[50]).toBeLessThan(16);
});
