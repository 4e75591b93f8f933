/** Numbers as the interface writes them. Owns units and separators; the same in every language. */

const MINUTE = 60e9;

/**
 * A logical time with three decimals, the way an oscilloscope shows it: it keeps its width while it
 * runs. Milliseconds, and beyond a minute minutes and seconds.
 *
 * @param {number} ns
 */
export function clock(ns) {
  if (ns < MINUTE) return `${group((ns / 1e6).toFixed(3))} ms`;
  return `${Math.floor(ns / MINUTE)} min ${((ns % MINUTE) / 1e9).toFixed(3)} s`;
}

/**
 * A length of time in as few digits as it needs.
 *
 * @param {number} ns
 */
export function duration(ns) {
  if (ns < 1e3 && ns > 0) return `${Math.round(ns)} ns`;
  if (ns < 1e6 && ns > 0) return `${trim(ns / 1e3)} µs`;
  if (ns < 10e9) return `${group(trim(ns / 1e6))} ms`;
  if (ns < 2 * MINUTE) return `${trim(ns / 1e9)} s`;
  return `${group(trim(ns / MINUTE))} min`;
}

/**
 * A count, its thousands apart from five digits on.
 *
 * @param {number} number
 */
export const count = (number) => (number < 10_000 ? String(number) : group(String(number)));

/** @param {number} number */
const trim = (number) => String(Number(number.toFixed(number < 10 ? 2 : number < 100 ? 1 : 0)));

/** @param {string} number */
function group(number) {
  const [whole, ...fraction] = number.split('.');
  return [whole.replace(/\B(?=(\d{3})+$)/g, ','), ...fraction].join('.');
}
