/** When the engine crashes, the reader keeps the run and the place in it. */

import { expect, test } from 'vitest';
import { useChromium } from './chromium.js';
import { ready } from './scope.js';

const open = useChromium();

test('an instance that panicked is replaced, and the run is where it was', async () => {
  const page = await open('#v1&lesson=channel&step=30&lang=en');
  await ready(page);
  const { before, code, after, beyond } = await page.evaluate(async () => {
    const scope = /** @type {any} */ (document.querySelector('wake-scope'));
    const { session } = scope;
    const before = session.snapshot();
    const heard = (/** @type {string} */ type) =>
      new Promise((resolve) => session.addEventListener(type, resolve, { once: true }));
    const [failed, replaced] = [heard('runerror'), heard('spec')];
    // A handle that is gone is as wrong as a call can be.
    session.tape.free();
    session.seek(31);
    const { code } = (await failed).detail;
    await replaced;
    const after = session.snapshot();
    await session.toEnd();
    return { before, code, after, beyond: session.over };
  });
  expect(code).toBe('panic');
  expect(after).toEqual(before);
  expect(beyond).toBe(true);
});
