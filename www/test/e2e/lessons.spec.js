/** Every lesson loads, plays, and gives the same trace however it is played. */

import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { useChromium } from './chromium.js';
import { digest, playToEnd, ready, snapshot, snapshotAt, where } from './scope.js';

const LESSONS = readdirSync(new URL('../../lessons', import.meta.url));

/** Parameters that make a lesson of minutes one that a test can wait for. */
const SHORT = /** @type {Record<string, string>} */ ({ cooking: '&p.rice=0&p.dish=0&p.soup=0' });

const open = useChromium();

/** @param {string} lesson */
async function openLesson(lesson) {
  const page = await open(`#v1&lesson=${lesson}${SHORT[lesson] ?? ''}`);
  await ready(page);
  return page;
}

test.for(LESSONS)('%s plays to its end and gives the verdicts it is made for', async (lesson) => {
  const page = await openLesson(lesson);
  const wanted = await page.evaluate(
    (lesson) =>
      /** @type {any} */ (document.querySelector('wake-scope')).catalogue.lessons.find(
        (/** @type {any} */ { id }) => id === lesson,
      ).verdicts,
    lesson,
  );
  const verdicts = await playToEnd(page);
  expect([...new Set(verdicts)].sort()).toEqual([...wanted].sort());

  const { position, steps, playing } = await where(page);
  expect(position).toBe(steps);
  expect(playing).toBe(false);
  expect(await page.locator('ws-lesson h1').first().textContent()).toBeTruthy();
  expect(await page.locator('ws-lesson .prose').textContent()).toBeTruthy();
});

test.for(LESSONS)('%s gives the same bytes at 0.25×, at 16× and by hand', async (lesson) => {
  const page = await openLesson(lesson);
  await playToEnd(page);
  const fast = await digest(page);

  const other = await openLesson(lesson);
  await other.evaluate(async () => {
    const scope = /** @type {any} */ (document.querySelector('wake-scope'));
    for (let before = -1; before !== scope.position; ) {
      before = scope.position;
      await scope.step();
    }
  });
  expect(await digest(other)).toBe(fast);

  // A slow one that is too long to wait for is played for a while, then wound on.
  const slow = await openLesson(lesson);
  await slow.evaluate(async () => {
    const scope = /** @type {any} */ (document.querySelector('wake-scope'));
    scope.speed = 0.25;
    scope.pace = 1;
    await scope.updateComplete;
    const ended = new Promise((resolve) =>
      scope.addEventListener('runend', resolve, { once: true }),
    );
    scope.play();
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 1500))]);
    scope.pause();
    await scope.seek(Number.POSITIVE_INFINITY);
  });
  expect(await digest(slow)).toBe(fast);
});

test.for(LESSONS)('%s is at any step what a fresh run is at that step', async (lesson) => {
  const page = await openLesson(lesson);
  const { steps } = await where(page);
  // A walk by a small generator: the same in every run of the test.
  let seed = 12345;
  const random = (/** @type {number} */ below) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % below;
  };
  for (let i = 0; i < 4; i += 1) {
    for (let j = 0; j < 4; j += 1) await snapshotAt(page, random(steps + 1));
    const step = random(steps + 1);
    const walked = await snapshotAt(page, step);
    const fresh = await open(`#v1&lesson=${lesson}${SHORT[lesson] ?? ''}&step=${step}`);
    await ready(fresh);
    expect(JSON.parse(await snapshot(fresh))).toEqual(JSON.parse(walked));
  }
});
