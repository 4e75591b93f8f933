/**
 * Times for rings, where there is room for three digits and a unit below them.
 */

const UNITS = /** @type {const} */ ([
  [60e9, 'min'],
  [1e9, 's'],
  [1e6, 'ms'],
  [1e3, 'µs'],
  [1, 'ns'],
]);

/**
 * A length of logical time in two short pieces.
 *
 * @param {number} ns
 * @returns {{ value: string, unit: string }}
 */
export function shortNs(ns) {
  const [size, unit] = UNITS.find(([size]) => ns >= size) ?? UNITS[2];
  const value = ns / size;
  const digits = value < 10 ? 1 : 0;
  return { value: Number(value.toFixed(digits)).toString(), unit };
}
