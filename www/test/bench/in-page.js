/**
 * What the measurements need within a page before its own scripts run. Each function here is sent
 * there as it is, so it can use nothing around it.
 */

/** Keeps the memories of all wasm instances, to know how large they grow: `window.memories`. */
export function keepMemories() {
  /** @type {WebAssembly.Memory[]} */
  const memories = [];
  const Plain = WebAssembly.Instance;
  WebAssembly.Instance = class extends Plain {
    /** @param {WebAssembly.Module} module @param {WebAssembly.Imports} [imports] */
    constructor(module, imports) {
      super(module, imports);
      const { memory } = this.exports;
      if (memory instanceof WebAssembly.Memory) memories.push(memory);
    }
  };
  Object.assign(window, { memories });
}

/**
 * `window.frames.start()` begins to note every frame; `stop()` gives the times from each to the next,
 * and how long the page's thread worked for each: its callbacks, style, layout and painting.
 */
export function watchFrames() {
  /** @type {number[]} */
  let deltas = [];
  /** @type {number[]} */
  let costs = [];
  let watching = false;
  let last = 0;
  let begin = 0;
  const after = new MessageChannel();
  after.port1.onmessage = () => costs.push(performance.now() - begin);
  const frame = () => {
    if (!watching) return;
    begin = performance.now();
    if (last > 0) deltas.push(begin - last);
    last = begin;
    // Delivered once the frame has been made.
    after.port2.postMessage(0);
    requestAnimationFrame(frame);
  };
  Object.assign(window, {
    frameWatch: {
      start() {
        [deltas, costs, last, watching] = [[], [], 0, true];
        requestAnimationFrame(frame);
      },
      stop() {
        watching = false;
        return { deltas, costs };
      },
    },
  });
}

/**
 * Notes for each move of a pressed pointer how long it takes until the frame that shows it has been
 * made: `window.scrubs`, in milliseconds from when the page heard of it, and `sinceInput` from when
 * the browser did.
 */
export function watchScrubs() {
  /** @type {{ work: number, sinceInput: number }[]} */
  const scrubs = [];
  const after = new MessageChannel();
  /** @type {{ heard: number, made: number } | null} */
  let pending = null;
  after.port1.onmessage = () => {
    if (pending === null) return;
    const now = performance.now();
    scrubs.push({ work: now - pending.heard, sinceInput: now - pending.made });
    pending = null;
  };
  window.addEventListener(
    'pointermove',
    (event) => {
      if (event.buttons === 0 || pending !== null) return;
      pending = { heard: performance.now(), made: event.timeStamp };
      requestAnimationFrame(() => after.port2.postMessage(0));
    },
    { capture: true },
  );
  Object.assign(window, { scrubs });
}

/**
 * Calls `tell` with where the button "step" is, once it is there and can be pressed; and with when
 * the first step has been painted.
 */
export function awaitStep() {
  const tell = (/** @type {object} */ what) =>
    /** @type {any} */ (window).tell(JSON.stringify(what));
  const look = () => {
    const transport = document
      .querySelector('wake-scope')
      ?.shadowRoot?.querySelector('ws-transport')?.shadowRoot;
    const button = transport?.querySelector('[part=forward]:not([disabled])');
    if (!button) {
      requestAnimationFrame(look);
      return;
    }
    const { x, y, width, height } = button.getBoundingClientRect();
    tell({ x: x + width / 2, y: y + height / 2 });
  };
  requestAnimationFrame(look);
  window.addEventListener('stepchange', (event) => {
    const { position } = /** @type {CustomEvent} */ (event).detail;
    if (position !== 1) return;
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => tell({ at: performance.now() });
      port2.postMessage(0);
    });
  });
}
