/**
 * The rounds in JavaScript: who runs when, and the clock. For Node and for pages alike; what differs is
 * handed in.
 *
 * In each round every contender has one turn, and each round begins with another. One round before
 * these warms up and is not counted. Each workload has an instance of the wasm of its own, so none runs
 * in the memory that another has left scattered.
 */

import { prepare } from './promises.js';

/** @typedef {{ name: string, kind: string, run: (times: number) => Promise<void> | void }} Turn */
/** @typedef {Turn & { times: number, figures: number[] }} Runner */
/** @typedef {{ place: string, workload: string, unit: string,
 *   series: { contender: string, kind: string, figures: number[] }[] }} Samples */
/** @typedef {{ place: string, rounds: number, atLeast: number, only?: string, peers: string[] }} Plan
 *   `atLeast`: milliseconds that a turn takes, by doing the job several times if need be */

/**
 * @param {() => Promise<any>} instantiate makes a new instance of the wasm package
 * @param {Plan} plan
 * @param {(line: string) => void} tell of the progress
 * @returns {Promise<Samples[]>}
 */
export async function measure(instantiate, plan, tell) {
  const programme = JSON.parse((await instantiate()).programme());
  const all = [];
  for (const [index, workload] of programme.workloads.entries()) {
    if (!contains(workload.name, plan.only ?? '')) continue;
    const start = performance.now();
    const runners = [];
    for (const turn of turns(await instantiate(), programme, index)) {
      if (turn.kind === 'ours' || wanted(turn.name, plan.peers)) {
        runners.push({ ...turn, times: await settle(turn, plan.atLeast), figures: [] });
      }
    }
    await rounds(runners, Math.ceil(plan.rounds * workload.share), workload.items);
    all.push({
      place: plan.place,
      workload: workload.name,
      unit: 'ns',
      series: runners.map(({ name, kind, figures }) => ({ contender: name, kind, figures })),
    });
    tell(`${workload.name}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
  }
  return all;
}

/**
 * Everyone who can do a workload.
 *
 * @param {any} wasm
 * @param {any} programme
 * @param {number} index of the workload
 * @returns {Turn[]}
 */
function turns(wasm, programme, index) {
  const turns = [];
  for (const [number, { name, kind }] of programme.contenders.entries()) {
    const work = wasm.prepare(index, number);
    if (work) turns.push({ name, kind, run: (/** @type {number} */ times) => work.run(times) });
  }
  const { key, items } = programme.workloads[index];
  const once = prepare(key, items, programme.sizes);
  if (once) {
    const run = async (/** @type {number} */ times) => {
      for (let time = 0; time < times; time += 1) await once();
    };
    turns.push({ name: 'JavaScript promises', kind: 'promises', run });
  }
  return turns;
}

/**
 * How often a turn does its job, so that it takes `atLeast` milliseconds. Finding out warms it up.
 *
 * @param {Turn} turn
 * @param {number} atLeast
 */
async function settle(turn, atLeast) {
  let times = 1;
  // Compiled anew while it runs, a job becomes quicker: it is only believed after a second time,
  // unless it takes so long that the first must have settled it.
  for (let tries = 0; tries < 12; tries += 1) {
    const took = await time(turn, times);
    if (took >= (tries > 0 ? atLeast : 10 * atLeast)) break;
    times = Math.ceil(times * Math.min(Math.max(atLeast / Math.max(took, 0.1), 1), 20));
  }
  return times;
}

/** @param {Runner[]} runners @param {number} count @param {number} items */
async function rounds(runners, count, items) {
  for (let round = -1; round < count; round += 1) {
    for (let turn = 0; turn < runners.length; turn += 1) {
      const runner = runners[(round + 1 + turn) % runners.length];
      const took = await time(runner, runner.times);
      if (round >= 0) runner.figures.push((took * 1e6) / (items * runner.times));
    }
  }
}

/** Milliseconds. @param {Turn} turn @param {number} times */
async function time(turn, times) {
  const start = performance.now();
  const later = turn.run(times);
  if (later) await later;
  return performance.now() - start;
}

/** @param {string} name @param {string[]} peers */
function wanted(name, peers) {
  return peers.length === 0 || peers.some((peer) => contains(name, peer));
}

/** @param {string} name @param {string} text */
export function contains(name, text) {
  return name.toLowerCase().includes(text.toLowerCase());
}
