/**
 * Serves `dist/` while the browser tests run: on a free port, and under a path that is not the
 * root, so that an absolute URL anywhere in the site fails a test. Tests get the address by
 * `inject('site')`.
 */

import { readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const DIST = fileURLToPath(new URL('../../../dist/', import.meta.url));
const BASE = '/sub/path/';

/** @type {Record<string, string>} */
const TYPES = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
};

/**
 * @param {string} url the path and query of a request
 * @returns {Promise<{ type: string, body: Buffer } | undefined>} nothing if there is no such file
 */
async function find(url) {
  const path = decodeURIComponent(new URL(url, 'http://localhost').pathname);
  if (!path.startsWith(BASE)) return undefined;
  const inside = normalize(path.slice(BASE.length));
  if (inside.startsWith('..')) return undefined;
  const file = join(DIST, inside === '.' ? 'index.html' : inside);
  try {
    return { type: TYPES[extname(file)] ?? 'application/octet-stream', body: await readFile(file) };
  } catch {
    return undefined;
  }
}

/**
 * Vitest calls this before the first test, and what it returns after the last.
 *
 * @param {import('vitest/node').TestProject} project
 */
export default async function setup(project) {
  await stat(join(DIST, 'index.html')).catch(() => {
    throw new Error('there is no site in dist/ yet: run `cargo xtask build`');
  });
  const server = createServer(async (request, response) => {
    const found = await find(request.url ?? '/');
    if (!found) {
      response.writeHead(404).end();
      return;
    }
    // Another site may embed ours: it loads the module across origins.
    response.writeHead(200, {
      'access-control-allow-origin': '*',
      'cache-control': 'no-store',
      'content-type': found.type,
    });
    response.end(found.body);
  });
  await new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(undefined));
  });
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  project.provide('site', `http://127.0.0.1:${port}${BASE}`);
  return () => {
    server.closeAllConnections();
    server.close();
  };
}
