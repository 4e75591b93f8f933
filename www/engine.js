/**
 * The only module that knows the wasm package. Loads it once a page, hands out runs, and turns a
 * panic into a {@link PoisonedError}: an instance that panicked is never called again, and the next
 * run is made by a fresh one.
 */

import { catalogue, initSync, Playground, Scout, tables } from './pkg/wakescope.js';
// The same glue as a file of its own: a module keeps one instance, so a fresh instance needs a fresh
// module, and only another URL gives that.
import glueUrl from './pkg/wakescope.js?url';
import wasmUrl from './pkg/wakescope_bg.wasm?url';

/** @typedef {typeof bundled} Glue what of the package is called from here */
/** @typedef {import('./model/types.js').RunSpec} RunSpec */
/** @typedef {import('./model/types.js').Catalogue} Catalogue */
/** @typedef {import('./model/types.js').Tables} Tables */

/** The engine panicked. What it was doing is lost; what its runs are made of, their specs, is not. */
export class PoisonedError extends Error {
  /** @param {unknown} cause */
  constructor(cause) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'PoisonedError';
    /** As at the boundary's own errors. */
    this.code = 'panic';
  }
}

const bundled = { catalogue, initSync, Playground, Scout, tables };

/** @type {Promise<WebAssembly.Module> | null} */
let compiled = null;
/** @type {Promise<Engine> | null} */
let current = null;
let instances = 0;

/** @returns {Promise<WebAssembly.Module>} */
function compile() {
  compiled ??= fetch(wasmUrl).then(async (response) => {
    if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
    // Servers that do not know wasm's type are common: then compile from bytes.
    return response.headers.get('content-type') === 'application/wasm'
      ? WebAssembly.compileStreaming(response)
      : WebAssembly.compile(await response.arrayBuffer());
  });
  compiled.catch(() => {
    compiled = null;
  });
  return compiled;
}

/** @returns {Promise<Engine>} */
async function instantiate() {
  const number = instances;
  instances += 1;
  const [module, glue] = await Promise.all([
    compile(),
    number === 0 ? bundled : /** @type {Promise<Glue>} */ (freshGlue(number)),
  ]);
  const exports = glue.initSync({ module });
  return new Engine(glue, exports.memory);
}

/** @param {number} number */
function freshGlue(number) {
  const url = new URL(glueUrl, import.meta.url);
  url.searchParams.set('instance', String(number));
  return import(/* @vite-ignore */ url.href);
}

/** The engine that works at present, loaded when first asked for. @returns {Promise<Engine>} */
export async function loadEngine() {
  if (current !== null) {
    const engine = await current.catch(() => null);
    if (engine !== null && !engine.poisoned) return engine;
  }
  // Whoever finds it missing first begins; the others wait for the same one.
  if (current === null || (await isGone(current))) {
    current = instantiate();
    current.catch(() => {});
  }
  return current;
}

/** @param {Promise<Engine>} engine */
async function isGone(engine) {
  try {
    return (await engine).poisoned;
  } catch {
    return true;
  }
}

/** One instance of the wasm module. */
export class Engine {
  #glue;
  #memory;
  #poisoned = false;
  /** @type {Catalogue} */
  catalogue;
  /** @type {Tables} */
  tables;

  /** @param {Glue} glue @param {WebAssembly.Memory} memory */
  constructor(glue, memory) {
    this.#glue = glue;
    this.#memory = memory;
    this.catalogue = /** @type {Catalogue} */ (glue.catalogue());
    this.tables = /** @type {Tables} */ (glue.tables());
  }

  /** It panicked: make another with `loadEngine`. */
  get poisoned() {
    return this.#poisoned;
  }

  /** A run, at step 0. @param {RunSpec} spec @throws {Error} the boundary's, or {@link PoisonedError} */
  open(spec) {
    return new Run(
      this,
      this.#memory,
      this.call(() => new this.#glue.Playground(spec)),
    );
  }

  /** A run that only counts. @param {RunSpec} spec @throws {Error} as `open` */
  scout(spec) {
    return new ScoutRun(
      this,
      this.call(() => new this.#glue.Scout(spec)),
    );
  }

  /**
   * Calls into wasm; what is no error of the boundary poisons the instance.
   *
   * @template T
   * @param {() => T} work
   * @returns {T}
   */
  call(work) {
    if (this.#poisoned) throw new PoisonedError('this instance panicked before');
    try {
      return work();
    } catch (error) {
      if (error instanceof Error && 'code' in error) throw error;
      this.#poisoned = true;
      throw new PoisonedError(error);
    }
  }
}

/** A run: typed calls, and views over wasm memory that are taken anew when memory or trace moved. */
export class Run {
  #engine;
  #memory;
  #playground;
  /** @type {Uint32Array} */
  #words = new Uint32Array(0);

  /**
   * @param {Engine} engine
   * @param {WebAssembly.Memory} memory
   * @param {InstanceType<Glue['Playground']>} playground
   */
  constructor(engine, memory, playground) {
    this.#engine = engine;
    this.#memory = memory;
    this.#playground = playground;
  }

  /** Whether its instance panicked: then every call throws. */
  get poisoned() {
    return this.#engine.poisoned;
  }

  /**
   * Calls the handle. Names and meanings are those of `src/web`.
   *
   * @template T
   * @param {(playground: InstanceType<Glue['Playground']>) => T} work
   * @returns {T}
   */
  call(work) {
    return this.#engine.call(() => work(this.#playground));
  }

  /** @returns {RunSpec} complete and canonical */
  spec() {
    return this.call((p) => /** @type {RunSpec} */ (p.spec()));
  }

  /**
   * All events, four words each, and how many there are. Valid until the next call.
   *
   * @returns {{ words: Uint32Array, count: number }}
   */
  events() {
    return this.call((p) => {
      const count = p.event_count();
      const at = p.events_ptr();
      const { buffer } = this.#memory;
      const words = this.#words;
      if (words.buffer !== buffer || words.byteOffset !== at || words.length !== count * 4) {
        this.#words = new Uint32Array(buffer, at, count * 4);
      }
      return { words: this.#words, count };
    });
  }

  /** One byte a task, copied. @returns {Uint8Array} */
  statuses() {
    return this.call((p) => {
      const at = p.statuses_ptr();
      return new Uint8Array(this.#memory.buffer, at, p.statuses_len()).slice();
    });
  }

  /** Gives the memory back; without effect after a panic. */
  free() {
    if (!this.#engine.poisoned) this.call((p) => p.free());
  }
}

/** A scout: see `Scout` in `src/web`. */
export class ScoutRun {
  #engine;
  #scout;

  /** @param {Engine} engine @param {InstanceType<Glue['Scout']>} scout */
  constructor(engine, scout) {
    this.#engine = engine;
    this.#scout = scout;
  }

  /** Goes on for so many turns. @param {number} turns @returns {boolean} whether it is finished */
  run(turns) {
    return this.#engine.call(() => this.#scout.run(turns));
  }

  /** What it counted so far. */
  found() {
    return this.#engine.call(() => ({
      steps: Number(this.#scout.steps()),
      endNs: Number(this.#scout.end_ns()),
    }));
  }

  /** Gives the memory back. */
  free() {
    if (!this.#engine.poisoned) this.#engine.call(() => this.#scout.free());
  }
}
