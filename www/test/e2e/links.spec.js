/** The address is the state: links restore it, "back" takes a choice back. */

import { expect, test } from 'vitest';
import { useChromium } from './chromium.js';
import { ready, snapshot, where } from './scope.js';

const open = useChromium();

/** @param {import('playwright-core').Page} page @param {string} lesson */
const lessonIs = (page, lesson) =>
  page.waitForFunction(
    (lesson) => /** @type {any} */ (document.querySelector('wake-scope')).spec?.lesson === lesson,
    lesson,
  );

test('a link restores lesson, executor, policy, seed, parameters, step and language', async () => {
  const page = await open(
    '#v1&lesson=many-tasks&executor=busy_loop&policy=random&seed=18446744073709551615&step=17&p.tasks=9&lang=en',
  );
  await ready(page);
  const { position, spec } = await where(page);
  expect(position).toBe(17);
  expect(spec).toMatchObject({
    lesson: 'many-tasks',
    executor: 'busy_loop',
    policy: 'random',
    seed: '18446744073709551615',
    params: { tasks: 9 },
  });
  expect(await page.evaluate(() => document.documentElement.lang)).toBe('en');
  expect(await page.title()).toContain('Wakescope');
});

test('the address follows the reader, and gives the same moment again', async () => {
  const page = await open('#v1&lesson=mutex&lang=zh-CN');
  await ready(page);
  await page.locator('ws-settings select[name=policy]').selectOption('lifo');
  await page.evaluate(() => /** @type {any} */ (document.querySelector('wake-scope')).seek(33));
  await page.waitForFunction(() => location.hash.includes('step=33'));
  expect(page.url()).toContain('policy=lifo');
  const [, fragment] = page.url().split('#');

  const other = await open(`#${fragment}`);
  await ready(other);
  expect(await snapshot(other)).toBe(await snapshot(page));
});

test('an input is in the link and comes again', async () => {
  const page = await open('#v1&lesson=select-and-timeout&step=30');
  await ready(page);
  await page.locator('ws-transport .input').click();
  await page.waitForFunction(() => location.hash.includes('&i='));
  await page.evaluate(() => /** @type {any} */ (document.querySelector('wake-scope')).seek(1e9));
  await page.waitForFunction(() => location.hash.includes('&i='));
  const [, fragment] = page.url().split('#');
  const other = await open(`#${fragment}`);
  await ready(other);
  await other.evaluate(() => /** @type {any} */ (document.querySelector('wake-scope')).seek(1e9));
  expect(await snapshot(other)).toBe(await snapshot(page));
});

test('back and forward lead through lessons and executors', async () => {
  const page = await open('#v1&lesson=many-tasks');
  await ready(page);
  await page.locator('ws-settings select[name=executor]').selectOption('busy_loop');
  await page.waitForFunction(() => location.hash.includes('busy_loop'));
  await page.locator('ws-lesson nav a[rel=next]').click();
  await page.waitForFunction(() => !location.hash.includes('many-tasks'));
  await page.waitForFunction(
    () => /** @type {any} */ (document.querySelector('wake-scope')).spec.lesson !== 'many-tasks',
  );

  await page.goBack();
  await lessonIs(page, 'many-tasks');
  expect((await where(page)).spec.executor).toBe('busy_loop');
  await page.goBack();
  await page.waitForFunction(
    () => /** @type {any} */ (document.querySelector('wake-scope')).spec.executor === 'queue',
  );
  await page.goForward();
  await page.waitForFunction(
    () => /** @type {any} */ (document.querySelector('wake-scope')).spec.executor === 'busy_loop',
  );
});

test('title and language follow the choice, which is kept', async () => {
  const page = await open('#v1&lesson=waker', { locale: 'zh-CN' });
  await ready(page);
  const inChinese = await page.title();
  await page.locator('ws-header .button', { hasText: 'English' }).click();
  await page.waitForFunction((title) => document.title !== title, inChinese);
  expect(await page.evaluate(() => document.documentElement.lang)).toBe('en');
  expect(await page.locator('ws-lesson .prose').textContent()).toMatch(/[a-z]{4}/);

  await page.evaluate(() => {
    location.hash = '';
  });
  await page.reload();
  await ready(page);
  expect(await page.evaluate(() => document.documentElement.lang)).toBe('en');
});

test('the theme goes from the system to light to dark, and is kept', async () => {
  const page = await open('', { colorScheme: 'dark', locale: 'en-US' });
  await ready(page);
  const background = () =>
    page.evaluate(() =>
      getComputedStyle(/** @type {Element} */ (document.querySelector('wake-scope')))
        .getPropertyValue('--ws-bg')
        .trim(),
    );
  const dark = await background();
  const button = page.locator('ws-header .square');
  await button.click();
  const light = await background();
  expect(light).not.toBe(dark);
  await button.click();
  expect(await background()).toBe(dark);
  expect(await button.getAttribute('aria-label')).toBe('Colours: dark');
  await page.reload();
  await ready(page);
  expect(await button.getAttribute('aria-label')).toBe('Colours: dark');
});

test('sharing copies a link, or the HTML of an embed', async () => {
  const page = await open('#v1&lesson=timer&step=12&lang=en', {
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  await ready(page);
  await page.locator('ws-header .share').click();
  await page.locator('ws-header .sharing button', { hasText: 'Copy a link' }).click();
  await page.locator('ws-header .said', { hasText: 'Link copied' }).waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toContain('#v1&lesson=timer');
  expect(copied).toContain('step=12');

  await page.locator('ws-header .share').click();
  await page.locator('ws-header .sharing button', { hasText: 'HTML' }).click();
  await page.locator('ws-header .said', { hasText: 'HTML to embed copied' }).waitFor();
  const html = await page.evaluate(() => navigator.clipboard.readText());
  expect(html).toMatch(/^<iframe src="http:[^"]*\/embed\.html#v1&lesson=timer[^"]*step=12/);
});
