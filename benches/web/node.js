/** The workloads in Node, or its parked tasks. `cargo xtask bench node` runs it. */

import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { measure } from './measure.js';
import { measureMemory } from './memory.js';
import { options } from './options.js';

const { package: folder, samples, memory, ...wish } = options();
const plan = { ...wish, place: 'node', atLeast: 20 };
const module = await WebAssembly.compile(await readFile(resolve(folder, 'bench_bg.wasm')));
const glue = pathToFileURL(resolve(folder, 'bench.js'));
let instances = 0;

const measured = memory
  ? await measureMemory(instantiate, plan)
  : await measure(
      async () => (await instantiate()).wasm,
      plan,
      (line) => console.log(line),
    );
await writeFile(samples, JSON.stringify(measured));

async function instantiate() {
  // A module of another address is another module, and has an instance of its own.
  instances += 1;
  const wasm = await import(`${glue}?${instances}`);
  return { wasm, memory: wasm.initSync({ module }).memory };
}
