import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as events from '../../model/events.js';

const source = readFileSync(new URL('../../../src/trace/event.rs', import.meta.url), 'utf8');
const verdicts = readFileSync(new URL('../../../src/trace/verdict.rs', import.meta.url), 'utf8');

/** The variants of an enum in the source, by number. @param {string} name @param {string} [text] */
function variants(name, text = source) {
  const body = text.slice(text.indexOf(`${name} {`)).split(/^ {4}\}|^\}/m)[0];
  const found = [...body.matchAll(/^\s+(\w+) = (\d+),/gm)];
  return found.map(([, variant, number]) => [variant, Number(number)]);
}

describe('the numbers of events are those of the core', () => {
  test('kinds', () => {
    expect(Object.fromEntries(variants('kinds!'))).toEqual(events.Kind);
  });

  test.each([
    ['Outcome', events.OUTCOMES],
    ['Cause', events.CAUSES],
    ['Effect', events.EFFECTS],
    ['ResourceKind', events.RESOURCE_KINDS],
    ['WaitKind', events.WAIT_KINDS],
  ])('%s', (name, names) => {
    expect(variants(`    ${name}`).map(([variant]) => variant)).toEqual([...names]);
  });

  test('VerdictKind', () => {
    expect(variants('VerdictKind', verdicts).map(([variant]) => variant)).toEqual([
      ...events.VERDICTS,
    ]);
  });
});

test('a minor event is no step, nor is the making of a join', () => {
  const { isStep, Kind, RESOURCE_KINDS } = events;
  expect(isStep(Kind.PollBegin, 0)).toBe(true);
  expect(isStep(Kind.WakerCloned, 0)).toBe(false);
  expect(isStep(Kind.Choice, 0)).toBe(false);
  expect(isStep(Kind.Made, RESOURCE_KINDS.indexOf('Mutex'))).toBe(true);
  expect(isStep(Kind.Made, RESOURCE_KINDS.indexOf('Join'))).toBe(false);
  expect(isStep(200, 0)).toBe(false);
});

test('an event is read from its four words', () => {
  const words = Uint32Array.of(5 | (3 << 8) | (700 << 16), 9, 8, 0x0000_0712);
  expect(events.decode(words, 0)).toEqual({
    index: 0,
    kind: 5,
    name: 'Wake',
    worker: 3,
    place: 700,
    task: 9,
    a: 8,
    b: 0x712,
  });
  expect(events.wakeParts(0x712)).toEqual({ cause: 2, effect: 1, via: 7 });
  expect(events.wide(1, 2)).toBe(2 ** 33 + 1);
});
