/**
 * Tasks, resources and verdicts in words. Owns the small phrases that more than one element says.
 */

import { duration } from './i18n/format.js';
import { resourceWords } from './model/words.js';

/** @typedef {import('./session.js').Session} Session */
/** @typedef {import('./i18n/index.js').Translate} Translate */
/** @typedef {import('./model/types.js').TaskRow} TaskRow */
/** @typedef {import('./model/types.js').Verdict} Verdict */

/**
 * A task by name and number; the number is what tells two of one name apart.
 *
 * @param {Session} session
 * @param {number} id
 */
export const taskLabel = (session, id) => `${session.taskName(id)} #${id}`;

/**
 * A resource by its kind and the name that the source has for it.
 *
 * @param {Session} session
 * @param {Translate} t
 * @param {number} number
 */
export function resourceLabel(session, t, number) {
  const { noun, name } = resourceWords(number, t, session);
  return `${noun} ${name}`;
}

/**
 * A task's state. Being woken while it runs is a state of its own: it will be polled again.
 *
 * @param {Translate} t
 * @param {TaskRow} row
 */
export const statusLabel = (t, row) => t(`status.${row.status === 6 ? 'woken' : row.statusName}`);

/**
 * What a waiting task waits for.
 *
 * @param {Session} session
 * @param {Translate} t
 * @param {TaskRow} row
 */
export function waitLabel(session, t, row) {
  if (row.resource > 0 && row.waitKind >= 0) {
    const kind = session.tables.wait_kinds[row.waitKind];
    return t(`waits.${kind}`, { resource: resourceLabel(session, t, row.resource) });
  }
  if (row.deadlineNs >= 0) return t('waits.Timer', { deadline: duration(row.deadlineNs) });
  return t('waits.Nothing');
}

/**
 * A verdict's reason as a sentence, with the circle if it is a deadlock. This is also what
 * `snapshot()` gives as its text.
 *
 * @param {Session} session
 * @param {Translate} t
 * @param {Verdict} verdict
 */
export function verdictSentence(session, t, verdict) {
  const tasks = verdict.tasks
    .slice(0, 5)
    .map((id) => taskLabel(session, id))
    .join(t('errors.separator'));
  const reason = t(`verdicts.reason.${verdict.kind}`, { tasks });
  const cycle = cycleOf(session, t, verdict);
  return cycle ? `${reason} ${t('verdicts.cycle', { cycle })}` : reason;
}

/**
 * The circle of a deadlock, `a → lock A → b → lock B → a`, or '' for any other verdict.
 *
 * @param {Session} session
 * @param {Translate} t
 * @param {Verdict} verdict
 */
export function cycleOf(session, t, { kind, tasks, resources }) {
  if (kind !== 'Deadlock' || tasks.length === 0) return '';
  const stops = tasks.flatMap((task, i) =>
    resources[i]
      ? [taskLabel(session, task), resourceLabel(session, t, resources[i])]
      : [taskLabel(session, task)],
  );
  return [...stops, taskLabel(session, tasks[0])].join(' → ');
}
