/**
 * The shapes that model, render and elements share. Owns no code: types only.
 *
 * Times are nanoseconds of logical time, tasks and timers are numbered from 0, resources from 1.
 */

/** The task number of events that belong to no task. */
export const NO_TASK = 0xffffffff;

/**
 * What a run is a pure function of. Whatever is left out is the lesson's default.
 *
 * @typedef {object} RunSpec
 * @property {string} lesson
 * @property {string} [executor]
 * @property {string} [policy]
 * @property {number | string} [seed]
 * @property {Record<string, number>} [params]
 * @property {number[]} [decisions]
 * @property {InputStamp[]} [inputs]
 */

/** @typedef {{ turn: number, at_ns: number, name: string }} InputStamp */

/**
 * @typedef {object} ParamInfo
 * @property {string} name
 * @property {number} min
 * @property {number} max
 * @property {number} default
 * @property {'' | 'ms'} unit
 */

/**
 * @typedef {object} LessonInfo
 * @property {string} id
 * @property {number} chapter 0 to 6
 * @property {string} file the source's path, as places name it
 * @property {string} source
 * @property {string[]} executors allowed ones; the first is the default
 * @property {string} policy
 * @property {number} time_scale seconds of logical time in a second of playing at speed 1
 * @property {ParamInfo[]} params
 * @property {string[]} inputs names of the event buttons
 * @property {string[]} verdicts the kinds of verdict a default run gives
 */

/** @typedef {{ executors: string[], policies: string[], lessons: LessonInfo[] }} Catalogue */

/**
 * The names behind the numbers of events and states.
 *
 * @typedef {object} Tables
 * @property {Record<string, number>} kinds
 * @property {string[]} outcomes
 * @property {string[]} causes
 * @property {string[]} effects
 * @property {string[]} resource_kinds
 * @property {string[]} wait_kinds
 * @property {string[]} sides
 * @property {string[]} verdicts
 * @property {string[]} halts
 * @property {string[]} statuses
 */

/**
 * One happening, decoded. See `src/trace/event.rs` for what `a` and `b` hold.
 *
 * @typedef {object} TraceEvent
 * @property {number} index its place in the trace
 * @property {number} kind
 * @property {string} name the kind's name
 * @property {number} worker
 * @property {number} place
 * @property {number} task or {@link NO_TASK}
 * @property {number} a
 * @property {number} b
 */

/** @typedef {'ready' | 'running' | 'waiting' | 'done' | 'cancelled' | 'panicked'} TaskStatus */

/**
 * A task at the cursor.
 *
 * @typedef {object} TaskRow
 * @property {number} id
 * @property {string} name
 * @property {number} status the number behind `statusName`; 6 is running and woken meanwhile
 * @property {TaskStatus} statusName
 * @property {number} polls
 * @property {number} wakes
 * @property {number} wastedPolls
 * @property {number} place where it is suspended; 0 is unknown
 * @property {number} resource the first it waits for; 0 is none
 * @property {number} waitKind -1 is none
 * @property {number} size of its future, in bytes
 * @property {number} wakersAlive
 * @property {number} parent -1 is none
 * @property {number} queuedNs
 * @property {number} runningNs
 * @property {number} waitingNs
 * @property {number} sinceNs since when it is in this status
 * @property {number} wakeCause of its last wake; -1 is none
 * @property {number} wakeBy
 * @property {number} wakeVia
 * @property {number} wakeStep
 * @property {number} spawnPlace
 * @property {boolean} wasted whether its last poll was
 * @property {number} deadlineNs of the timer it waits for; -1 is none
 * @property {number} spawnStep
 * @property {number} endStep -1 while it lives
 */

/** @typedef {{ id: number, task: number, deadlineNs: number, setNs: number }} TimerRow */

/**
 * @typedef {object} ResourceRow
 * @property {number} number
 * @property {string} kind its name in `Tables.resource_kinds`
 * @property {string} name as the source calls it, or ''
 * @property {number} capacity
 * @property {number} inside
 * @property {number} closed bits: 1 sender, 2 receiver
 * @property {number} maker
 * @property {number} place
 * @property {number} sent
 * @property {number} received
 * @property {number} holders
 * @property {number} waiters
 * @property {number} acquired
 */

/** @typedef {{ resource: number, task: number, amount: number }} HolderRow */

/** @typedef {{ number: number, resource: number, task: number, kind: string, amount: number, sinceNs: number }} WaitRow */

/** @typedef {{ kind: string, group: number, task: number, resource: number }} VerdictRow */

/**
 * @typedef {object} Counters
 * @property {number} polls
 * @property {number} wakes
 * @property {number} wasted_polls
 * @property {number} idle_ns
 * @property {number} cpu_ns
 * @property {number} spawned
 * @property {number} finished
 * @property {number} laps
 * @property {number} wakers_alive
 * @property {number} choices
 */

/**
 * The state at the cursor. Everything is read when it is first asked for and kept until the cursor
 * moves; a view is worthless once its session has moved on.
 *
 * @typedef {object} StateView
 * @property {number} step
 * @property {number} nowNs
 * @property {number} taskCount tasks spawned so far
 * @property {Uint8Array} statuses one byte a task; copied out of wasm, safe to keep
 * @property {Uint32Array} ready in queue order, front first
 * @property {number} running the polled task, or {@link NO_TASK}
 * @property {(id: number) => TaskRow} task
 * @property {(first: number, count: number) => TaskRow[]} tasks
 * @property {import('./rows.js').Rows<TimerRow>} timers by deadline, a few hundred at most
 * @property {import('./rows.js').Rows<TimerRow>} allTimers by deadline
 * @property {Uint32Array} timerTasks the tasks of all timers
 * @property {import('./rows.js').Rows<ResourceRow>} resources
 * @property {import('./rows.js').Rows<HolderRow>} holders
 * @property {import('./rows.js').Rows<WaitRow>} waits in line order
 * @property {import('./rows.js').Rows<VerdictRow>} verdicts given up to the cursor
 * @property {Counters} counters
 */

/** @typedef {{ file: string, line: number }} Place */

/**
 * A verdict with all the tasks it names, for `words` to turn into a sentence.
 *
 * @typedef {object} Verdict
 * @property {string} kind
 * @property {number} group
 * @property {number[]} tasks in the order of the cycle, if it is one
 * @property {number[]} resources what each of them waits for, 0 is nothing known
 */

/**
 * @typedef {object} Snapshot
 * @property {number} step
 * @property {number} steps
 * @property {number} now_ns
 * @property {{ worker: number, task: number }[]} running
 * @property {number[]} ready
 * @property {SnapshotTask[]} tasks
 * @property {{ deadline_ns: number, task: number }[]} timers
 * @property {SnapshotResource[]} resources
 * @property {{ kind: string, tasks: number[], text: string }[]} verdicts
 * @property {Counters} counters
 */

/**
 * @typedef {object} SnapshotTask
 * @property {number} id
 * @property {string} name
 * @property {TaskStatus} status
 * @property {number} polls
 * @property {number} wakes
 * @property {number} wasted_polls
 * @property {number | null} line where it is suspended
 * @property {number | null} waits_for the number of a resource
 */

/**
 * @typedef {object} SnapshotResource
 * @property {number} number
 * @property {string} kind
 * @property {string} name
 * @property {number} capacity
 * @property {number} inside
 * @property {string[]} closed sides
 * @property {number[]} holders
 * @property {number[]} waiters in line order
 */

/**
 * Looks up the interface's words: `t('stage.ready', { count: 3 })`.
 *
 * @typedef {(key: string, params?: Record<string, string | number>) => string} Translate
 */
