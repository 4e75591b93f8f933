/**
 * The state at the cursor as a plain object, for scripts and tests. A pure function of the state:
 * however the cursor came there, the snapshot is the same.
 */

import { NO_TASK } from './model/types.js';
import { gather } from './tape.js';

/**
 * @param {import('./model/types.js').StateView} view
 * @param {number} steps of the whole run
 * @param {{ line: (place: number) => number | null, text: (verdict: import('./model/types.js').Verdict) => string }} words
 * @returns {import('./model/types.js').Snapshot}
 */
export function snapshotOf(view, steps, words) {
  const { holders, waits } = view;
  return {
    step: view.step,
    steps,
    now_ns: view.nowNs,
    running: view.running === NO_TASK ? [] : [{ worker: 0, task: view.running }],
    ready: Array.from(view.ready),
    tasks: view.tasks(0, view.taskCount).map((task) => ({
      id: task.id,
      name: task.name,
      status: task.statusName,
      polls: task.polls,
      wakes: task.wakes,
      wasted_polls: task.wastedPolls,
      line: words.line(task.place),
      waits_for: task.resource === 0 ? null : task.resource,
    })),
    timers: view.allTimers.map(({ deadlineNs, task }) => ({ deadline_ns: deadlineNs, task })),
    resources: view.resources.map((resource) => ({
      number: resource.number,
      kind: resource.kind,
      name: resource.name,
      capacity: resource.capacity,
      inside: resource.inside,
      closed: ['Sender', 'Receiver'].filter((_, side) => (resource.closed >> side) & 1),
      holders: holders.filter((row) => row.resource === resource.number).map((row) => row.task),
      waiters: waits.filter((row) => row.resource === resource.number).map((row) => row.task),
    })),
    verdicts: gather(view.verdicts).map((verdict) => ({
      kind: verdict.kind,
      tasks: verdict.tasks,
      text: words.text(verdict),
    })),
    counters: { ...view.counters },
  };
}
