/** Links: whatever is written is read again, and what cannot be read is told. */

import { beforeAll, expect, test } from 'vitest';
import { failure, sentenceOf } from '../../failure.js';
import { LANGUAGES, translator } from '../../i18n/index.js';
import { readLink, writeLink } from '../../link.js';
import { readDecisions, readParams, readSpec } from '../../run-fields.js';
import { loadAllWords } from './support/words.js';

beforeAll(loadAllWords);

const PLACE = {
  spec: {
    lesson: 'channel',
    executor: 'queue',
    policy: 'script',
    seed: '18446744073709551615',
    params: { tasks: 3, delay: 20 },
    decisions: [1, 2, 0],
    inputs: [
      { turn: 4, at_ns: 2_500_000, name: '取消' },
      { turn: 9, at_ns: 9_000_000, name: 'a.b&c=d' },
    ],
  },
  step: 42,
  lang: 'zh-CN',
};

test('a link leads back to the place it was made of', () => {
  expect(readLink(writeLink(PLACE))).toEqual(PLACE);
  expect(writeLink(PLACE)).toMatch(/^#v1&lesson=channel&executor=queue&/);
  expect(writeLink(PLACE)).toMatch(/^[ -~]+$/);
});

test('a link that was pasted unencoded is read all the same', () => {
  expect(readLink('#v1&lesson=channel&i=4.0.取消').spec.inputs).toEqual([
    { turn: 4, at_ns: 0, name: '取消' },
  ]);
  expect(readLink('#v1&lesson=100%&x=%E0%A4').spec.lesson).toBe('100%');
});

test('what is missing is left out, and what is unknown is ignored', () => {
  expect(readLink('')).toEqual({ spec: {} });
  expect(readLink('#some-heading')).toEqual({ spec: {} });
  expect(readLink('#v1&lesson=waker&colour=red&')).toEqual({ spec: { lesson: 'waker' } });
  expect(writeLink({ spec: { lesson: 'waker' }, step: 0 })).toBe('#v1&lesson=waker');
});

test('what cannot be read is an error that says what can', () => {
  const code = (/** @type {() => unknown} */ read) => {
    try {
      read();
    } catch (error) {
      return /** @type {any} */ (error).code;
    }
    return null;
  };
  expect(code(() => readLink('#v2&lesson=waker'))).toBe('bad-link');
  expect(code(() => readLink('#v1&step=-1'))).toBe('bad-step');
  expect(code(() => readLink('#v1&d=1,x'))).toBe('bad-decisions');
  expect(code(() => readLink('#v1&i=soon'))).toBe('bad-input');
  expect(code(() => readLink('#v1&p.tasks=3.5'))).toBe('bad-param');
});

test('attributes are read as text', () => {
  expect(readParams('tasks=3, delay=20;x=1')).toEqual({ tasks: 3, delay: 20, x: 1 });
  expect(readDecisions('1，2、0')).toEqual([1, 2, 0]);
  expect(readSpec({ lesson: null })).toEqual({ lesson: '' });
  expect(readSpec({ lesson: 'waker', seed: ' 7 ', policy: '' })).toEqual({
    lesson: 'waker',
    seed: '7',
  });
});

test('every error has a sentence that names what was given and what is allowed', () => {
  for (const language of LANGUAGES) {
    const t = translator(language);
    const say = (/** @type {string} */ code, /** @type {any[]} */ allowed, where = 'tasks') =>
      sentenceOf(t, failure(code, 'GIVEN', allowed, where));
    for (const code of [
      'unknown-lesson',
      'unknown-executor',
      'unknown-policy',
      'unknown-param',
      'unknown-input',
    ]) {
      expect(say(code, ['one', 'two'])).toMatch(/GIVEN.*one.*two/);
    }
    expect(say('bad-param', [1, 9])).toMatch(/GIVEN.*1.*9/);
    expect(say('not-ready', [4, 5], 'decisions[2]')).toMatch(/3.*GIVEN.*4.*5/);
    expect(say('unknown-input', [])).toContain(t('errors.none'));
    expect(sentenceOf(t, new Error('boom'))).toContain('boom');
  }
});
