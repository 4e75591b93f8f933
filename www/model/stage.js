/**
 * What stands on the stage at the cursor: who is queued, who is polled, who waits where, who woke
 * whom. Pure: from a state and what the trace says, to groups. Knows no pixel.
 */

import { CAUSES, EFFECTS, isStep, Kind, wakeParts } from './events.js';
import { Phase, TimelineModel } from './timeline.js';
import { NO_TASK } from './types.js';

/** @typedef {import('./types.js').StateView} StateView */
/** @typedef {import('./types.js').ResourceRow} ResourceRow */
/** @typedef {import('./types.js').TraceEvent} TraceEvent */

/**
 * A task in line somewhere. `ghost`: its place is kept, but it is queued or running meanwhile.
 *
 * @typedef {{ task: number, kind: string, amount: number, ghost: boolean, other: number, wakers: number }} Waiter
 */

/** @typedef {{ task: number, deadlineNs: number, setNs: number, fired: boolean, ghost: boolean }} Ring */

/**
 * What tasks wait for together.
 *
 * @typedef {object} Group
 * @property {string} id the same for the same thing at every step
 * @property {'channel' | 'lock' | 'line' | 'timers' | 'joins' | 'inputs' | 'hand'} look
 * @property {ResourceRow | null} resource
 * @property {Waiter[]} waiters in line order
 * @property {{ task: number, amount: number }[]} holders
 * @property {Ring[]} rings by deadline
 * @property {boolean} touched the step is about it
 */

/** @typedef {{ cause: string, by: number, task: number, effect: string, via: number, fresh: boolean }} WakeEdge */

/**
 * @typedef {object} StageModel
 * @property {number} step
 * @property {number} nowNs
 * @property {ArrayLike<number>} queue front first
 * @property {number[]} incoming tasks that are about to enter the queue
 * @property {number} running or {@link NO_TASK}
 * @property {boolean} again the running task was woken and will queue up again
 * @property {number} poll which poll of it this is
 * @property {number} place where its code is
 * @property {'polling' | 'parked' | 'between' | 'input' | 'over' | 'halted' | 'start'} worker
 * @property {'in' | 'pending' | 'done' | null} flow the way that the step took a task
 * @property {number} untilNs the next deadline, -1 if there is none
 * @property {{ task: number, phase: number }[]} done the last ones first
 * @property {number} doneCount
 * @property {number} waiting how many tasks wait
 * @property {Group[]} groups
 * @property {number} quiet resources that are not shown
 * @property {WakeEdge[]} wakes of this turn; the last is the newest
 * @property {import('./types.js').Verdict[]} verdicts
 * @property {Map<number, string>} marks the verdict of each task that has one
 * @property {number} tasks
 */

/** What the stage needs beside the state. `Session` has it all. @typedef {object} Scene
 * @property {import('./trace-index.js').TraceIndex} index
 * @property {TimelineModel} timeline
 * @property {boolean} over
 * @property {boolean} awaitsInput
 * @property {(from: number, to: number) => TraceEvent[]} eventsBetween
 * @property {() => import('./types.js').Verdict[]} verdicts
 */

/** Steps to look back for what belongs to this turn. */
const LOOK_BACK = 48;
/** Resources that are always shown, when there are not more of them. */
const FEW = 6;
/** Above so many tasks nobody is looked at singly. */
const MANY = 2000;

/** @type {Record<string, Group['look']>} */
const LOOKS = {
  Mutex: 'lock',
  RwLock: 'lock',
  Semaphore: 'lock',
  Notify: 'line',
  Barrier: 'line',
  Oneshot: 'channel',
  Mpsc: 'channel',
  Broadcast: 'channel',
  Watch: 'channel',
  Input: 'inputs',
  Future: 'line',
  Join: 'joins',
  Cell: 'line',
};

/** Kinds that are shown only while something happens at them. */
const SHY = new Set(['Future', 'Cell', 'Join', 'Input']);

/**
 * The stage at the cursor.
 *
 * @param {StateView} view
 * @param {Scene} scene
 * @returns {StageModel}
 */
export function stageOf(view, scene) {
  const { timeline } = scene;
  const recent = turnOf(view.step, scene);
  const last = recent.at(-1) ?? null;
  const { count, waiting, known } = census(view, timeline);
  const wakes = wakesOf(recent);
  const verdicts = view.verdicts.length > 0 ? scene.verdicts() : [];
  const { groups, quiet } = groupsOf(view, scene, recent, wakes, verdicts);
  const strays = known ? straysOf(view, timeline) : { hand: [], incoming: [] };
  if (strays.hand.length > 0) groups.push(handGroup(strays.hand, view));
  const running = view.running;
  const worker = workerOf(view, scene, last);
  return {
    step: view.step,
    nowNs: view.nowNs,
    queue: view.ready,
    incoming: strays.incoming,
    running,
    again: running !== NO_TASK && view.statuses[running] === 6,
    poll: running === NO_TASK ? 0 : view.task(running).polls,
    place: running === NO_TASK ? 0 : placeOf(running, recent, view),
    worker: worker === 'parked' && strays.incoming.length > 0 ? 'between' : worker,
    flow: flowOf(last),
    untilNs: view.timers[0]?.deadlineNs ?? -1,
    done: doneOf(timeline, view.step),
    doneCount: count,
    waiting: Math.max(0, waiting - strays.incoming.length),
    groups,
    quiet,
    wakes,
    verdicts,
    marks: new Map(verdicts.flatMap(({ kind, tasks }) => tasks.map((task) => [task, kind]))),
    tasks: view.taskCount,
  };
}

/**
 * The events of the turn that the step belongs to, up to it: what happened since the poll began or
 * the worker was idle. Steps alone.
 *
 * @param {number} step
 * @param {Scene} scene
 */
function turnOf(step, scene) {
  const { index } = scene;
  if (step === 0) return [];
  const first = index.eventOfStep(Math.max(1, step - LOOK_BACK));
  const events = scene
    .eventsBetween(first, index.eventOfStep(step) + 1)
    .filter(({ kind, b }) => isStep(kind, b));
  let begin = events.length - 1;
  while (begin > 0 && !opens(events[begin].kind)) begin -= 1;
  return events.slice(begin);
}

/** @param {number} kind */
function opens(kind) {
  return kind === Kind.PollBegin || kind === Kind.Park || kind === Kind.Lap;
}

/** @param {StateView} view @param {TimelineModel} timeline */
function census(view, timeline) {
  const { statuses } = view;
  let waiting = 0;
  for (let id = 0; id < statuses.length; id += 1) if (statuses[id] === 2) waiting += 1;
  return {
    count: TimelineModel.until(timeline.ends, view.step),
    waiting,
    known: waiting > 0 && view.taskCount <= MANY,
  };
}

/** @param {TraceEvent[]} recent @returns {WakeEdge[]} */
function wakesOf(recent) {
  const last = recent.at(-1);
  return recent
    .filter(({ kind }) => kind === Kind.Wake)
    .slice(-6)
    .map(({ task, a, b, index }) => {
      const { cause, effect, via } = wakeParts(b);
      return {
        cause: CAUSES[cause] ?? 'Outside',
        by: a,
        task,
        effect: EFFECTS[effect] ?? 'Queued',
        via,
        fresh: last?.index === index || (last?.kind === Kind.Queued && last.task === task),
      };
    });
}

/** @param {number} task @param {TraceEvent[]} recent @param {StateView} view */
function placeOf(task, recent, view) {
  for (let at = recent.length - 1; at >= 0; at -= 1) {
    if (recent[at].task === task && recent[at].place > 0) return recent[at].place;
  }
  const row = view.task(task);
  return row.place || row.spawnPlace;
}

/** @param {StateView} view @param {Scene} scene @param {TraceEvent | null} last @returns {StageModel['worker']} */
function workerOf(view, scene, last) {
  if (view.running !== NO_TASK) return 'polling';
  if (last?.kind === Kind.Halted) return 'halted';
  if (scene.over) return 'over';
  if (view.step === 0) return 'start';
  if (view.ready.length > 0) return 'between';
  return scene.awaitsInput && view.timers.length === 0 ? 'input' : 'parked';
}

/** @param {TraceEvent | null} last @returns {StageModel['flow']} */
function flowOf(last) {
  if (last?.kind === Kind.PollBegin) return 'in';
  if (last?.kind === Kind.PollEnd && last.a === 0) return 'pending';
  return last?.kind === Kind.TaskDone ? 'done' : null;
}

/** @param {TimelineModel} timeline @param {number} step */
function doneOf(timeline, step) {
  const count = TimelineModel.until(timeline.ends, step);
  return timeline.ends
    .slice(Math.max(0, count - 12), count)
    .reverse()
    .map(({ task, code }) => ({ task, phase: code }));
}

/**
 * Tasks that wait, but at no resource and for no timer: those that wait by hand, and those that have
 * what they waited for and are about to be queued.
 *
 * @param {StateView} view
 * @param {TimelineModel} timeline
 */
function straysOf(view, timeline) {
  const placed = new Set();
  for (const { task } of view.waits) placed.add(task);
  for (const { task } of view.timers) placed.add(task);
  /** @type {number[]} */
  const hand = [];
  /** @type {number[]} */
  const incoming = [];
  const { statuses, step } = view;
  for (let id = 0; id < statuses.length; id += 1) {
    if (statuses[id] !== 2 || placed.has(id)) continue;
    const row = view.task(id);
    const woken = row.wakeStep > 0 && row.wakeStep >= step - 1 && row.wakeStep > row.spawnStep;
    const byHand = timeline.phaseAt(id, step) === Phase.Unknown && row.polls > 0 && !woken;
    (byHand ? hand : incoming).push(id);
  }
  return { hand, incoming };
}

/** @param {number[]} tasks @param {StateView} view @returns {Group} */
function handGroup(tasks, view) {
  const waiters = tasks.map((task) => ({
    ...waiter(task, 'Hand', view),
    wakers: view.task(task).wakersAlive,
  }));
  return {
    id: 'hand',
    look: 'hand',
    resource: null,
    waiters,
    holders: [],
    rings: [],
    touched: false,
  };
}

/** @param {number} task @param {string} kind @param {StateView} view @returns {Waiter} */
function waiter(task, kind, view) {
  return { task, kind, amount: 1, ghost: view.statuses[task] !== 2, other: NO_TASK, wakers: 0 };
}

/**
 * @param {StateView} view
 * @param {Scene} scene
 * @param {TraceEvent[]} recent
 * @param {WakeEdge[]} wakes
 * @param {import('./types.js').Verdict[]} verdicts
 */
function groupsOf(view, scene, recent, wakes, verdicts) {
  const last = recent.at(-1);
  const touched = last ? resourceOf(last, scene.index) : 0;
  const vital = new Set([touched, ...wakes.map(({ via }) => via)]);
  for (const { resources } of verdicts) for (const number of resources) vital.add(number);

  /** @type {Map<number, Group>} */
  const byResource = new Map();
  const proper = view.resources.filter(({ kind }) => !SHY.has(kind));
  const shown = view.resources.filter((row) => isShown(row, proper.length, vital));
  for (const resource of shown) {
    byResource.set(resource.number, {
      id: `r${resource.number}`,
      look: LOOKS[resource.kind] ?? 'line',
      resource,
      waiters: [],
      holders: [],
      rings: [],
      touched: resource.number === touched,
    });
  }
  for (const { resource, task, amount } of view.holders) {
    byResource.get(resource)?.holders.push({ task, amount });
  }
  for (const { resource, task, kind, amount } of view.waits) {
    const group = byResource.get(resource);
    const other = group?.look === 'joins' ? (group.resource?.capacity ?? NO_TASK) : NO_TASK;
    group?.waiters.push({ ...waiter(task, kind, view), amount, other });
  }
  const groups = merged([...byResource.values()]);
  if (scene.index.timers > 0 && (!scene.over || view.timers.length > 0))
    groups.push(timerGroup(view, scene, recent));
  return { groups, quiet: proper.length - shown.filter(({ kind }) => !SHY.has(kind)).length };
}

/** @param {ResourceRow} row @param {number} all @param {Set<number>} vital */
function isShown(row, all, vital) {
  const busy = row.waiters > 0 || vital.has(row.number);
  if (SHY.has(row.kind)) return busy;
  return all <= FEW || busy || row.holders > 0 || row.inside > 0;
}

/**
 * Joins and inputs are many small resources of one kind: each kind is one group.
 *
 * @param {Group[]} groups
 */
function merged(groups) {
  /** @type {Group[]} */
  const all = [];
  for (const group of groups) {
    const shared = group.look === 'joins' || group.look === 'inputs';
    const home = shared ? all.find(({ look }) => look === group.look) : undefined;
    if (home === undefined) {
      all.push(shared ? { ...group, id: group.look } : group);
    } else {
      home.waiters.push(...group.waiters);
      home.touched ||= group.touched;
    }
  }
  return all.filter(({ look, waiters }) => look !== 'joins' || waiters.length > 0);
}

/** @param {StateView} view @param {Scene} scene @param {TraceEvent[]} recent @returns {Group} */
function timerGroup(view, { index }, recent) {
  const fired = recent
    .filter(({ kind }) => kind === Kind.TimerFired)
    .slice(-6)
    .map(({ a }) => ({
      task: index.timerTask(a),
      deadlineNs: index.timerDeadline(a),
      setNs: index.timerSetNs(a),
      fired: true,
      ghost: false,
    }));
  const live = view.timers.map(({ task, deadlineNs, setNs }) => ({
    task,
    deadlineNs,
    setNs,
    fired: false,
    ghost: view.statuses[task] !== 2,
  }));
  return {
    id: 'timers',
    look: 'timers',
    resource: null,
    waiters: [],
    holders: [],
    rings: [...fired, ...live],
    touched: fired.length > 0,
  };
}

/** The resource that an event is about; 0 is none. @param {TraceEvent} event @param {import('./trace-index.js').TraceIndex} index */
export function resourceOf({ kind, a, b }, index) {
  switch (kind) {
    case Kind.Made:
    case Kind.WaitBegin:
    case Kind.Acquired:
    case Kind.Released:
    case Kind.Sent:
    case Kind.Received:
    case Kind.Closed:
    case Kind.Notified:
    case Kind.FutureStarted:
    case Kind.FutureDropped:
      return a;
    case Kind.WaitEnd:
      return index.waitResource(a);
    case Kind.Wake:
      return wakeParts(b).via;
    case Kind.Verdict:
      return b;
    default:
      return 0;
  }
}
