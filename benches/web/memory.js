/**
 * What a parked task costs in wasm: bytes beyond its future, by the counting allocator, and how far the
 * memory of the instance has grown. Each figure is of an instance of its own.
 */

import { contains } from './measure.js';

/** @typedef {import('./measure.js').Samples} Samples */

/**
 * @param {() => Promise<{ wasm: any, memory: WebAssembly.Memory }>} instantiate
 * @param {import('./measure.js').Plan} plan
 * @returns {Promise<Samples[]>}
 */
export async function measureMemory(instantiate, plan) {
  const { wasm } = await instantiate();
  const { counts, peak, future, contenders } = JSON.parse(wasm.memory_programme());
  const all = [];
  /** @type {Samples['series']} */
  let peaks = [];
  for (const { count, name } of counts) {
    /** @type {Samples['series']} */
    const series = [];
    peaks = [];
    for (const [index, { name: contender, kind }] of contenders.entries()) {
      const parked = await park(instantiate, index, count);
      if (!parked) continue;
      series.push({ contender, kind, figures: [parked.bytes / count - future] });
      peaks.push({ contender, kind, figures: [parked.grown] });
    }
    all.push({ place: plan.place, workload: name, unit: 'bytes', series });
  }
  all.push({ place: plan.place, workload: peak, unit: 'bytes', series: peaks });
  return all.filter(({ workload }) => contains(workload, plan.only ?? ''));
}

/**
 * @param {() => Promise<{ wasm: any, memory: WebAssembly.Memory }>} instantiate
 * @param {number} contender
 * @param {number} count
 */
async function park(instantiate, contender, count) {
  const { wasm, memory } = await instantiate();
  const before = wasm.memory_live();
  if (!wasm.memory_park(contender, count)) return undefined;
  // What runs on the event loop has not been polled yet.
  for (let turns = 0; wasm.memory_polled() < count; turns += 1) {
    if (turns > 1000) throw new Error('not every task was polled');
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return { bytes: wasm.memory_live() - before, grown: memory.buffer.byteLength };
}
