/** The built site shows the same runs, step for step, in Chromium and in Firefox. */

import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { useChromium } from './chromium.js';
import { useFirefox } from './firefox.js';

const LESSONS = readdirSync(new URL('../../lessons', import.meta.url));

const open = useChromium();
const firefox = useFirefox();

/**
 * Runs in the page: what a fresh element tells of a lesson at nine steps, from first to last.
 *
 * @param {string} lesson
 * @returns {Promise<string>}
 */
async function tour(lesson) {
  await customElements.whenDefined('wake-scope');
  const scope = /** @type {any} */ (document.createElement('wake-scope'));
  scope.setAttribute('lesson', lesson);
  scope.setAttribute('lang', 'en');
  document.body.append(scope);

  // All steps are known when their number has stopped growing.
  const start = performance.now();
  for (let before = 0; !scope.steps || scope.steps !== before; ) {
    if (performance.now() - start > 30_000) throw new Error(`${lesson}: no steps in 30 seconds`);
    before = scope.steps;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }

  const told = [];
  for (let part = 0; part <= 8; part += 1) {
    await scope.seek(Math.round((scope.steps * part) / 8));
    told.push(scope.snapshot());
  }
  scope.remove();
  return JSON.stringify(told, null, 1);
}

test.for(LESSONS)('%s', async (lesson) => {
  const page = await open('embed.html');
  await firefox.open('embed.html');
  const inChromium = await page.evaluate(tour, lesson);
  const inFirefox = await firefox.evaluate(tour, lesson);
  expect(inFirefox).toBe(inChromium);
  // Two empty stories would agree as well.
  const last = JSON.parse(inChromium).at(-1);
  expect(last.step).toBe(last.steps);
  expect(last.tasks).not.toEqual([]);
});
