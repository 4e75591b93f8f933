/**
 * What a page's own thread did, from Chromium's tracing: each of its tasks with the processor time it
 * took. On a machine that others use too, the clock on the wall tells of them; this does not.
 */

/**
 * @typedef {object} Task
 * @property {number} cpu its processor time in milliseconds
 * @property {number} start when it began, in milliseconds of a clock of its own
 * @property {boolean} frame whether it made a frame: callbacks, style, layout, painting
 * @property {boolean} move whether the page heard of a moved pointer in it
 */

/**
 * @param {import('playwright-core').Page} page
 * @param {() => Promise<void>} act
 * @returns {Promise<Task[]>} in order
 */
export async function tasksOf(page, act) {
  const browser = page.context().browser();
  if (!browser) throw new Error('no browser');
  await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline'] });
  await act();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  const threads = new Set();
  for (const { name, args, pid, tid } of traceEvents) {
    if (name === 'thread_name' && args.name === 'CrRendererMain') threads.add(`${pid} ${tid}`);
  }
  /** @type {{ tasks: any[], frames: any[], moves: any[] }} */
  const own = { tasks: [], frames: [], moves: [] };
  for (const event of traceEvents) {
    if (!threads.has(`${event.pid} ${event.tid}`)) continue;
    if (event.name.endsWith('RunTask') && event.tdur > 0) own.tasks.push(event);
    else if (event.name === 'FireAnimationFrame') own.frames.push(event);
    else if (event.name === 'EventDispatch' && event.args.data?.type === 'pointermove') {
      own.moves.push(event);
    }
  }
  own.tasks.sort((a, b) => a.ts - b.ts);
  const marks = (/** @type {any[]} */ events) => {
    const found = new Set();
    const starts = own.tasks.map(({ ts }) => ts);
    for (const { ts, pid } of events) {
      let low = 0;
      let high = starts.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (starts[middle] <= ts) low = middle + 1;
        else high = middle;
      }
      // Tasks nest: the nearest that reaches so far, and every one around it.
      for (let at = low - 1; at >= 0 && at > low - 6; at -= 1) {
        const task = own.tasks[at];
        if (task.pid === pid && task.ts + task.dur >= ts) found.add(task);
      }
    }
    return found;
  };
  const [frames, moves] = [marks(own.frames), marks(own.moves)];
  return own.tasks.map((task) => ({
    cpu: task.tdur / 1000,
    start: task.ts / 1000,
    frame: frames.has(task),
    move: moves.has(task),
  }));
}
