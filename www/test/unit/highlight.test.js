/** The colouring of Rust. */

import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { highlight } from '../../highlight.js';

const LESSONS = new URL('../../../src/lessons/', import.meta.url);

/** @param {string} source */
const marks = (source) =>
  [
    ...highlight(source)
      .join('\n')
      .matchAll(/<span class="(\w+)">([^<]*)<\/span>/g),
  ].map(([, name, text]) => `${name} ${text}`);

/** @param {string} html */
const plain = (html) =>
  html.replace(/<[^>]*>/g, '').replace(/&#(\d+);/g, (_, code) => String.fromCharCode(code));

test('tells keywords, types, functions, macros, strings, numbers and comments apart', () => {
  expect(marks('pub async fn main(n: u64) { // go')).toEqual([
    'keyword pub',
    'keyword async',
    'keyword fn',
    'title main',
    'type u64',
    'comment // go',
  ]);
  expect(marks('log!("it\'s {n}"); Vec::<u8>::new(0xff, 1_000, 2.5)')).toContain('title log!');
  expect(marks("let c: &'static str = 'x';")).toEqual(['keyword let', 'type str', "string 'x'"]);
  expect(marks('r#"a "b" c"# + "d"')).toEqual(['string r#"a "b" c"#', 'string "d"']);
});

test('a comment over several lines is marked on each', () => {
  expect(highlight('/* a\n b */ c')).toEqual([
    '<span class="comment">/* a</span>',
    '<span class="comment"> b */</span> c',
  ]);
});

test('what is shown is the source, character for character', () => {
  for (const name of readdirSync(LESSONS).filter((name) => name.endsWith('.rs'))) {
    const source = readFileSync(new URL(name, LESSONS), 'utf8');
    expect(plain(highlight(source).join('\n'))).toBe(source);
  }
});
