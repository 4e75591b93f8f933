/** axe finds nothing to complain of: in both languages and themes, wide and narrow, at rest and in the middle of a run. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { useChromium } from './chromium.js';
import { ready } from './scope.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * A task among thousands is a dot, and one at the edge of the scrolling stage is cut: the list of
 * tasks has each of them in full.
 */
const EXCUSED = /^target-size: wake-scope,ws-stage,button\[data-task/;

const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1440, height: 900 };

const open = useChromium();

const CASES = [
  { name: 'wide, light, Chinese', path: '#v1&lesson=channel&step=42&lang=zh-CN' },
  { name: 'wide, dark, English', path: '#v1&lesson=channel&step=42&lang=en', dark: true },
  { name: 'phone, light, English', path: '#v1&lesson=mutex&step=60&lang=en', viewport: PHONE },
  {
    name: 'phone, dark, Chinese',
    path: '#v1&lesson=mutex&step=60&lang=zh-CN',
    viewport: PHONE,
    dark: true,
  },
  { name: 'at the start', path: '#v1&lesson=cooking&lang=en' },
  { name: 'a deadlock', path: '#v1&lesson=deadlock&step=999999&lang=zh-CN' },
  { name: 'a bad link', path: '#v1&lesson=nope&lang=en', dark: true },
  { name: 'many tasks', path: '#v1&lesson=many-tasks&p.tasks=400&step=900&lang=en' },
  {
    name: 'an embed',
    path: 'embed.html#v1&lesson=select-and-timeout&step=20&lang=en',
    viewport: { width: 720, height: 520 },
  },
];

/**
 * @param {import('playwright-core').Page} page
 * @returns {Promise<string[]>}
 */
async function complaints(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    const { violations } = await /** @type {any} */ (window).axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      // An embed is a part of a page that has a heading of its own.
      rules: { 'page-has-heading-one': { enabled: !location.pathname.includes('embed') } },
    });
    return violations.flatMap((/** @type {any} */ { id, nodes }) =>
      nodes.map(
        (/** @type {any} */ node) => `${id}: ${node.target.join(' ')}: ${node.failureSummary}`,
      ),
    );
  });
  return found.filter((/** @type {string} */ complaint) => !EXCUSED.test(complaint));
}

test.for(CASES)('$name', async ({ path, viewport = DESKTOP, dark = false }) => {
  const page = await open(path, {
    viewport,
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
  });
  await ready(page);
  expect(await complaints(page)).toEqual([]);
});

test('a task that is chosen, the open ladder, and the help', async () => {
  const page = await open('#v1&lesson=channel&step=42&lang=en', { viewport: DESKTOP });
  await ready(page);
  await page.locator('ws-task-list .row').nth(1).click();
  await page.locator('ws-header .chapter').nth(4).click();
  expect(await complaints(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await page.locator('ws-keys dialog').waitFor();
  expect(await complaints(page)).toEqual([]);
});

test('a step made by hand is said aloud, fast play is not', async () => {
  const page = await open('#v1&lesson=channel&lang=en', { viewport: DESKTOP });
  await ready(page);
  const spoken = page.locator('ws-log [role=log]');
  await page.keyboard.press('ArrowRight');
  await page.waitForFunction(
    () => /** @type {any} */ (document.querySelector('wake-scope')).position === 1,
  );
  await expect.poll(() => spoken.textContent()).toMatch(/^Step 1: .*main/);
  await page.keyboard.press('Space');
  await expect.poll(() => spoken.textContent()).toBe('');
});
