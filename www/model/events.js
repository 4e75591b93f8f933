/**
 * How an event lies in memory, and the numbers of its kinds. The layout is that of
 * `src/trace/event.rs`; a unit test compares the numbers with that file.
 */

/** The kinds of event by name. */
export const Kind = Object.freeze({
  Spawn: 1,
  Queued: 2,
  PollBegin: 3,
  PollEnd: 4,
  Wake: 5,
  WakerCloned: 6,
  WakerDropped: 7,
  WillWake: 8,
  TimerSet: 9,
  TimerFired: 10,
  TimerCancelled: 11,
  Cpu: 12,
  Lap: 13,
  Clock: 14,
  Park: 15,
  Unpark: 16,
  Choice: 17,
  Branch: 18,
  Made: 19,
  WaitBegin: 20,
  WaitEnd: 21,
  Acquired: 22,
  Released: 23,
  Sent: 24,
  Received: 25,
  Closed: 26,
  HandleCloned: 27,
  HandleDropped: 28,
  Notified: 29,
  TaskDone: 30,
  TaskCancelled: 31,
  TaskPanicked: 32,
  Message: 33,
  Verdict: 34,
  Input: 35,
  Halted: 36,
  FutureStarted: 37,
  FutureDropped: 38,
  End: 39,
});

/** The kinds' names by number. */
export const KIND_NAMES = Object.freeze(
  Object.entries(Kind).reduce(
    (names, [name, number]) => {
      names[number] = name;
      return names;
    },
    /** @type {string[]} */ ([]),
  ),
);

/** How a poll ended, by number. */
export const OUTCOMES = Object.freeze(['Pending', 'Ready', 'Panicked']);
/** Who called `wake`, by number. */
export const CAUSES = Object.freeze(['Task', 'Timer', 'Input', 'Itself', 'Outside']);
/** What a wake did, by number. */
export const EFFECTS = Object.freeze(['Queued', 'Coalesced', 'Again', 'Late', 'Ignored']);
/** What a resource is, by number. */
export const RESOURCE_KINDS = Object.freeze([
  'Mutex',
  'RwLock',
  'Semaphore',
  'Notify',
  'Barrier',
  'Oneshot',
  'Mpsc',
  'Broadcast',
  'Watch',
  'Input',
  'Future',
  'Join',
  'Cell',
]);
/** What a task waits for at a resource, by number. */
export const WAIT_KINDS = Object.freeze([
  'Lock',
  'Read',
  'Permit',
  'Send',
  'Receive',
  'Notice',
  'Barrier',
  'Join',
  'Input',
  'Close',
]);
/** The verdicts, by number. */
export const VERDICTS = Object.freeze([
  'Lost',
  'Deadlock',
  'Blocked',
  'Stranded',
  'Starved',
  'BusyWaiting',
  'Forgotten',
]);

/** Words of 32 bits in an event. */
export const EVENT_WORDS = 4;

const MINOR = new Set([
  Kind.WakerCloned,
  Kind.WakerDropped,
  Kind.WillWake,
  Kind.Choice,
  Kind.Branch,
  Kind.HandleCloned,
  Kind.HandleDropped,
]);

const STEP = Uint8Array.from({ length: 256 }, (_, kind) =>
  KIND_NAMES[kind] !== undefined && !MINOR.has(/** @type {any} */ (kind)) ? 1 : 0,
);

/** A task's end as a resource: it is made by awaiting it, and the wait is the step. */
const JOIN = RESOURCE_KINDS.indexOf('Join');

/** Whether a reader can step onto an event of this kind. @param {number} kind @param {number} b */
export function isStep(kind, b) {
  return STEP[kind] === 1 && (kind !== Kind.Made || (b & 0xff) !== JOIN);
}

/**
 * The event at `index` of the words in memory.
 *
 * @param {Uint32Array} words
 * @param {number} index
 * @returns {import('./types.js').TraceEvent}
 */
export function decode(words, index) {
  const at = index * EVENT_WORDS;
  const head = words[at];
  const kind = head & 0xff;
  return {
    index,
    kind,
    name: KIND_NAMES[kind] ?? '?',
    worker: (head >>> 8) & 0xff,
    place: head >>> 16,
    task: words[at + 1],
    a: words[at + 2],
    b: words[at + 3],
  };
}

/** The 64-bit number in `a` and `b`; exact up to 2^53. @param {number} a @param {number} b */
export function wide(a, b) {
  return a + b * 0x1_0000_0000;
}

/** Who called `wake`, what it did and through which resource, from a wake's `b`. @param {number} b */
export function wakeParts(b) {
  return { cause: b & 15, effect: (b >>> 4) & 15, via: b >>> 8 };
}
