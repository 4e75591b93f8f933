/** In a blog: an iframe, or the element itself, once or many times. */

import { expect, test } from 'vitest';
import { useChromium } from './chromium.js';
import { ready } from './scope.js';

const open = useChromium();

/**
 * A page of some blog, on the site's own address so that nothing has to be set up for it.
 *
 * @param {string} body
 */
async function blog(body) {
  const page = await open('embed.html#v1&lesson=waker');
  await page.route('**/blog.html', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<!doctype html><html lang="en"><title>A blog</title><body style="margin:0">${body}`,
    }),
  );
  await page.goto(new URL('blog.html', page.url()).href);
  return page;
}

test('an iframe shows stage and transport, and the code when asked', async () => {
  const page = await blog(
    '<iframe src="embed.html#v1&lesson=channel&lang=en" width="720" height="560"></iframe>',
  );
  const frame = page.frameLocator('iframe');
  await frame.locator('ws-transport [part=forward]').click();
  await frame.locator('ws-transport .position', { hasText: 'Step 1 /' }).waitFor();
  expect(await frame.locator('ws-code').count()).toBe(0);
  await frame.locator('.bar .button', { hasText: 'Code' }).click();
  await frame.locator('ws-code .line').first().waitFor();

  const link = frame.locator('.bar a');
  expect(await link.getAttribute('href')).toContain('#v1&lesson=channel');
  expect(await link.getAttribute('target')).toBe('_blank');
});

test('an iframe without storage works', async () => {
  const page = await blog(
    '<iframe sandbox="allow-scripts" src="embed.html#v1&lesson=waker&lang=en" width="720" height="560"></iframe>',
  );
  const frame = page.frameLocator('iframe');
  await frame.locator('ws-transport [part=forward]').click();
  await frame.locator('ws-transport .position', { hasText: 'Step 1 /' }).waitFor();
});

test('several elements on one page each have a run, a language and a width of their own', async () => {
  const page = await blog(`
    <script type="module" src="wake-scope.js"></script>
    <div style="width:380px"><wake-scope id="a" lesson="waker" lang="zh-CN"></wake-scope></div>
    <wake-scope id="b" lesson="deadlock" lang="en"></wake-scope>
    <wake-scope id="c" lesson="policies" executor="block_on" seed="3"></wake-scope>`);
  for (const id of ['a', 'b']) await ready(page, `#${id}`);
  await page.evaluate(async () => {
    const [a, b] = /** @type {any[]} */ (['a', 'b'].map((id) => document.getElementById(id)));
    await a.step(3);
    await b.seek(Number.POSITIVE_INFINITY);
  });
  expect(await page.locator('#a ws-transport .position').textContent()).toContain('步 3');
  expect(await page.locator('#b ws-transport .position').textContent()).toContain('Step');
  expect(await page.locator('#b ws-verdicts .kind').first().textContent()).toBe('Deadlock');
  // What the lesson does not allow is said in the language around the element.
  expect(await page.locator('#c ws-notice p').textContent()).toContain('no executor “block_on”');

  const wide = await page.locator('#b ws-transport').boundingBox();
  const narrow = await page.locator('#a ws-transport').boundingBox();
  expect(narrow?.width).toBeLessThanOrEqual(380);
  expect(narrow?.height).toBeGreaterThan(wide?.height ?? 0);
});

test('an element says what happens by events, and changes with its attributes', async () => {
  const page = await blog(
    '<script type="module" src="wake-scope.js"></script><wake-scope lesson="waker" lang="en"></wake-scope>',
  );
  await ready(page);
  const heard = await page.evaluate(async () => {
    const scope = /** @type {any} */ (document.querySelector('wake-scope'));
    /** @type {any[]} */
    const heard = [];
    document.body.addEventListener('stepchange', (/** @type {any} */ { detail }) =>
      heard.push(detail),
    );
    document.body.addEventListener('runend', () => heard.push('end'));
    await scope.step();
    await scope.step(2);
    await scope.back();
    await scope.seek(scope.steps);
    return { heard, steps: scope.steps };
  });
  const { steps } = heard;
  expect(heard.heard).toEqual([
    { position: 1, steps },
    { position: 3, steps },
    { position: 2, steps },
    { position: steps, steps },
    'end',
  ]);

  await page.evaluate(() => document.querySelector('wake-scope')?.setAttribute('lesson', 'timer'));
  await page.waitForFunction(
    () => /** @type {any} */ (document.querySelector('wake-scope')).spec.lesson === 'timer',
  );
  await page.evaluate(() => document.querySelector('wake-scope')?.setAttribute('seed', '42'));
  await page.waitForFunction(
    () => /** @type {any} */ (document.querySelector('wake-scope')).spec.seed === '42',
  );
});

test('an element that is taken out and put back goes on', async () => {
  const page = await blog(
    '<script type="module" src="wake-scope.js"></script><wake-scope lesson="waker" lang="en"></wake-scope><p>',
  );
  await ready(page);
  await page.evaluate(async () => {
    const scope = /** @type {any} */ (document.querySelector('wake-scope'));
    await scope.step(4);
    scope.remove();
    document.querySelector('p')?.append(scope);
    await scope.step();
  });
  await page.locator('ws-transport .position', { hasText: 'Step 5 /' }).waitFor();
});
