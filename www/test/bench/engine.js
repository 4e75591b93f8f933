/**
 * How fast wasm packages are beside each other: `node engine.js FOLDER…`. Each folder holds a
 * `wakescope.js` and a `wakescope_bg.wasm` made by the same wasm-bindgen. Plays a heavy lesson to its
 * end and seeks in it, in turns; prints each one's medians, its size, and both together.
 */

import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { median } from './statistics.js';

const ROUNDS = 15;
const SPECS = [
  { lesson: 'many-tasks', params: { tasks: 20_000 } },
  { lesson: 'many-tasks', executor: 'busy_loop', params: { tasks: 2_000 } },
  { lesson: 'channel', params: { loaves: 100 } },
];

const packages = await Promise.all(
  process.argv.slice(2).map(async (folder) => {
    const bytes = await readFile(join(folder, 'wakescope_bg.wasm'));
    const glue = await import(join(resolve(folder), 'wakescope.js'));
    glue.initSync({ module: bytes });
    return { folder, glue, brotli: brotliCompressSync(bytes).length, times: [] };
  }),
);

/** @param {any} glue @returns {number} milliseconds of processor time */
function play(glue) {
  const before = process.cpuUsage();
  for (const spec of SPECS) {
    const playground = new glue.Playground(spec);
    playground.run(0xffffffff);
    const steps = playground.recorded_steps();
    for (let at = 0; at < 20; at += 1) playground.seek((at * 7919 * 613) % steps);
    playground.free();
  }
  return process.cpuUsage(before).user / 1000;
}

for (let round = 0; round <= ROUNDS; round += 1) {
  for (const { glue, times } of packages) {
    const time = play(glue);
    // The first round compiles.
    if (round > 0) /** @type {number[]} */ (times).push(time);
  }
}
const [first] = packages;
for (const { folder, brotli, times } of packages) {
  const time = median(times);
  const ratio = time / median(first.times);
  const size = brotli / first.brotli;
  console.log(
    `${folder.padEnd(40)} ${time.toFixed(1)} ms (${ratio.toFixed(3)})  ${brotli} bytes (${size.toFixed(3)})  product ${(ratio * size).toFixed(3)}`,
  );
}
