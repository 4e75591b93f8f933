/** What is wrong is answered by a sentence in the page's language that names what is allowed. */

import { expect, test } from 'vitest';
import { useChromium } from './chromium.js';
import { ready, where } from './scope.js';

const open = useChromium();

const CASES = /** @type {const} */ ([
  ['lesson', 'nope', 'lost-wakeup'],
  ['executor', 'threads', 'busy_loop'],
  ['policy', 'fair', 'random'],
  ['seed', 'seven', '18446744073709551615'],
  ['params', 'tasks=0', '20000'],
  ['params', 'pots=3', 'tasks'],
  ['params', 'tasks=many', 'many'],
  ['decisions', 'a,b', '1,2,0'],
  ['step', 'last', 'last'],
  ['layout', 'poster', 'embed'],
]);

const SAYS = { 'zh-CN': /[\u4e00-\u9fff].*。/, en: /^[ -~“”…–·]+\.$/ };

/** @param {import('playwright-core').Page} page */
async function sentence(page) {
  const notice = page.locator('ws-notice p').first();
  await notice.waitFor();
  return ((await notice.textContent()) ?? '').replace(/\s+/g, ' ').trim();
}

for (const lang of /** @type {const} */ (['zh-CN', 'en'])) {
  test.for(CASES)(`${lang}: %s="%s" is answered`, async ([name, value, allowed]) => {
    const page = await open(`#v1&lesson=many-tasks&lang=${lang}`);
    await ready(page);
    await page.evaluate(
      ([name, value]) => {
        const scope = /** @type {any} */ (document.querySelector('wake-scope'));
        scope.addEventListener('runerror', (/** @type {any} */ event) => {
          scope.heard = event.detail.code;
        });
        if (name !== 'lesson' && name !== 'layout') scope.setAttribute('lesson', 'many-tasks');
        scope.setAttribute(name, value);
      },
      [name, value],
    );
    const said = await sentence(page);
    expect(said).toMatch(SAYS[lang]);
    expect(said).toContain(name === 'params' && value === 'tasks=0' ? '20000' : allowed);
    expect(
      await page.evaluate(() => /** @type {any} */ (document.querySelector('wake-scope')).heard),
    ).toBeTruthy();

    // The page goes on.
    expect((await where(page)).spec.lesson).toBe('many-tasks');
    await page.locator('ws-transport [part=forward]').click();
    await page.waitForFunction(
      () => /** @type {any} */ (document.querySelector('wake-scope')).position > 0,
    );
    await page.locator('ws-notice .button').click();
    expect(await page.locator('ws-notice').count()).toBe(0);
  });

  test(`${lang}: a script that chooses a task that is not ready is answered`, async () => {
    const page = await open(`#v1&lesson=many-tasks&policy=script&d=3,3,3&lang=${lang}`);
    await ready(page);
    await page.locator('ws-transport [part=end]').click();
    const said = await sentence(page);
    expect(said).toMatch(SAYS[lang]);
    expect(said).toContain('3');
    await page.locator('ws-settings select[name=policy]').selectOption('fifo');
    await page.waitForFunction(
      () => /** @type {any} */ (document.querySelector('wake-scope')).spec.policy === 'fifo',
    );
  });

  test(`${lang}: a bad link is answered, and a lesson is shown`, async () => {
    for (const link of [
      '#v9&lesson=waker',
      '#v1&lesson=nope',
      '#v1&lesson=waker&seed=x',
      '#v1&lesson=waker&i=now',
    ]) {
      const page = await open(`${link}&lang=${lang}`);
      await ready(page);
      expect((await sentence(page)).length).toBeGreaterThan(10);
      expect((await where(page)).spec.lesson).toBeTruthy();
    }
  });
}

test('a number out of range is answered beside its field', async () => {
  const page = await open('#v1&lesson=many-tasks&lang=en');
  await ready(page);
  const field = page.locator('ws-settings input[name="p.tasks"]');
  await field.fill('999999');
  await field.press('Enter');
  const said = page.locator('ws-settings .error');
  await said.waitFor();
  expect(await said.textContent()).toContain('1 to 20000');
  expect(await field.getAttribute('aria-invalid')).toBe('true');
  expect((await where(page)).spec.params.tasks).toBe(5);

  await field.fill('8');
  await field.press('Enter');
  await said.waitFor({ state: 'detached' });
  expect((await where(page)).spec.params.tasks).toBe(8);
});

test('an engine that does not load is answered, and can be tried again', async () => {
  const page = await open('embed.html#v1&lesson=waker&lang=en', { mayComplain: true });
  await page.route('**/*.wasm', (route) => route.abort());
  await page.reload();
  const notice = page.locator('ws-notice');
  await notice.locator('.button').waitFor();
  expect(await notice.locator('p').first().textContent()).toContain('could not be loaded');
  await page.unroute('**/*.wasm');
  await notice.locator('.button').click();
  await ready(page);
  expect((await where(page)).spec.lesson).toBe('waker');
});
