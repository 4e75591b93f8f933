/**
 * What a page of the built site loads before anybody touches it, found in the files themselves: from
 * the page to its modules and style sheets, and from those to what they import.
 */

import { readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';

/** Between quotes of any kind, a path relative to the file. */
const PATH = '["\'`](\\.{1,2}/[^"\'`]+|[\\w.-]+\\.wasm)["\'`]';
const STATIC = new RegExp(`\\b(?:from|import)\\s*${PATH}`, 'g');
const DYNAMIC = new RegExp(`\\bimport\\(\\s*${PATH}\\s*\\)`, 'g');
const WASM = new RegExp(`\\bnew URL\\(\\s*${PATH}\\s*,\\s*import\\.meta\\.url`, 'g');
const MODULE = /<script\b[^>]*\bsrc="([^"]+)"/g;
const STYLE = /<link\b[^>]*\brel="stylesheet"[^>]*\bhref="([^"]+)"/g;

/** What of all that is imported on demand is asked for at once: the words, and a lesson's prose. */
const AT_ONCE = /\/(?:words|prose)-/;

/**
 * @typedef {'html' | 'js' | 'css' | 'wasm'} Kind
 * @typedef {{ path: string, kind: Kind }} Load a file, from the top of the site
 */

/**
 * All that the page or module `entry` loads, itself included. Of several languages and lessons it
 * loads one: the largest is taken by whoever weighs them, so each is given with what it stands for.
 *
 * @param {string} site the folder of the built site
 * @param {string} entry `index.html`, `embed.html` or `wake-scope.js`
 * @param {string} lang the words' language
 * @returns {Promise<{ always: Load[], oneOf: Load[] }>} `oneOf`: the lessons' prose
 */
export async function loadsOf(site, entry, lang) {
  /** @type {Map<string, Load>} */
  const found = new Map();
  /** @type {Load[]} */
  const oneOf = [];
  const line = [entry];
  for (let path = line.pop(); path !== undefined; path = line.pop()) {
    if (found.has(path)) continue;
    const kind = kindOf(path);
    found.set(path, { path, kind });
    if (kind === 'wasm' || kind === 'css') continue;
    const text = await readFile(join(site, path), 'utf8');
    const folder = posix.dirname(path);
    const named = (/** @type {RegExp} */ pattern) =>
      [...text.matchAll(pattern)].map(([, to]) => posix.join(folder, to));
    if (kind === 'html') {
      line.push(...named(MODULE), ...named(STYLE));
      continue;
    }
    line.push(...named(STATIC), ...named(WASM).filter((to) => kindOf(to) === 'wasm'));
    for (const to of named(DYNAMIC)) {
      if (!AT_ONCE.test(to) || !to.includes(`-${lang}-`)) continue;
      if (to.includes('/words-')) line.push(to);
      else if (entry === 'index.html') oneOf.push({ path: to, kind: kindOf(to) });
    }
  }
  return { always: [...found.values()], oneOf };
}

/** @param {string} path @returns {Kind} */
function kindOf(path) {
  const kind = path.slice(path.lastIndexOf('.') + 1);
  if (kind === 'html' || kind === 'js' || kind === 'css' || kind === 'wasm') return kind;
  throw new Error(`${path}: what kind of file is that?`);
}
