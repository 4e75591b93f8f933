/**
 * What tasks and resources are called. Pure.
 */

/**
 * @typedef {object} Names
 * @property {(id: number) => string} taskName
 * @property {(number: number) => string} resourceName
 * @property {(number: number) => string} resourceKind
 */

/** A task's name; its number if it has none. @param {number} id @param {Pick<Names, 'taskName'>} names */
export function taskLabel(id, names) {
  return names.taskName(id) || `#${id}`;
}

/**
 * What a resource is and what it is called.
 *
 * @param {number} number
 * @param {import('./types.js').Translate} t
 * @param {Pick<Names, 'resourceName' | 'resourceKind'>} names
 */
export function resourceWords(number, t, names) {
  const kind = names.resourceKind(number);
  const name = names.resourceName(number).replace(/^\((.*)\)$/, '$1');
  return { noun: t(`resources.${kind}`), name: name || `#${number}` };
}
