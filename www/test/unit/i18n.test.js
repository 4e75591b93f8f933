/** The interface's words: complete, in both languages, and where the code expects them. */

import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { clock, count, duration } from '../../i18n/format.js';
import { hasKey, LANGUAGES, pickLanguage, translator } from '../../i18n/index.js';
import { loadAllWords } from './support/words.js';

const WWW = new URL('../../', import.meta.url);

/** @param {string} path */
const read = (path) => readFileSync(new URL(path, WWW), 'utf8');

/**
 * Every sentence by its key.
 *
 * @param {string} language
 */
function sentences(language) {
  /** @type {Map<string, string>} */
  const found = new Map();
  const walk = (/** @type {object} */ words, /** @type {string} */ path) => {
    for (const [name, value] of Object.entries(words)) {
      if (typeof value === 'string') found.set(path + name, value);
      else walk(value, `${path}${name}.`);
    }
  };
  walk(JSON.parse(read(`i18n/${language}.json`)), '');
  walk(JSON.parse(read(`i18n/later.${language}.json`)), '');
  return found;
}

/** @param {string | undefined} sentence */
const holes = (sentence) =>
  [...(sentence ?? '').matchAll(/\{(\w+)\}/g)].map(([hole]) => hole).sort();

beforeAll(loadAllWords);

test('both languages have the same keys, with the same holes', () => {
  const [chinese, english] = LANGUAGES.map(sentences);
  expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort());
  for (const [key, sentence] of english) {
    expect(new Set(holes(chinese.get(key))), key).toEqual(new Set(holes(sentence)));
  }
});

test('Chinese sentences use Chinese punctuation', () => {
  for (const [key, sentence] of sentences('zh-CN')) {
    expect(sentence, key).not.toMatch(/[\u4e00-\u9fff][,;:?!]|[\u4e00-\u9fff]\.$/);
  }
});

test('every key that is written out in the code exists', () => {
  const files = readdirSync(WWW, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.js') && !/^(test|pkg)/.test(file),
  );
  for (const file of files) {
    for (const [, key] of read(file).matchAll(/\bt\(\s*'([^']+)'/g)) {
      expect(hasKey(key), `${key} in ${file}`).toBe(true);
    }
  }
});

test('every lesson with prose has a title, in words and in prose the same', () => {
  for (const lesson of readdirSync(new URL('lessons/', WWW))) {
    for (const language of LANGUAGES) {
      const title = translator(language)(`lessons.${lesson}`);
      expect(read(`lessons/${lesson}/${language}.md`).split('\n')[0]).toBe(`# ${title}`);
    }
  }
});

test('a sentence is filled in; a hole nobody fills stays', () => {
  const t = translator('en');
  expect(t('inspector.step', { step: 7 })).toBe('Step 7');
  expect(t('inspector.step')).toBe('Step {step}');
  expect(t('inspector.step', {})).toBe('Step {step}');
  expect(t('no.such.key')).toBe('no.such.key');
  expect(t('inspector')).toBe('inspector');
});

test('a language is picked by what is dearest to the reader', () => {
  expect(pickLanguage(['fr', 'zh-TW', 'en'])).toBe('zh-CN');
  expect(pickLanguage('zh')).toBe('zh-CN');
  expect(pickLanguage('en-GB')).toBe('en');
  expect(pickLanguage(['fr'])).toBe('en');
  expect(pickLanguage(null)).toBe('en');
});

test('numbers are short, and a clock keeps its width', () => {
  expect([0, 999, 1500, 400e3, 1e6, 12.34e6, 119e6, 3e9].map(duration)).toEqual([
    '0 ms',
    '999 ns',
    '1.5 µs',
    '400 µs',
    '1 ms',
    '12.3 ms',
    '119 ms',
    '3,000 ms',
  ]);
  expect(duration(90e9)).toBe('90 s');
  expect(duration(55 * 60e9)).toBe('55 min');
  expect([0, 120e6, 1234.5678e6].map(clock)).toEqual(['0.000 ms', '120.000 ms', '1,234.568 ms']);
  expect(clock(30 * 60e9)).toBe('30 min 0.000 s');
  expect([0, 9999, 10_000, 1_234_567].map(count)).toEqual(['0', '9999', '10,000', '1,234,567']);
});
