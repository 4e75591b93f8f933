/** What many measurements come to. */

/**
 * The value below which a share of the values lie: the nearest of them, no mean of two.
 *
 * @param {number[]} values not empty
 * @param {number} share 0 to 1
 */
export function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
}

/** @param {number[]} values not empty */
export const median = (values) => percentile(values, 0.5);

/**
 * @typedef {object} Measure
 * @property {string} workload
 * @property {'ms' | 'bytes' | 'share'} unit
 * @property {number[]} values one for each repetition
 * @property {number} [goal] the most that the median may be
 */

/**
 * A row of the summary: the median of the repetitions, the least and the greatest beside it.
 *
 * @param {Measure} measure
 */
export function rowOf({ workload, unit, values, goal }) {
  const scale = unit === 'ms' ? 1e6 : 1;
  const name = { ms: 'ns', bytes: 'bytes', share: 'share' }[unit];
  const middle = median(values);
  return {
    place: 'page',
    workload,
    unit: name,
    [`ours_${name}`]: middle * scale,
    [`least_${name}`]: Math.min(...values) * scale,
    [`greatest_${name}`]: Math.max(...values) * scale,
    peer: null,
    peer_ns: null,
    ratio: null,
    rounds: values.length,
    ...(goal !== undefined && { goal: goal * scale, goal_met: middle <= goal }),
  };
}

/** A line of the table. @param {Measure} measure */
export function lineOf({ workload, unit, values, goal }) {
  const show = (/** @type {number} */ value) => {
    if (unit === 'bytes') return `${(value / 1e6).toFixed(1)} MB`;
    if (unit === 'share') return `${(value * 100).toFixed(1)} %`;
    return `${value.toFixed(1)} ms`;
  };
  const middle = median(values);
  const verdict =
    goal === undefined ? '' : `goal ${show(goal)}${middle <= goal ? ' met' : ' NOT met'}`;
  const spread = `${show(Math.min(...values))} – ${show(Math.max(...values))}`;
  return `${workload.padEnd(58)} ${show(middle).padStart(10)}   ${spread.padEnd(24)} ${verdict}`;
}
