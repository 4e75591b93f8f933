/**
 * The whole trace as one lane a task: when it was ready, polled, waiting and for what; and the wakes
 * between them. Grows with the trace; every lookup is a binary search.
 *
 * A lane is a list of changes, in steps: from the step of one change to that of the next, the task
 * is in one {@link Phase}. Logical time is a lookup in the trace index, so one list serves both axes.
 */

import { EVENT_WORDS, isStep, Kind, wakeParts } from './events.js';
import { Column, lowerBound, upperBound } from './growable.js';
import { NO_TASK } from './types.js';

/** What a task does between two changes. Waits are told apart by what is waited for. */
export const Phase = Object.freeze({
  None: 0,
  Ready: 1,
  Poll: 2,
  Timer: 3,
  Channel: 4,
  Lock: 5,
  Signal: 6,
  Join: 7,
  Input: 8,
  Unknown: 9,
  Done: 10,
  Cancelled: 11,
  Panicked: 12,
});

/** The phase of a wait, by the number of its kind. */
const WAIT_PHASES = [
  Phase.Lock, // Lock
  Phase.Lock, // Read
  Phase.Lock, // Permit
  Phase.Channel, // Send
  Phase.Channel, // Receive
  Phase.Signal, // Notice
  Phase.Signal, // Barrier
  Phase.Join,
  Phase.Input,
  Phase.Channel, // Close
];

/** Whether a phase is a wait. @param {number} phase */
export function isWait(phase) {
  return phase >= Phase.Timer && phase <= Phase.Unknown;
}

/** Whether a phase is the end of a task. @param {number} phase */
export function isEnd(phase) {
  return phase >= Phase.Done;
}

/** The life of one task. */
class Lane {
  /** The steps at which its phase changed, ascending. @type {number[]} */
  steps = [];
  /** The phase from each of them on. @type {number[]} */
  phases = [];
  /** Numbers of the waits it is in. @type {number[]} */
  waits = [];
  /** Live timers it set. */
  timers = 0;
  /** The last of its phases. @type {number} */
  phase = Phase.None;
  /** It was woken during its poll. */
  again = false;

  /** @param {number} step @param {number} phase */
  change(step, phase) {
    if (this.phase === phase) return;
    this.phase = phase;
    const last = this.steps.length - 1;
    if (last >= 0 && this.steps[last] === step) {
      this.phases[last] = phase;
      return;
    }
    this.steps.push(step);
    this.phases.push(phase);
  }
}

/** A wake, as the timeline draws it. @typedef {{ step: number, task: number, cause: number, by: number, effect: number, via: number }} WakeMark */
/** A mark on a lane. @typedef {{ step: number, task: number, code: number }} Mark */

/** Lanes, wakes and marks of a trace that is still growing. */
export class TimelineModel {
  #index;
  #events = 0;
  #step = 0;
  /** @type {Lane[]} */
  #lanes = [];
  #ready = 0;
  #waits = 0;
  #readyAt = new Column(Uint32Array, 1024);
  #wakeSteps = new Column(Uint32Array);
  #wakeTasks = new Column(Uint32Array);
  #wakeBys = new Column(Uint32Array);
  #wakeBits = new Column(Uint32Array);
  /** Verdicts, in order. @type {Mark[]} */
  verdicts = [];
  /** Ends of tasks, in order; `code` is the phase. @type {Mark[]} */
  ends = [];
  /** Inputs, in order; `task` is nobody, `code` the text's index. @type {Mark[]} */
  inputs = [];
  #mostReady = 0;

  /** @param {import('./trace-index.js').TraceIndex} index synced before this is */
  constructor(index) {
    this.#index = index;
    this.#readyAt.push(0);
  }

  /** The index of the same trace. */
  get index() {
    return this.#index;
  }

  /** Tasks that were ever spawned. */
  get tasks() {
    return this.#lanes.length;
  }

  /** The longest the ready queue ever was. */
  get mostReady() {
    return this.#mostReady;
  }

  /** How many wakes there were. */
  get wakes() {
    return this.#wakeSteps.length;
  }

  /**
   * Takes in the events that came since the last call.
   *
   * @param {Uint32Array} words four words an event, all events from the first
   * @param {number} count
   */
  sync(words, count) {
    for (let index = this.#events; index < count; index += 1) {
      const at = index * EVENT_WORDS;
      const kind = words[at] & 0xff;
      if (!isStep(kind, words[at + 3])) continue;
      this.#step += 1;
      this.#take(kind, words[at + 1], words[at + 2], words[at + 3]);
      this.#readyAt.push(this.#ready);
    }
    this.#events = Math.max(this.#events, count);
  }

  /** @param {number} task */
  #lane(task) {
    while (this.#lanes.length <= task) this.#lanes.push(new Lane());
    return this.#lanes[task];
  }

  /** @param {number} kind @param {number} task @param {number} a @param {number} b */
  #take(kind, task, a, b) {
    if (kind === Kind.TimerFired || kind === Kind.TimerCancelled) {
      const owner = this.#index.timerTask(a);
      if (owner !== NO_TASK) this.#lane(owner).timers -= 1;
      return;
    }
    if (kind === Kind.Input) {
      this.inputs.push({ step: this.#step, task: NO_TASK, code: a });
      return;
    }
    if (kind === Kind.WaitBegin) {
      if (task !== NO_TASK) this.#lane(task).waits.push(this.#waits);
      this.#waits += 1;
      return;
    }
    if (task === NO_TASK) return;
    const lane = this.#lane(task);
    switch (kind) {
      case Kind.Spawn:
        lane.change(this.#step, Phase.Unknown);
        break;
      case Kind.Queued:
        this.#queue(lane);
        break;
      case Kind.PollBegin:
        if (lane.phase === Phase.Ready) this.#ready -= 1;
        lane.again = false;
        lane.change(this.#step, Phase.Poll);
        break;
      case Kind.PollEnd:
        if (a === 0 && !lane.again) lane.change(this.#step, this.#waitOf(lane));
        break;
      case Kind.Wake:
        this.#wake(lane, task, a, b);
        break;
      case Kind.TimerSet:
        lane.timers += 1;
        break;
      case Kind.WaitEnd:
        this.#forget(lane, a);
        break;
      case Kind.TaskDone:
        this.#end(lane, task, Phase.Done);
        break;
      case Kind.TaskCancelled:
        this.#end(lane, task, Phase.Cancelled);
        break;
      case Kind.TaskPanicked:
        this.#end(lane, task, Phase.Panicked);
        break;
      case Kind.Verdict:
        this.verdicts.push({ step: this.#step, task, code: a & 0xff });
        break;
    }
  }

  /** @param {Lane} lane */
  #queue(lane) {
    if (lane.phase === Phase.Ready || isEnd(lane.phase)) return;
    this.#ready += 1;
    this.#mostReady = Math.max(this.#mostReady, this.#ready);
    lane.change(this.#step, Phase.Ready);
  }

  /** @param {Lane} lane @param {number} task @param {number} a @param {number} b */
  #wake(lane, task, a, b) {
    if (wakeParts(b).effect === 2) lane.again = true;
    this.#wakeSteps.push(this.#step);
    this.#wakeTasks.push(task);
    this.#wakeBys.push(a);
    this.#wakeBits.push(b);
  }

  /** @param {Lane} lane @param {number} wait */
  #forget(lane, wait) {
    const at = lane.waits.indexOf(wait);
    if (at >= 0) lane.waits.splice(at, 1);
  }

  /** @param {Lane} lane @param {number} task @param {number} phase */
  #end(lane, task, phase) {
    if (lane.phase === Phase.Ready) this.#ready -= 1;
    lane.change(this.#step, phase);
    this.ends.push({ step: this.#step, task, code: phase });
  }

  /** @param {Lane} lane */
  #waitOf(lane) {
    const wait = lane.waits.at(-1);
    if (wait !== undefined) return WAIT_PHASES[this.#index.waitKind(wait)] ?? Phase.Unknown;
    return lane.timers > 0 ? Phase.Timer : Phase.Unknown;
  }

  /** How many marks of a list have happened after step `k`. @param {Mark[]} marks @param {number} k */
  static until(marks, k) {
    let low = 0;
    let high = marks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (marks[middle].step <= k) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** How many tasks were ready after step `k`. @param {number} k */
  readyAt(k) {
    return this.#readyAt.at(Math.min(k, this.#readyAt.length - 1));
  }

  /** The most that were ready within steps `[from, to]`, looking at 16 of them at most. @param {number} from @param {number} to */
  mostReadyWithin(from, to) {
    const stride = Math.max(1, Math.floor((to - from) / 16));
    let most = 0;
    for (let k = from; k <= to; k += stride) most = Math.max(most, this.readyAt(k));
    return most;
  }

  /** The phase of a task after step `k`. @param {number} task @param {number} k */
  phaseAt(task, k) {
    const lane = this.#lanes[task];
    if (lane === undefined) return Phase.None;
    const at = upperBound(lane.steps, k, 0, lane.steps.length) - 1;
    return at < 0 ? Phase.None : lane.phases[at];
  }

  /** The step at which a task was spawned, or -1. @param {number} task */
  birth(task) {
    return this.#lanes[task]?.steps[0] ?? -1;
  }

  /**
   * The stretches of a task's life that touch steps `[from, to]`. The last one lasts until the end
   * of what is recorded.
   *
   * @param {number} task
   * @param {number} from
   * @param {number} to
   * @param {(phase: number, begin: number, end: number) => void} each
   */
  stretches(task, from, to, each) {
    const lane = this.#lanes[task];
    if (lane === undefined) return;
    const { steps, phases } = lane;
    for (
      let at = Math.max(0, upperBound(steps, from, 0, steps.length) - 1);
      at < steps.length;
      at += 1
    ) {
      if (steps[at] > to) return;
      each(phases[at], steps[at], steps[at + 1] ?? this.#step);
    }
  }

  /** How many stretches touch steps `[from, to]`. @param {number} task @param {number} from @param {number} to */
  countStretches(task, from, to) {
    const steps = this.#lanes[task]?.steps;
    if (steps === undefined) return 0;
    const first = Math.max(0, upperBound(steps, from, 0, steps.length) - 1);
    return upperBound(steps, to, first, steps.length) - first;
  }

  /**
   * The phase that a column of pixels shows for steps `[from, to]`: a poll, if there was one, for
   * polls are what a reader looks for; else the last.
   *
   * @param {number} task
   * @param {number} from
   * @param {number} to
   */
  dominant(task, from, to) {
    const lane = this.#lanes[task];
    if (lane === undefined) return Phase.None;
    const { steps, phases } = lane;
    const first = Math.max(0, upperBound(steps, from, 0, steps.length) - 1);
    const last = upperBound(steps, to, first, steps.length) - 1;
    if (last < 0) return Phase.None;
    // Polls and waits take turns: among so many stretches there is a poll.
    if (last - first >= 3) return Phase.Poll;
    for (let at = first; at <= last; at += 1) if (phases[at] === Phase.Poll) return Phase.Poll;
    return phases[last];
  }

  /**
   * The range of wakes within steps `[from, to]`, as indices for {@link wake}.
   *
   * @param {number} from
   * @param {number} to
   * @returns {[number, number]}
   */
  wakesWithin(from, to) {
    const steps = this.#wakeSteps.values;
    const first = lowerBound(steps, from, 0, this.#wakeSteps.length);
    return [first, upperBound(steps, to, first, this.#wakeSteps.length)];
  }

  /** @param {number} at @returns {WakeMark} */
  wake(at) {
    const { cause, effect, via } = wakeParts(this.#wakeBits.at(at));
    const [step, task, by] = [this.#wakeSteps, this.#wakeTasks, this.#wakeBys].map((c) => c.at(at));
    return { step, task, by, cause, effect, via };
  }
}
