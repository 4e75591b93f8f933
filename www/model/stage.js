/**
 * What stands on the stage at the cursor: who is queued, who is polled, who waits where, who woke
 * whom. Pure: from a state and what the trace says, to groups. Knows no pixel.
 */

import { CAUSES, EFFECTS, isStep, Kind, wakeParts } from './events.js';
import { groupsOf, handGroup, straysOf } from './stage-groups.js';
import { TimelineModel } from './timeline.js';
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
 * @property {number[]} rest tasks of further waiters or rings, which are too many to be told apart
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
/** Above so many tasks nobody is looked at singly. */
const MANY = 2000;

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
    untilNs: view.timers.at(0)?.deadlineNs ?? -1,
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
    .slice(-3)
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
