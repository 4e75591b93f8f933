/** Pictures of the page for people to look at, in target/screenshots. They are not compared. */

import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { useChromium } from './chromium.js';
import { ready } from './scope.js';

const FOLDER = fileURLToPath(new URL('../../../target/screenshots/', import.meta.url));

const open = useChromium();

const CASES = [
  { name: 'desktop-zh', path: '#v1&lesson=channel&step=42&lang=zh-CN' },
  { name: 'desktop-en', path: '#v1&lesson=channel&step=42&lang=en' },
  { name: 'desktop-dark', path: '#v1&lesson=channel&step=42&lang=zh-CN', dark: true },
  {
    name: 'laptop-en',
    path: '#v1&lesson=select-and-timeout&step=40&lang=en',
    width: 1024,
    height: 768,
  },
  { name: 'phone-zh', path: '#v1&lesson=channel&step=42&lang=zh-CN', width: 390, height: 844 },
  {
    name: 'phone-dark-en',
    path: '#v1&lesson=mutex&step=60&lang=en',
    width: 390,
    height: 844,
    dark: true,
  },
  { name: 'deadlock', path: '#v1&lesson=deadlock&step=9999&lang=zh-CN' },
  { name: 'lost-wakeup', path: '#v1&lesson=lost-wakeup&step=9999&lang=en', dark: true },
  { name: 'start', path: '#v1&lang=zh-CN' },
  { name: 'many-tasks', path: '#v1&lesson=many-tasks&p.tasks=10000&step=15000&lang=en' },
  { name: 'embed', path: 'embed.html#v1&lesson=waker&step=20&lang=en', width: 720, height: 480 },
];

test.for(CASES)('$name', async ({ name, path, width = 1440, height = 900, dark = false }) => {
  mkdirSync(FOLDER, { recursive: true });
  const page = await open(path, {
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
    isMobile: width < 500,
    hasTouch: width < 500,
  });
  await ready(page);
  await page.waitForTimeout(300);
  await page.screenshot({ path: `${FOLDER}${name}.png` });
  // Nothing sticks out to the right.
  const spill = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(spill).toBe(0);
});
