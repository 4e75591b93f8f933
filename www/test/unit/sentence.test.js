import { describe, expect, test } from 'vitest';
import { hasKey, LANGUAGES, translator } from '../../i18n/index.js';
import { decode, KIND_NAMES, Kind, VERDICTS, WAIT_KINDS } from '../../model/events.js';
import { partsOf, textOf } from '../../model/parts.js';
import { nextOf, reasonOf, sentenceOf } from '../../model/sentence.js';
import { PING, traceOf, viewOf } from './support/trace.js';
import { loadAllWords } from './support/words.js';

await loadAllWords();

const { index, timeline, words } = traceOf(PING);
const facts = { index, timeline, text: (/** @type {number} */ at) => `text ${at}` };
const names = {
  taskName: (/** @type {number} */ id) => ['alpha', 'beta'][id] ?? '',
  resourceName: () => '(tx, rx)',
  resourceKind: () => 'Mpsc',
};

/** What a step says. @param {number} step @param {string} [lang] */
function said(step, lang = 'en') {
  const event = decode(words, index.eventOfStep(step));
  return textOf(sentenceOf(event, step, facts), translator(lang), names);
}

/** @param {keyof typeof Kind} kind */
const stepOf = (kind) => index.stepOfEvent(PING.findIndex((event) => event.kind === kind));

/** Every sentence that an event of any kind with any operands can become. */
function* everySentence() {
  const numbers = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0xffffffff];
  for (const name of KIND_NAMES) {
    if (name === undefined) continue;
    for (const a of numbers) {
      for (const b of [...numbers, 16, 17, 18, 35, 48, 51, 64, 66, 257, 258, 259, 5 | (2 << 8)]) {
        const event = { index: 0, kind: Kind[/** @type {keyof typeof Kind} */ (name)], name };
        const rest = { worker: 0, place: 0, task: 0, a, b };
        yield sentenceOf({ ...event, ...rest }, 1, facts);
      }
    }
  }
}

describe('a sentence', () => {
  test('names who, what and for how long', () => {
    expect(said(stepOf('TimerSet'))).toMatch(/alpha.*5 ms/);
    expect(said(stepOf('TimerFired'))).toMatch(/5 ms.*alpha/);
    expect(said(stepOf('WaitBegin'))).toBe('The channel tx, rx is empty: beta waits for a value.');
    expect(said(stepOf('WaitBegin'), 'zh-CN')).toMatch(/通道.*tx, rx.*beta/);
  });

  test('has words in both languages for every event there can be', () => {
    const keys = new Set();
    for (const { key, terms } of everySentence()) {
      keys.add(key);
      for (const term of Object.values(terms)) {
        if (typeof term === 'object' && 'key' in term) keys.add(term.key);
      }
    }
    // A minor event is no step, and has no sentence of its own.
    keys.delete('sentence.unknown');
    expect(keys.size).toBeGreaterThan(80);
    expect([...keys].filter((key) => !hasKey(key))).toEqual([]);
  });

  test('leaves no hole unfilled', () => {
    const holes = new Set();
    for (const lang of LANGUAGES) {
      const t = translator(lang);
      for (const sentence of everySentence()) {
        if (/[{}]/.test(textOf(sentence, t, names))) holes.add(sentence.key);
      }
    }
    expect([...holes]).toEqual([]);
  });

  test('keeps the field’s own words untranslated', () => {
    const poll = sentenceOf(decode(words, index.eventOfStep(stepOf('PollEnd'))), 9, facts);
    expect(textOf(poll, translator('zh-CN'), names)).toContain('Pending');
  });

  test('in pieces tells tasks and code apart from words', () => {
    const step = index.stepOfEvent(PING.findIndex(({ kind, b }) => kind === 'Wake' && b === 256));
    const sentence = sentenceOf(decode(words, index.eventOfStep(step)), step, facts);
    const parts = partsOf(sentence, translator('en'), names);
    expect(parts.filter(({ task }) => task !== undefined)).toEqual([
      { text: 'alpha', task: 0 },
      { text: 'beta', task: 1 },
    ]);
    expect(parts.find(({ code }) => code)?.text).toBe('tx, rx');
    const letters = [...parts.map(({ text }) => text).join('')];
    expect(letters.every((letter) => letter >= ' ')).toBe(true);
  });
});

describe('why', () => {
  const poll = { index: 0, kind: Kind.PollBegin, name: 'PollBegin', worker: 0, place: 0, task: 0 };

  test.each([
    [1, {}, 'why.spawned'],
    [2, { wakeCause: 0, wakeBy: 1, wakeVia: 3, wakeStep: 4 }, 'why.wokenVia'],
    [2, { wakeCause: 0, wakeBy: 1, wakeStep: 4 }, 'why.woken'],
    [2, { wakeCause: 1 }, 'why.timer'],
    [2, { wakeCause: 2 }, 'why.input'],
    [2, { wakeCause: 3 }, 'why.itself'],
    [2, { wakeCause: -1, wakes: 0 }, 'why.unasked'],
  ])('poll %i, %o: %s', (a, row, key) => {
    const view = viewOf({ statuses: [1], tasks: { 0: row } });
    const reason = reasonOf({ ...poll, a, b: 0 }, view, facts);
    expect(reason?.key).toBe(`sentence.${key}`);
    expect(hasKey(`sentence.${key}`)).toBe(true);
  });

  test.each([
    [{ resource: 1, waitKind: 4 }, 'why.Receive'],
    [{ deadlineNs: 7 }, 'why.deadline'],
    [{ wakersAlive: 0 }, 'why.noWaker'],
    [{ wakersAlive: 2 }, 'why.wakerKept'],
  ])('waits with %o: %s', (row, key) => {
    const view = viewOf({ statuses: [2], tasks: { 0: row } });
    const end = { ...poll, kind: Kind.PollEnd, name: 'PollEnd', a: 0, b: 0 };
    expect(reasonOf(end, view, facts)?.key).toBe(`sentence.${key}`);
    expect(hasKey(`sentence.${key}`)).toBe(true);
  });

  test('has words for every kind of wait and of verdict', () => {
    for (const kind of WAIT_KINDS) expect(hasKey(`sentence.why.${kind}`), kind).toBe(true);
    for (const kind of VERDICTS) expect(hasKey(`sentence.verdict.${kind}`), kind).toBe(true);
  });
});

describe('what comes next', () => {
  const run = { over: false, awaitsInput: false, fifo: true };
  const timer = { id: 0, task: 0, deadlineNs: 9, setNs: 0 };
  const wake = {
    index: 0,
    kind: Kind.Wake,
    name: 'Wake',
    worker: 0,
    place: 0,
    task: 0,
    a: 0,
    b: 0,
  };

  test.each([
    ['the running task goes on', null, { statuses: [1], running: 0 }, run, 'next.running'],
    ['the front of a fifo', null, { statuses: [0, 0], ready: [1, 0] }, run, 'next.front'],
    [
      'a choice among several',
      null,
      { statuses: [0, 0], ready: [1, 0] },
      { ...run, fifo: false },
      'next.choice',
    ],
    ['the next deadline', null, { statuses: [2], timers: [timer] }, run, 'next.timer'],
    ['an input', null, { statuses: [2] }, { ...run, awaitsInput: true }, 'next.input'],
    ['the woken one queues up', wake, { statuses: [2] }, run, 'next.queued'],
  ])('%s', (_, event, state, how, key) => {
    expect(nextOf(event, viewOf(state), how)?.key).toBe(`sentence.${key}`);
    expect(hasKey(`sentence.${key}`)).toBe(true);
  });

  test('nothing, when the run is over', () => {
    expect(nextOf(null, viewOf(), { ...run, over: true })).toBeNull();
  });
});
