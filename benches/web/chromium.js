/** The workloads in a page of headless Chromium. `cargo xtask bench chromium` runs it. */

import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, resolve } from 'node:path';
import { chromium } from 'playwright-core';
import { options } from './options.js';

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** @type {Record<string, string>} */
const TYPES = { '.js': 'text/javascript', '.wasm': 'application/wasm' };

const { package: folder, samples, memory: _, ...wish } = options();
const server = await serve({ web: import.meta.dirname, package: resolve(folder) });
const browser = await chromium.launch({
  executablePath: process.env.CHROME || '/usr/bin/chromium',
  args: ARGUMENTS,
});
try {
  const page = await browser.newPage();
  page.on('console', (message) => console.log(message.text()));
  page.on('crash', () => {
    console.error('the page crashed: is there memory enough?');
    process.exit(1);
  });
  await page.goto(server.address);
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
  const { measure } = await load('/web/measure.js');
  const module = await WebAssembly.compileStreaming(fetch('/package/bench_bg.wasm'));
  let instances = 0;
  const instantiate = async () => {
    // A module of another address is another module, and has an instance of its own.
    instances += 1;
    const wasm = await load(`/package/bench.js?${instances}`);
    wasm.initSync({ module });
    return wasm;
  };
  return measure(instantiate, plan, (/** @type {string} */ line) => console.log(line));
}

/**
 * Serves an empty page, and these folders under their names.
 *
 * @param {Record<string, string>} folders
 */
async function serve(folders) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const [, name, file = ''] = pathname.split('/');
    if (name === '') {
      response
        .setHeader('content-type', 'text/html')
        .end('<!doctype html><link rel=icon href=data:,>');
      return;
    }
    try {
      const bytes = await readFile(join(folders[name], file));
      response.setHeader('content-type', TYPES[extname(file)] ?? 'text/plain').end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { address: `http://127.0.0.1:${port}/`, close: () => server.close() };
}
