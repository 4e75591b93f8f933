/**
 * Measures the built page in headless Chromium: `node page.js --rounds N --rows FILE`. `cargo xtask
 * bench page` runs it. Prints a table, writes rows for the summary.
 *
 * Headless Chromium makes 60 frames a second, so the time from a frame to the next is a multiple of
 * 16.7 ms, give or take. What tells of us is the work that a frame takes, and how many frames missed
 * their turn; the time between frames stands beside it. Work is what the page's thread has computed;
 * what says "by the clock" is so, on a machine that others may use. Each figure is the median of the
 * rounds, the least and the greatest beside it.
 */

import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { launch } from '../launch.js';
import { serve } from '../serve.js';
import { firstInteraction, playing, scrubbing } from './measures.js';
import { lineOf, rowOf } from './statistics.js';

const { values: options } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, rows: { type: 'string' } },
});

const site = await serve(fileURLToPath(new URL('../../../dist/', import.meta.url)));
const browser = await launch();
/** @type {Map<string, import('./statistics.js').Measure>} */
const measures = new Map();
try {
  for (let round = 1; round <= Number(options.rounds); round += 1) {
    console.error(`round ${round} of ${options.rounds}`);
    for (const measure of [
      () => firstInteraction(browser, site.url),
      () => playing(browser, site.url, 100),
      () => playing(browser, site.url, 1_000),
      () => playing(browser, site.url, 10_000),
      () => scrubbing(browser, site.url),
    ]) {
      for (const { value, ...figure } of await measure()) {
        const known = measures.get(figure.workload) ?? { ...figure, values: [] };
        known.values.push(value);
        measures.set(figure.workload, known);
      }
    }
  }
} finally {
  await browser.close();
  site.close();
}
for (const measure of measures.values()) console.log(lineOf(measure));
if (options.rows) {
  await writeFile(options.rows, JSON.stringify([...measures.values()].map(rowOf)));
}
