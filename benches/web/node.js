/** The workloads in Node. `cargo xtask bench node` runs it. */

import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { measure } from './measure.js';
import { options } from './options.js';

const { package: folder, samples, ...wish } = options();
const module = await WebAssembly.compile(await readFile(resolve(folder, 'bench_bg.wasm')));
const glue = pathToFileURL(resolve(folder, 'bench.js'));
let instances = 0;

const measured = await measure(
  async () => {
    // A module of another address is another module, and has an instance of its own.
    instances += 1;
    const wasm = await import(`${glue}?${instances}`);
    wasm.initSync({ module });
    return wasm;
  },
  { ...wish, place: 'node', atLeast: 20 },
  (line) => console.log(line),
);
await writeFile(samples, JSON.stringify(measured));
