/** Serves `dist/` while the browser tests run. Tests get the address by `inject('site')`. */

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serve } from '../serve.js';

const DIST = fileURLToPath(new URL('../../../dist/', import.meta.url));

/**
 * Vitest calls this before the first test, and what it returns after the last.
 *
 * @param {import('vitest/node').TestProject} project
 */
export default async function setup(project) {
  await stat(join(DIST, 'index.html')).catch(() => {
    throw new Error('there is no site in dist/ yet: run `cargo xtask build`');
  });
  const { url, close } = await serve(DIST);
  project.provide('site', url);
  return close;
}
