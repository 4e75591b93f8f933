/** The colours: every text colour is legible on every surface, in both themes. */

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const css = readFileSync(new URL('../../styles/tokens.css', import.meta.url), 'utf8');

/** WCAG 2, level AA, for text. */
const LEGIBLE = 4.5;
/** The same for the outlines of controls. */
const VISIBLE = 3;

const SURFACES = ['bg', 'panel', 'code-bg', 'highlight'];
const TEXTS = [
  ...['ink', 'soft', 'faint', 'accent', 'bad'],
  ...['code-keyword', 'code-string', 'code-number'],
  ...[0, 1, 2, 3, 4, 5, 6, 7].map((n) => `task-${n}`),
];

/** @param {'light' | 'dark'} theme */
function colours(theme) {
  const pattern = /--ws-([\w-]+):\s*var\(--ws-if-light, (#\w{6})\) var\(--ws-if-dark, (#\w{6})\)/g;
  return new Map(
    [...css.matchAll(pattern)].map(([, name, light, dark]) => [
      name,
      theme === 'light' ? light : dark,
    ]),
  );
}

/** @param {string} colour */
function luminance(colour) {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** @param {string} one @param {string} other */
function contrast(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

test.for(/** @type {const} */ (['light', 'dark']))('%s', (theme) => {
  const of = colours(theme);
  const get = (/** @type {string} */ name) => of.get(name) ?? expect.fail(`no --ws-${name}`);
  for (const text of TEXTS) {
    for (const surface of SURFACES) {
      expect(contrast(get(text), get(surface)), `${text} on ${surface}`).toBeGreaterThanOrEqual(
        LEGIBLE,
      );
    }
  }
  for (let n = 0; n < 8; n += 1) {
    expect(contrast(get('on-task'), get(`task-${n}`)), `on task ${n}`).toBeGreaterThanOrEqual(
      LEGIBLE,
    );
  }
  expect(contrast(get('on-accent'), get('accent'))).toBeGreaterThanOrEqual(LEGIBLE);
  expect(contrast(get('control'), get('panel'))).toBeGreaterThanOrEqual(VISIBLE);
  expect(contrast(get('control'), get('bg'))).toBeGreaterThanOrEqual(VISIBLE);
});
