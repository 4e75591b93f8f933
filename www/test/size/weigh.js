/**
 * Prints, as JSON, how large everything is that the pages of a built site load:
 * `node weigh.js <folder of the site>`. `cargo xtask size` reads it.
 */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { loadsOf } from './loads.js';

/** What is loaded, as readers know it, and by which file. */
const ENTRIES = [
  ['page', 'index.html'],
  ['embed', 'embed.html'],
  ['script tag', 'wake-scope.js'],
];
const LANGUAGES = ['zh-CN', 'en'];

const [site] = process.argv.slice(2);

/** @type {Map<string, { raw: number, gzip: number, brotli: number }>} */
const known = new Map();

/** @param {string} path */
async function weight(path) {
  const before = known.get(path);
  if (before) return before;
  const bytes = await readFile(join(site, path));
  const brotli = brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
  const size = {
    raw: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotli.length,
  };
  known.set(path, size);
  return size;
}

const weighed = [];
for (const [page, entry] of ENTRIES) {
  for (const lang of LANGUAGES) {
    const { always, oneOf } = await loadsOf(site, entry, lang);
    const weigh = async (/** @type {import('./loads.js').Load} */ load) => ({
      ...load,
      ...(await weight(load.path)),
    });
    const files = await Promise.all(always.map(weigh));
    const prose = await Promise.all(oneOf.map(weigh));
    prose.sort((a, b) => b.brotli - a.brotli);
    weighed.push({ page, lang, files: [...files, ...prose.slice(0, 1)] });
  }
}
console.log(JSON.stringify(weighed));
