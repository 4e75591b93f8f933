/** What a lesson's source calls a thing. Pure. */

/**
 * The name bound by a `let` in a line of a source: `left` in `let left = …`, `tx, rx` in
 * `let (tx, mut rx) = …`; '' where there is none.
 *
 * @param {string} source
 * @param {number} line from 1
 */
export function nameInLine(source, line) {
  const text = source.split('\n')[line - 1]?.trim() ?? '';
  if (!text.startsWith('let ')) return '';
  const [bound] = text.slice(4).split(/[=:]/);
  const names = bound.match(/[\p{L}\p{N}_]+/gu) ?? [];
  return names.filter((name) => name !== 'mut').join(', ');
}
