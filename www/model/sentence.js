/**
 * What happened at a step, and why, and what comes next, as keys of the interface's words with
 * their terms. Pure; holds no word of any language itself.
 */

import {
  CAUSES,
  EFFECTS,
  Kind,
  RESOURCE_KINDS,
  VERDICTS,
  WAIT_KINDS,
  wakeParts,
  wide,
} from './events.js';
import { Phase } from './timeline.js';
import { NO_TASK } from './types.js';

/** @typedef {import('./types.js').TraceEvent} TraceEvent */
/** @typedef {import('./types.js').StateView} StateView */

/**
 * What stands for a word or a number in a sentence. Tasks and resources are named when the sentence
 * is put into words, so that they can be coloured there.
 *
 * @typedef {string | number | { task: number } | { resource: number } | { ns: number } | { code: string } | Sentence} Term
 */

/** @typedef {{ key: string, terms: Record<string, Term> }} Sentence */

/**
 * What is known of the trace wherever the cursor is. `Session` is one.
 *
 * @typedef {object} Facts
 * @property {import('./trace-index.js').TraceIndex} index
 * @property {import('./timeline.js').TimelineModel} timeline
 * @property {(index: number) => string} text
 */

/** The names of phases in keys, by number. */
const PHASE_KEYS = Object.entries(Phase).reduce(
  (names, [name, number]) => {
    names[number] = name;
    return names;
  },
  /** @type {string[]} */ ([]),
);

/** Resources of which one can say "a value": channels. */
const LOCKS = new Set(['Mutex', 'RwLock']);

/** @param {string} key @param {Record<string, Term>} [terms] @returns {Sentence} */
const say = (key, terms = {}) => ({ key: `sentence.${key}`, terms });

/** A key's form for one, or for several. @param {string} key @param {number} n */
const many = (key, n) => (n === 1 ? `${key}One` : key);

/** @param {number} task @returns {Term} */
const task = (task) => ({ task });

/**
 * What happened at a step.
 *
 * @param {TraceEvent} event the step's own event
 * @param {number} step its number, from 1
 * @param {Facts} facts
 * @returns {Sentence}
 */
export function sentenceOf(event, step, facts) {
  const teller = TELLERS[event.kind];
  return teller ? teller(event, facts, step) : say('unknown', { kind: event.name });
}

/** @typedef {(event: TraceEvent, facts: Facts, step: number) => Sentence} Teller */

/** @param {TraceEvent} event @param {Facts} facts */
const resourceKind = ({ a }, { index }) => RESOURCE_KINDS[index.resourceKind(a)] ?? 'Cell';

/** @param {TraceEvent} event @returns {{ task: Term, resource: Term }} */
const at = (event) => ({ task: task(event.task), resource: { resource: event.a } });

/** @type {Record<number, Teller>} */
const TELLERS = {
  [Kind.Spawn]: ({ task: id, a }) =>
    a === NO_TASK
      ? say('spawn.root', { task: task(id) })
      : say('spawn.by', { task: task(id), by: task(a) }),

  [Kind.Queued]: ({ task: id, a }) =>
    a <= 1
      ? say('queued.alone', { task: task(id) })
      : say(many('queued.behind', a - 1), { task: task(id), n: a - 1 }),

  [Kind.PollBegin]: ({ task: id, a }) =>
    a === 1 ? say('poll.first', { task: task(id) }) : say('poll.again', { task: task(id), n: a }),

  [Kind.PollEnd]: ({ task: id, a }, { timeline }, step) => {
    if (a === 1) return say('end.ready', { task: task(id) });
    if (a === 2) return say('end.panicked', { task: task(id) });
    const phase = timeline.phaseAt(id, step);
    // Still in the poll as the lanes see it: it was woken meanwhile.
    const key = phase === Phase.Poll || phase === Phase.Ready ? 'Again' : PHASE_KEYS[phase];
    return say(`pending.${key}`, { task: task(id) });
  },

  [Kind.Wake]: (event, facts) => {
    const { cause, effect, via } = wakeParts(event.b);
    const terms = {
      task: task(event.task),
      by: task(event.a),
      effect: say(`effect.${EFFECTS[effect] ?? 'Queued'}`),
    };
    const name = CAUSES[cause] ?? 'Outside';
    if (name === 'Input')
      return say('wake.Input', { ...terms, name: { code: facts.text(event.a) } });
    if (name === 'Task' && via > 0)
      return say('wake.TaskVia', { ...terms, resource: { resource: via } });
    return say(`wake.${name}`, terms);
  },

  [Kind.TimerSet]: ({ task: id, a, b }, { index }, step) => {
    const deadline = wide(a, b);
    const after = deadline - index.timeOfStep(step);
    return say('timer.set', {
      task: task(id),
      at: { ns: deadline },
      after: { ns: Math.max(0, after) },
    });
  },
  [Kind.TimerFired]: ({ a }, { index }, step) =>
    say('timer.fired', { task: task(index.timerTask(a)), now: { ns: index.timeOfStep(step) } }),
  [Kind.TimerCancelled]: ({ a }, { index }) =>
    say('timer.cancelled', { task: task(index.timerTask(a)), at: { ns: index.timerDeadline(a) } }),

  [Kind.Cpu]: ({ task: id, a, b }) => say('cpu', { task: task(id), for: { ns: wide(a, b) } }),
  [Kind.Lap]: ({ a, b }) => say('lap', { for: { ns: wide(a, b) } }),
  [Kind.Clock]: ({ a, b }) => say('clock', { now: { ns: wide(a, b) } }),
  [Kind.Park]: () => say('park'),
  [Kind.Unpark]: () => say('unpark'),

  [Kind.Made]: (event, { index }) => {
    const kind = RESOURCE_KINDS[event.b & 0xff] ?? 'Cell';
    const n = index.capacity(event.a);
    if (kind === 'Join') return say('made.Join', { ...at(event), other: task(n) });
    if (kind === 'Mpsc' && n === 0) return say('made.Unbounded', at(event));
    const counted = ['Mpsc', 'Semaphore', 'Barrier', 'Broadcast'].includes(kind);
    return event.task === NO_TASK
      ? say(counted ? 'made.rootCounted' : 'made.root', { ...at(event), n })
      : say(counted ? 'made.counted' : 'made.plain', { ...at(event), n });
  },

  [Kind.WaitBegin]: (event, { index }) => {
    const kind = WAIT_KINDS[event.b & 0xff] ?? 'Notice';
    const terms = { ...at(event), n: event.b >>> 8 };
    if (kind === 'Join')
      return say('wait.Join', { ...terms, other: task(index.capacity(event.a)) });
    return say(`wait.${kind}`, terms);
  },
  [Kind.WaitEnd]: (event, { index }) => {
    const resource = index.waitResource(event.a);
    const terms = { task: task(event.task), resource: { resource } };
    if (event.b === 0) return say('given.up', terms);
    const kind = WAIT_KINDS[index.waitKind(event.a)] ?? 'Notice';
    return say(`given.${kind}`, { ...terms, other: task(index.capacity(resource)) });
  },

  [Kind.Acquired]: (event, facts) => {
    const kind = resourceKind(event, facts);
    const terms = { ...at(event), n: event.b };
    if (kind === 'RwLock') return say(event.b === 1 ? 'acquired.read' : 'acquired.write', terms);
    return say(LOCKS.has(kind) ? 'acquired.lock' : many('acquired.permits', event.b), terms);
  },
  [Kind.Released]: (event, facts) =>
    say(
      LOCKS.has(resourceKind(event, facts)) ? 'released.lock' : many('released.permits', event.b),
      {
        ...at(event),
        n: event.b,
      },
    ),

  [Kind.Sent]: (event, { index }) => {
    const capacity = index.capacity(event.a);
    const terms = { ...at(event), n: event.b, capacity };
    if (capacity > 0 && event.b >= capacity) return say('sent.full', terms);
    return say('sent.plain', terms);
  },
  [Kind.Received]: (event) =>
    say(event.b === 0 ? 'received.last' : 'received.plain', { ...at(event), n: event.b }),
  [Kind.Closed]: (event) => say(event.b === 0 ? 'closed.sender' : 'closed.receiver', at(event)),
  [Kind.Notified]: (event) =>
    say(event.b === 0 ? 'notified.nobody' : many('notified.some', event.b), {
      ...at(event),
      n: event.b,
    }),

  [Kind.TaskDone]: ({ task: id }) => say('done', { task: task(id) }),
  [Kind.TaskCancelled]: ({ task: id }) => say('cancelled', { task: task(id) }),
  [Kind.TaskPanicked]: ({ task: id, a }, facts) =>
    say('panicked', { task: task(id), text: { code: facts.text(a) } }),
  [Kind.Message]: ({ task: id, a }, facts) =>
    say('message', { task: task(id), text: facts.text(a) }),

  [Kind.Verdict]: ({ task: id, a, b }) =>
    say(`verdict.${VERDICTS[a & 0xff] ?? 'Lost'}`, { task: task(id), resource: { resource: b } }),
  [Kind.Input]: ({ a, b }, facts) =>
    say(b === 0 ? 'input.nobody' : many('input.some', b), { name: { code: facts.text(a) }, n: b }),
  [Kind.Halted]: ({ a }) =>
    say(`halted.${['TraceFull', 'TurnLimit', 'BadScript'][a] ?? 'TurnLimit'}`),
  [Kind.FutureStarted]: (event) => say('future.started', at(event)),
  [Kind.FutureDropped]: (event) =>
    say(`future.${['unpolled', 'half', 'finished'][event.b] ?? 'half'}`, at(event)),
  [Kind.End]: ({ a }) => say(a === 0 ? 'over.clean' : many('over.unfinished', a), { n: a }),
};

/**
 * Why it happened, where the state tells: why a task is polled, what a waiting one is waiting for.
 *
 * @param {TraceEvent} event the step's own event
 * @param {StateView} view the state after it
 * @param {Facts} facts
 * @returns {Sentence | null}
 */
export function reasonOf(event, view, facts) {
  if (event.task === NO_TASK || event.task >= view.taskCount) return null;
  if (event.kind === Kind.PollBegin) return reasonOfPoll(view.task(event.task), event, facts);
  if (event.kind === Kind.PollEnd && event.a === 0) return reasonOfWait(view.task(event.task));
  if (event.kind === Kind.Spawn) return say('why.lazy');
  return null;
}

/** @param {import('./types.js').TaskRow} row @param {TraceEvent} event @param {Facts} facts */
function reasonOfPoll(row, event, facts) {
  if (event.a === 1) return say('why.spawned', { task: task(row.id) });
  const terms = { task: task(row.id), by: task(row.wakeBy), step: row.wakeStep };
  switch (CAUSES[row.wakeCause]) {
    case 'Task':
      return row.wakeVia > 0
        ? say('why.wokenVia', { ...terms, resource: { resource: row.wakeVia } })
        : say('why.woken', terms);
    case 'Timer':
      return say('why.timer', terms);
    case 'Input':
      return say('why.input', { ...terms, name: { code: facts.text(row.wakeBy) } });
    case 'Itself':
      return say('why.itself', terms);
    default:
      return row.wakes === 0 ? say('why.unasked', terms) : null;
  }
}

/** @param {import('./types.js').TaskRow} row */
function reasonOfWait(row) {
  const terms = { task: task(row.id), resource: { resource: row.resource } };
  if (row.resource > 0) return say(`why.${WAIT_KINDS[row.waitKind] ?? 'Notice'}`, terms);
  if (row.deadlineNs >= 0) return say('why.deadline', { ...terms, at: { ns: row.deadlineNs } });
  if (row.statusName === 'ready' || row.status === 6) return null;
  return row.wakersAlive === 0
    ? say('why.noWaker', terms)
    : say('why.wakerKept', { ...terms, n: row.wakersAlive });
}

/**
 * What comes next, as far as the state tells.
 *
 * @param {TraceEvent | null} event the step's own event
 * @param {StateView} view the state after it
 * @param {{ over: boolean, awaitsInput: boolean, fifo: boolean }} run
 * @returns {Sentence | null}
 */
export function nextOf(event, view, run) {
  if (run.over) return null;
  if (event?.kind === Kind.Wake && wakeParts(event.b).effect === 0) {
    return say('next.queued', { task: task(event.task) });
  }
  if (event?.kind === Kind.TimerFired || event?.kind === Kind.Input) return say('next.wake');
  if (view.running !== NO_TASK) return say('next.running', { task: task(view.running) });
  const { ready, timers } = view;
  if (ready.length === 1 || (run.fifo && ready.length > 0)) {
    return say('next.front', { task: task(ready[0]) });
  }
  if (ready.length > 1) return say('next.choice', { n: ready.length });
  const first = timers.at(0);
  if (first !== undefined) {
    const { deadlineNs, task: id } = first;
    return say('next.timer', {
      task: task(id),
      at: { ns: deadlineNs },
      after: { ns: Math.max(0, deadlineNs - view.nowNs) },
    });
  }
  return run.awaitsInput ? say('next.input') : null;
}
