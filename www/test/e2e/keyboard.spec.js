/** Everything can be done without a pointer. */

import { expect, test } from 'vitest';
import { useChromium } from './chromium.js';
import { atStep, ready, where } from './scope.js';

const open = useChromium();

test('keys step, jump, play and pause', async () => {
  const page = await open('#v1&lesson=channel');
  await ready(page);
  const { steps } = await where(page);

  await page.keyboard.press('ArrowRight');
  await atStep(page, 1);
  await page.keyboard.press('Shift+ArrowRight');
  await atStep(page, 11);
  await page.keyboard.press('ArrowLeft');
  await atStep(page, 10);
  await page.keyboard.press('Shift+ArrowLeft');
  await atStep(page, 0);
  await page.keyboard.press('End');
  await atStep(page, steps);
  await page.keyboard.press('Home');
  await atStep(page, 0);

  await page.keyboard.press('Space');
  expect((await where(page)).playing).toBe(true);
  await page.keyboard.press('Space');
  expect((await where(page)).playing).toBe(false);
});

test('keys do nothing to the run while somebody types', async () => {
  const page = await open('#v1&lesson=channel&step=5');
  await ready(page);
  const seed = page.locator('ws-settings input.seed');
  await seed.focus();
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.type('12 3');
  await page.keyboard.press('Home');
  expect((await where(page)).position).toBe(5);
  expect((await where(page)).playing).toBe(false);
});

test('arrow keys on a slider move the slider', async () => {
  const page = await open('#v1&lesson=channel&step=5');
  await ready(page);
  await page.locator('ws-transport .speed input').focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => page.locator('ws-transport .speed output').textContent()).toBe('2×');
  expect((await where(page)).position).toBe(5);
});

test('a question mark opens the help, Escape closes it and gives the focus back', async () => {
  const page = await open('#v1&lesson=channel&lang=en');
  await ready(page);
  await page.keyboard.press('?');
  const dialog = page.locator('ws-keys dialog');
  await dialog.waitFor();
  expect(await dialog.textContent()).toContain('Play or pause');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  expect((await where(page)).position).toBe(0);
});

test('every control can be reached and used by Tab and Enter', async () => {
  const page = await open('#v1&lesson=select-and-timeout&step=20&lang=en');
  await ready(page);
  const reached = new Set();
  for (let i = 0; i < 80; i += 1) {
    await page.keyboard.press('Tab');
    const name = await page.evaluate(() => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      return (
        element?.getAttribute('aria-label') ??
        element?.closest('label')?.querySelector('span')?.textContent ??
        element?.textContent?.trim()
      );
    });
    reached.add(name);
  }
  for (const name of [
    'Skip to the stage',
    'Wakescope, to the first lesson',
    '4Primitives',
    'Share',
    'Executor',
    'Policy',
    'Seed',
    'Timeout',
    'Reset',
    'To the start',
    'One step back',
    'Play',
    'One step forward',
    'To the end',
    'Trigger “Cancel”',
    'Speed',
    'Pace',
    'Keyboard',
    'What happened, step by step',
  ]) {
    expect(reached).toContain(name);
  }
});

test('the ladder opens by Enter, leads to a lesson, and closes by Escape', async () => {
  const page = await open('#v1&lesson=channel&lang=en');
  await ready(page);
  const chapter = page.locator('ws-header .chapter', { hasText: 'Waker' });
  await chapter.focus();
  await page.keyboard.press('Enter');
  expect(await chapter.getAttribute('aria-expanded')).toBe('true');
  await page.keyboard.press('Escape');
  expect(await chapter.getAttribute('aria-expanded')).toBe('false');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForFunction(
    () => /** @type {any} */ (document.querySelector('wake-scope')).spec.lesson === 'waker',
  );
});
