/** The workloads in a page of headless Chromium. `cargo xtask bench chromium` runs it. */

import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { launch } from '../../www/test/launch.js';
import { serve } from '../../www/test/serve.js';
import { options } from './options.js';

const { package: folder, samples, memory: _, ...wish } = options();
const server = await serve(import.meta.dirname, { package: resolve(folder) });
const browser = await launch();
try {
  const page = await browser.newPage();
  page.on('console', (message) => console.log(message.text()));
  page.on('crash', () => {
    console.error('the page crashed: is there memory enough?');
    process.exit(1);
  });
  await page.goto(server.url);
  // The clock of a page that is not isolated goes by steps of 0.1 ms, so turns are longer.
  const measured = await page.evaluate(inPage, { ...wish, place: 'chromium', atLeast: 50 });
  await writeFile(samples, JSON.stringify(measured));
} finally {
  await browser.close();
  server.close();
}

/**
 * Runs in the page, which knows nothing of this file but its argument.
 *
 * @param {import('./measure.js').Plan} plan
 */
async function inPage(plan) {
  /** @param {string} path @returns {Promise<any>} */
  const load = (path) => import(path);
  const { measure } = await load('./measure.js');
  const module = await WebAssembly.compileStreaming(fetch('package/bench_bg.wasm'));
  let instances = 0;
  const instantiate = async () => {
    // A module of another address is another module, and has an instance of its own.
    instances += 1;
    const wasm = await load(`./package/bench.js?${instances}`);
    wasm.initSync({ module });
    return wasm;
  };
  return measure(instantiate, plan, (/** @type {string} */ line) => console.log(line));
}
