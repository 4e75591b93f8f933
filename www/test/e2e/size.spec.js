/** `cargo xtask size` weighs what pages load: here they are loaded. */

import { fileURLToPath } from 'node:url';
import { expect, inject, test } from 'vitest';
import { loadsOf } from '../size/loads.js';
import { useChromium } from './chromium.js';
import { ready } from './scope.js';

const SITE = fileURLToPath(new URL('../../../dist/', import.meta.url));

const open = useChromium();

test.for([
  ['index.html', 'zh-CN'],
  ['index.html', 'en'],
  ['embed.html', 'zh-CN'],
])('what %s loads in %s is what is weighed', async ([entry, lang]) => {
  const { always, oneOf } = await loadsOf(SITE, entry, lang);
  const page = await open(`${entry}#v1&lang=${lang}`);
  await ready(page);
  const base = new URL(inject('site')).pathname;
  const loaded = await page.evaluate(() =>
    performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname),
  );
  const files = loaded.map((path) => path.slice(base.length)).filter((path) => path !== 'logo.svg');
  const weighed = always.map(({ path }) => path).filter((path) => path !== entry);
  const prose = files.filter((path) => oneOf.some((one) => one.path === path));
  expect(prose.length).toBe(entry === 'index.html' ? 1 : 0);
  expect([...new Set(files)].sort()).toEqual([...weighed, ...prose].sort());
});
