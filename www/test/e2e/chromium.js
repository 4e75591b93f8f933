/** Chromium for browser tests: one for each file of tests, and a page of its own for each test. */

import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest';
import { launch } from '../launch.js';

/**
 * Call this once, at the top of a file of tests. The function that it returns opens a page of the
 * site; after the test the page is closed, and anything that went wrong in it (an uncaught error,
 * a message of `console.error`, a request that failed) fails the test.
 *
 * ```js
 * const open = useChromium();
 *
 * test('the page shows the first lesson', async () => {
 *   const page = await open('?lesson=waker', { viewport: { width: 390, height: 844 } });
 *   …
 * });
 * ```
 */
export function useChromium() {
  /** @type {import('playwright-core').Browser} */
  let browser;
  /** @type {import('playwright-core').BrowserContext[]} */
  let contexts = [];
  /** @type {string[]} */
  let complaints = [];

  beforeAll(async () => {
    browser = await launch();
  });

  afterEach(async () => {
    const [closing, heard] = [contexts, complaints];
    contexts = [];
    complaints = [];
    await Promise.all(closing.map((context) => context.close()));
    expect(heard, 'what the page complained of').toEqual([]);
  });

  afterAll(async () => {
    await browser?.close();
  });

  /**
   * @param {string} [path] from the top of the site: a file, a query, a fragment
   * @param {import('playwright-core').BrowserContextOptions & { mayComplain?: boolean }} [options]
   *   of the page; with `mayComplain` the test expects errors and judges them itself
   */
  return async function open(path = '', { mayComplain = false, ...options } = {}) {
    const context = await browser.newContext(options);
    contexts.push(context);
    const page = await context.newPage();
    if (!mayComplain) {
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      page.on('requestfailed', (request) => {
        // A page that is left while it loads is no fault.
        const reason = request.failure()?.errorText ?? '';
        if (reason !== 'net::ERR_ABORTED') complaints.push(`${request.url()}: ${reason}`);
      });
    }
    await page.goto(new URL(path, inject('site')).href);
    return page;
  };
}
