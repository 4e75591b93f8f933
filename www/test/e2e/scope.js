/** What the browser tests do with `<wake-scope>`, in words. Everything here runs in the page. */

/** @typedef {import('playwright-core').Page} Page */

/**
 * Waits until the element has a run whose length is known.
 *
 * @param {Page} page
 * @param {string} [selector]
 */
export async function ready(page, selector = 'wake-scope') {
  await page.waitForFunction((selector) => {
    const scope = /** @type {any} */ (document.querySelector(selector));
    return scope?.ready && customElements.get('wake-scope');
  }, selector);
  await page.evaluate(async (selector) => {
    const scope = /** @type {any} */ (document.querySelector(selector));
    await scope.ready;
    // It is counted in slices: known when it has stopped growing.
    for (let before = -1; before !== scope.steps; ) {
      before = scope.steps;
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
    await scope.updateComplete;
  }, selector);
}

/**
 * Plays to the end, as fast as may be; gives the kinds of verdict there.
 *
 * @param {Page} page
 * @param {{ speed?: number, pace?: number }} [tempo]
 */
export function playToEnd(page, { speed = 16, pace = 0 } = {}) {
  return page.evaluate(
    async ([speed, pace]) => {
      const scope = /** @type {any} */ (document.querySelector('wake-scope'));
      scope.speed = speed;
      scope.pace = pace;
      await scope.updateComplete;
      const ended = new Promise((resolve) =>
        scope.addEventListener('runend', resolve, { once: true }),
      );
      scope.play();
      await ended;
      return scope.snapshot().verdicts.map((/** @type {any} */ { kind }) => kind);
    },
    [speed, pace],
  );
}

/**
 * A digest of the trace that was recorded.
 *
 * @param {Page} page
 */
export function digest(page) {
  return page.evaluate(async () => {
    const scope = /** @type {any} */ (document.querySelector('wake-scope'));
    const hash = await crypto.subtle.digest('SHA-256', scope.traceBytes());
    return `${scope.traceBytes().length} ${new Uint8Array(hash).join(' ')}`;
  });
}

/**
 * The state at the position, as text.
 *
 * @param {Page} page
 */
export function snapshot(page) {
  return page.evaluate(() =>
    JSON.stringify(/** @type {any} */ (document.querySelector('wake-scope')).snapshot()),
  );
}

/**
 * Goes to a step and gives the state there, as text.
 *
 * @param {Page} page
 * @param {number} step
 */
export function snapshotAt(page, step) {
  return page.evaluate(async (step) => {
    const scope = /** @type {any} */ (document.querySelector('wake-scope'));
    await scope.seek(step);
    return JSON.stringify(scope.snapshot());
  }, step);
}

/**
 * Where the element is.
 *
 * @param {Page} page
 * @returns {Promise<{ position: number, steps: number, playing: boolean, spec: any }>}
 */
export function where(page) {
  return page.evaluate(() => {
    const { position, steps, playing, spec } = /** @type {any} */ (
      document.querySelector('wake-scope')
    );
    return { position, steps, playing, spec };
  });
}

/**
 * Waits until the position is as wanted.
 *
 * @param {Page} page
 * @param {number} position
 */
export function atStep(page, position) {
  return page.waitForFunction(
    (position) => /** @type {any} */ (document.querySelector('wake-scope')).position === position,
    position,
  );
}
