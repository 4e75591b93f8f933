/**
 * Serves a built site: on a free port of 127.0.0.1, and under a path that is not the root, so that an
 * absolute URL anywhere in it leads nowhere.
 */

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';

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
 * @param {string} site
 * @param {Record<string, string>} beside
 * @param {string} url the path and query of a request
 * @returns {Promise<{ type: string, body: Buffer } | undefined>} nothing if there is no such file
 */
async function find(site, beside, url) {
  const path = decodeURIComponent(new URL(url, 'http://localhost').pathname);
  if (!path.startsWith(BASE)) return undefined;
  const inside = normalize(path.slice(BASE.length));
  if (inside.startsWith('..')) return undefined;
  const [name, ...rest] = inside.split(sep);
  const file = Object.hasOwn(beside, name)
    ? join(beside[name], ...rest)
    : join(site, inside === '.' ? 'index.html' : inside);
  try {
    return { type: TYPES[extname(file)] ?? 'application/octet-stream', body: await readFile(file) };
  } catch {
    return undefined;
  }
}

/**
 * @param {string} site the folder
 * @param {Record<string, string>} [beside] folders that are not in it, by the names that they are to have
 * @returns {Promise<{ url: string, close: () => void }>}
 */
export async function serve(site, beside = {}) {
  const server = createServer(async (request, response) => {
    const found = await find(site, beside, request.url ?? '/');
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
  return {
    url: `http://127.0.0.1:${port}${BASE}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
