/** The measurements of one repetition, each in a page of its own. */

import { tasksOf } from '../main-thread.js';
import { awaitStep, keepMemories, watchFrames, watchScrubs } from './in-page.js';
import { percentile } from './statistics.js';

/** @typedef {import('playwright-core').Browser} Browser */
/** @typedef {import('playwright-core').Page} Page */
/** @typedef {Pick<import('./statistics.js').Measure, 'workload' | 'unit' | 'goal'> & { value: number }} Figure */

/** How many times slower the processor is made for the first interaction. */
const THROTTLE = 4;
/** How long frames are watched, in milliseconds, if the run does not end before. */
const WATCH = 6000;
/** A frame that took longer than this missed its turn, at 60 a second: one and a half. */
const MISSED = 25;
/** So many moves of the pointer make a scrub. */
const MOVES = 120;

const VIEWPORT = { width: 1440, height: 900 };

/**
 * @template T
 * @param {Browser} browser
 * @param {(page: Page) => Promise<T>} work
 */
async function inPage(browser, work) {
  const context = await browser.newContext({ viewport: VIEWPORT });
  try {
    const page = await context.newPage();
    await page.addInitScript(keepMemories);
    await page.addInitScript(watchFrames);
    await page.addInitScript(watchScrubs);
    return await work(page);
  } finally {
    await context.close();
  }
}

/** Waits until there is a run whose length is known. @param {Page} page */
async function settled(page) {
  await page.waitForFunction(
    () => /** @type {any} */ (document.querySelector('wake-scope'))?.ready,
  );
  await page.evaluate(async () => {
    const scope = /** @type {any} */ (document.querySelector('wake-scope'));
    await scope.ready;
    for (let before = -1; before !== scope.steps; ) {
      before = scope.steps;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  });
}

/**
 * From the beginning of the navigation until a real click on "step" is answered: the step is painted.
 * By the clock with a slower processor; and how long the page's thread worked for it, times as much.
 *
 * @param {Browser} browser
 * @param {string} url
 * @returns {Promise<Figure[]>}
 */
export async function firstInteraction(browser, url) {
  const what = `first interaction, processor ${THROTTLE} times slower`;
  const value = await inPage(browser, async (page) => {
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: THROTTLE });
    return answer(page, url);
  });
  const work = await inPage(browser, async (page) => {
    const tasks = await tasksOf(page, async () => {
      await answer(page, url);
    });
    return tasks.reduce((sum, { cpu }) => sum + cpu, 0);
  });
  return [
    { workload: `${what}, by the clock`, unit: 'ms', value, goal: 1000 },
    { workload: `${what}, work`, unit: 'ms', value: work * THROTTLE, goal: 1000 },
  ];
}

/**
 * Opens the page and clicks on "step" as soon as it can be; when that was answered. Does without
 * Playwright's own waiting, which works in the page and would be measured too.
 *
 * @param {Page} page
 * @param {string} url
 * @returns {Promise<number>}
 */
async function answer(page, url) {
  const devtools = await page.context().newCDPSession(page);
  /** @type {Promise<number>} */
  const answered = new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error('no answer to a click on step')), 30_000).unref();
    devtools.on('Runtime.bindingCalled', async ({ payload }) => {
      const { at, x, y } = JSON.parse(payload);
      if (at !== undefined) resolve(at);
      else {
        const click = /** @type {const} */ ({ x, y, button: 'left', clickCount: 1 });
        await devtools.send('Input.dispatchMouseEvent', { type: 'mousePressed', ...click });
        await devtools.send('Input.dispatchMouseEvent', { type: 'mouseReleased', ...click });
      }
    });
  });
  await devtools.send('Runtime.enable');
  await devtools.send('Runtime.addBinding', { name: 'tell' });
  await page.addInitScript(awaitStep);
  await page.goto(url, { waitUntil: 'commit' });
  return answered;
}

/** Within the page: plays, from the beginning whenever it ends, and watches the frames. @param {number} watch */
async function playFor(watch) {
  const scope = /** @type {any} */ (document.querySelector('wake-scope'));
  scope.speed = 16;
  scope.pace = 0;
  const end = performance.now() + watch;
  const { frameWatch } = /** @type {any} */ (window);
  frameWatch.start();
  while (performance.now() < end) {
    const ended = new Promise((resolve) =>
      scope.addEventListener('runend', resolve, { once: true }),
    );
    scope.play();
    const late = new Promise((resolve) => setTimeout(resolve, end - performance.now()));
    await Promise.race([ended, late]);
  }
  scope.pause();
  return frameWatch.stop();
}

/**
 * Frames while so many tasks play, as fast as may be; and the memory afterwards.
 *
 * @param {Browser} browser
 * @param {string} url
 * @param {number} many
 * @returns {Promise<Figure[]>}
 */
export function playing(browser, url, many) {
  return inPage(browser, async (page) => {
    await page.goto(`${url}#v1&lesson=many-tasks&p.tasks=${many}&p.delay=1000&lang=en`);
    await settled(page);
    /** @type {{ deltas: number[], costs: number[] }} */
    let watched = { deltas: [], costs: [] };
    const tasks = await tasksOf(page, async () => {
      watched = await page.evaluate(playFor, WATCH);
    });
    const { deltas, costs } = watched;
    const frames = tasks.filter(({ frame }) => frame).map(({ cpu }) => cpu);
    const what = `${many.toLocaleString('en')} tasks play`;
    const goal = many === 10_000 ? 16.7 : undefined;
    /** @type {(name: string, values: number[], share: number, goal?: number) => Figure} */
    const figure = (name, values, share, goal) => ({
      workload: `${what}: ${name}, p${share * 100}`,
      unit: 'ms',
      value: percentile(values, share),
      goal,
    });
    return [
      ...[0.5, 0.95, 0.99].map((share) => figure('frame to frame', deltas, share)),
      ...[0.5, 0.95, 0.99].map((share) => figure('work a frame by the clock', costs, share)),
      ...[0.5, 0.95, 0.99].map((share) =>
        figure('work a frame', frames, share, share === 0.95 ? goal : undefined),
      ),
      {
        workload: `${what}: frames that missed their turn`,
        unit: 'share',
        value:
          deltas.filter((/** @type {number} */ delta) => delta > MISSED).length / deltas.length,
        goal: goal && 0.05,
      },
      ...(await memory(page, what)),
    ];
  });
}

/**
 * Scrubbing through more than a million events by the pointer.
 *
 * @param {Browser} browser
 * @param {string} url
 * @returns {Promise<Figure[]>}
 */
export function scrubbing(browser, url) {
  return inPage(browser, async (page) => {
    await page.goto(`${url}#v1&lesson=many-tasks&executor=busy_loop&p.tasks=10000&lang=en`);
    await settled(page);
    const events = await page.evaluate(async () => {
      const scope = /** @type {any} */ (document.querySelector('wake-scope'));
      await scope.seek(Number.POSITIVE_INFINITY);
      return scope.traceBytes().length / 16;
    });
    if (events < 1_000_000) throw new Error(`only ${events} events`);
    const box = await page.locator('ws-timeline .slider').boundingBox();
    if (!box) throw new Error('there is no timeline');
    const y = box.y + box.height / 2;
    // The names of tasks stand at its left.
    const [left, width] = [box.x + 180, box.width - 200];
    await page.mouse.move(left, y);
    const tasks = await tasksOf(page, async () => {
      await page.mouse.down();
      for (let move = 1; move <= MOVES; move += 1) {
        // Near and far, forwards and backwards.
        await page.mouse.move(left + ((move * 37) % 101) * (width / 101), y);
      }
      await page.mouse.up();
    });
    const scrubs = await page.evaluate(() => /** @type {any} */ (window).scrubs);
    if (scrubs.length < MOVES / 2) throw new Error(`only ${scrubs.length} moves were shown`);
    const what = 'scrub in a trace of 1,000,000 events and more';
    /** @type {(name: string, values: number[], share: number, goal?: number) => Figure} */
    const figure = (name, values, share, goal) => ({
      workload: `${what}: ${name}, p${share * 100}`,
      unit: 'ms',
      value: percentile(values, share),
      goal,
    });
    const by = (/** @type {'work' | 'sinceInput'} */ clock) =>
      scrubs.map((/** @type {any} */ scrub) => scrub[clock]);
    // A move is heard in the task that makes the frame.
    const work = tasks.filter(({ move }) => move).map(({ cpu }) => cpu);
    return [
      ...[0.5, 0.95].map((share) =>
        figure('input to painted by the clock', by('sinceInput'), share),
      ),
      ...[0.5, 0.95].map((share) => figure('heard to painted by the clock', by('work'), share)),
      figure('heard to painted', work, 0.5),
      figure('heard to painted', work, 0.95, 16),
      ...(await memory(page, `${(events / 1e6).toFixed(1)} million events`)),
    ];
  });
}

/**
 * What the page holds once it is tidied up.
 *
 * @param {Page} page
 * @param {string} what
 * @returns {Promise<Figure[]>}
 */
export async function memory(page, what) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('HeapProfiler.collectGarbage');
  const heap = /** @type {any} */ (await devtools.send('Runtime.getHeapUsage'));
  const wasm = await page.evaluate(() =>
    /** @type {any} */ (window).memories.reduce(
      (/** @type {number} */ sum, /** @type {WebAssembly.Memory} */ { buffer }) =>
        sum + buffer.byteLength,
      0,
    ),
  );
  // Arrays lie outside of the heap; so does wasm's memory, which counts by itself.
  const arrays = Math.max(0, (heap.backingStorageSize ?? 0) - wasm);
  return [
    { workload: `${what}: JavaScript heap`, unit: 'bytes', value: heap.usedSize + arrays },
    { workload: `${what}: wasm memory`, unit: 'bytes', value: wasm },
  ];
}
