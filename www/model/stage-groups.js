/**
 * Who waits where: the groups below the executor. Pure; part of the model of the stage.
 */

import { Kind, wakeParts } from './events.js';
import { Phase } from './timeline.js';
import { NO_TASK } from './types.js';

/** @typedef {import('./types.js').StateView} StateView */
/** @typedef {import('./types.js').ResourceRow} ResourceRow */
/** @typedef {import('./types.js').TraceEvent} TraceEvent */
/** @typedef {import('./stage.js').Group} Group */
/** @typedef {import('./stage.js').Waiter} Waiter */
/** @typedef {import('./stage.js').WakeEdge} WakeEdge */
/** @typedef {import('./stage.js').Scene} Scene */

/** Resources that are always shown, when there are not more of them. */
const FEW = 6;
/** So many of one place are looked at singly. */
const KEPT = 420;
/** Where the task stands in a row of waits. */
const WAIT_TASK = 2;
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
 * Tasks that wait, but at no resource and for no timer: those that wait by hand, and those that have
 * what they waited for and are about to be queued.
 *
 * @param {StateView} view
 * @param {import('./timeline.js').TimelineModel} timeline
 */
export function straysOf(view, timeline) {
  const { waits, timerTasks } = view;
  const placed = new Uint8Array(view.taskCount);
  for (let at = 0; at < waits.length; at += 1) placed[waits.field(at, WAIT_TASK)] = 1;
  for (const task of timerTasks) placed[task] = 1;
  /** @type {number[]} */
  const hand = [];
  /** @type {number[]} */
  const incoming = [];
  const { statuses, step } = view;
  for (let id = 0; id < statuses.length; id += 1) {
    if (statuses[id] !== 2 || placed[id] === 1) continue;
    const row = view.task(id);
    const woken = row.wakeStep > 0 && row.wakeStep >= step - 1 && row.wakeStep > row.spawnStep;
    const byHand = timeline.phaseAt(id, step) === Phase.Unknown && row.polls > 0 && !woken;
    (byHand ? hand : incoming).push(id);
  }
  return { hand, incoming };
}

/** Those who wait by hand. @param {number[]} tasks @param {StateView} view @returns {Group} */
export function handGroup(tasks, view) {
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
    rest: [],
    touched: false,
  };
}

/** @param {number} task @param {string} kind @param {StateView} view @returns {Waiter} */
function waiter(task, kind, view) {
  return { task, kind, amount: 1, ghost: view.statuses[task] !== 2, other: NO_TASK, wakers: 0 };
}

/**
 * The groups of resources and of timers, and how many resources are left out.
 *
 * @param {StateView} view
 * @param {Scene} scene
 * @param {TraceEvent[]} recent the turn's steps, the current one last
 * @param {WakeEdge[]} wakes
 * @param {import('./types.js').Verdict[]} verdicts
 * @returns {{ groups: Group[], quiet: number }}
 */
export function groupsOf(view, scene, recent, wakes, verdicts) {
  const last = recent.at(-1);
  const touched = last ? resourceOf(last, scene.index) : 0;
  const vital = new Set([touched, ...wakes.map(({ via }) => via)]);
  for (const { resources } of verdicts) for (const number of resources) vital.add(number);

  /** @type {Map<number, Group>} */
  const byResource = new Map();
  const all = view.resources.filter((row) => !SHY.has(row.kind) || isBusy(row, vital));
  const proper = all.filter(({ kind }) => !SHY.has(kind));
  const shown = all.filter((row) => isShown(row, proper.length, vital));
  for (const resource of shown) {
    byResource.set(resource.number, {
      id: `r${resource.number}`,
      look: LOOKS[resource.kind] ?? 'line',
      resource,
      waiters: [],
      holders: [],
      rings: [],
      rest: [],
      touched: resource.number === touched,
    });
  }
  for (const { resource, task, amount } of view.holders) {
    byResource.get(resource)?.holders.push({ task, amount });
  }
  for (const { resource, task, kind, amount } of view.waits) {
    const group = byResource.get(resource);
    if (group === undefined) continue;
    if (group.waiters.length >= KEPT) {
      group.rest.push(task);
      continue;
    }
    const other = group.look === 'joins' ? (group.resource?.capacity ?? NO_TASK) : NO_TASK;
    group.waiters.push({ ...waiter(task, kind, view), amount, other });
  }
  const groups = merged([...byResource.values()]);
  if (scene.index.timers > 0 && (!scene.over || view.timers.length > 0))
    groups.push(timerGroup(view, scene, recent));
  return { groups, quiet: proper.length - shown.filter(({ kind }) => !SHY.has(kind)).length };
}

/** @param {ResourceRow} row @param {number} all @param {Set<number>} vital */
function isShown(row, all, vital) {
  const busy = isBusy(row, vital);
  if (SHY.has(row.kind)) return busy;
  return all <= FEW || busy || row.holders > 0 || row.inside > 0;
}

/** @param {ResourceRow} row @param {Set<number>} vital */
function isBusy(row, vital) {
  return row.waiters > 0 || vital.has(row.number);
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
      for (const one of group.waiters) {
        if (home.waiters.length < KEPT) home.waiters.push(one);
        else home.rest.push(one.task);
      }
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
  const { timers } = view;
  const live = timers.slice(0, KEPT).map(({ task, deadlineNs, setNs }) => ({
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
    rest: othersOf(view.timerTasks, live, view.taskCount),
    touched: fired.length > 0,
  };
}

/**
 * The tasks of timers that are not among those looked at singly. One task may have several.
 *
 * @param {Uint32Array} tasks of all timers
 * @param {{ task: number }[]} single
 * @param {number} count how many tasks there are
 */
function othersOf(tasks, single, count) {
  if (tasks.length <= single.length) return [];
  const left = new Uint16Array(count);
  for (const { task } of single) left[task] += 1;
  /** @type {number[]} */
  const others = [];
  for (const task of tasks) {
    if (left[task] > 0) left[task] -= 1;
    else others.push(task);
  }
  return others;
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
