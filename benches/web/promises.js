/**
 * The workloads in JavaScript alone, as one would write them there: async functions for tasks, `await`
 * for a yield, a promise for a oneshot, a chain of promises for a lock. There is no channel to take, so
 * there is a small one here.
 *
 * An async function begins at once. Where the tasks of all others only begin after their spawner has
 * stopped, these await once before they begin.
 */

/** @typedef {{ batches: number, batch: number, yielders: number, yields: number, roundTrips: number,
 *   capacity: number, lockers: number, locks: number }} Sizes */

/** Counts down; one waits for zero. */
class Latch {
  #left = 0;
  /** @type {(() => void) | undefined} */
  #wake;

  /** @param {number} count */
  expect(count) {
    if (this.#left !== 0) throw new Error('work was left undone');
    this.#left = count;
  }

  arrive() {
    this.#left -= 1;
    if (this.#left === 0) this.#wake?.();
  }

  async wait() {
    if (this.#left > 0) {
      await new Promise((resolve) => {
        this.#wake = () => resolve(undefined);
      });
    }
  }
}

/** A channel that holds so many values; one side sends, the other receives. */
class Channel {
  /** @type {number[]} */
  #values;
  #first = 0;
  #count = 0;
  /** @type {(() => void) | undefined} */
  #sender;
  /** @type {(() => void) | undefined} */
  #receiver;

  /** @param {number} capacity */
  constructor(capacity) {
    this.#values = new Array(capacity).fill(0);
  }

  /** @param {number} value */
  async send(value) {
    const capacity = this.#values.length;
    while (this.#count === capacity) {
      await new Promise((resolve) => {
        this.#sender = () => resolve(undefined);
      });
    }
    this.#values[(this.#first + this.#count) % capacity] = value;
    this.#count += 1;
    this.#receiver?.();
    this.#receiver = undefined;
  }

  async receive() {
    while (this.#count === 0) {
      await new Promise((resolve) => {
        this.#receiver = () => resolve(undefined);
      });
    }
    const value = this.#values[this.#first];
    this.#first = (this.#first + 1) % this.#values.length;
    this.#count -= 1;
    this.#sender?.();
    this.#sender = undefined;
    return value;
  }
}

/** A lock: whoever wants it awaits the one before. */
class Mutex {
  /** @type {Promise<void>} */
  #last = Promise.resolve();

  /** Gives what unlocks it. */
  async lock() {
    const before = this.#last;
    /** @type {() => void} */
    let unlock = () => {};
    this.#last = new Promise((resolve) => {
      unlock = resolve;
    });
    await before;
    return unlock;
  }
}

/** @param {unknown} done @param {string} [what] */
function assert(done, what = 'work was left undone') {
  if (!done) throw new Error(what);
}

/** @param {number} batches @param {number} batch */
async function spawn(batches, batch) {
  const latch = new Latch();
  const task = async () => {
    await undefined;
    latch.arrive();
  };
  for (let round = 0; round < batches; round += 1) {
    latch.expect(batch);
    for (let index = 0; index < batch; index += 1) task();
    await latch.wait();
  }
}

/** @param {number} tasks @param {number} times */
async function yieldEach(tasks, times) {
  const latch = new Latch();
  const task = async () => {
    for (let time = 0; time < times; time += 1) await undefined;
    latch.arrive();
  };
  latch.expect(tasks);
  for (let index = 0; index < tasks; index += 1) task();
  await latch.wait();
}

/** @param {number} trips */
async function pingPong(trips) {
  const [to, back] = [new Channel(1), new Channel(1)];
  const peer = async () => {
    for (let trip = 0; trip < trips; trip += 1) await back.send((await to.receive()) + 1);
  };
  const ended = peer();
  let value = 0;
  for (let trip = 0; trip < trips; trip += 1) {
    await to.send(value);
    value = await back.receive();
  }
  await ended;
  assert(value === trips);
}

/** @param {number} capacity @param {number} count */
async function stream(capacity, count) {
  const channel = new Channel(capacity);
  const sender = async () => {
    for (let value = 0; value < count; value += 1) await channel.send(value);
  };
  const ended = sender();
  let sum = 0;
  for (let index = 0; index < count; index += 1) sum += await channel.receive();
  await ended;
  assert(sum === ((count - 1) * count) / 2);
}

/** @param {number} count */
async function park(count) {
  const latch = new Latch();
  latch.expect(count);
  let sum = 0;
  const senders = new Array(count);
  for (let index = 0; index < count; index += 1) {
    const oneshot = new Promise((resolve) => {
      senders[index] = resolve;
    });
    const task = async () => {
      const value = await oneshot;
      sum += value;
      latch.arrive();
    };
    task();
  }
  await undefined;
  for (let index = 0; index < count; index += 1) senders[index](index);
  await latch.wait();
  assert(sum === ((count - 1) * count) / 2);
}

/** @param {number} lockers @param {number} times @param {boolean} yields */
async function mutex(lockers, times, yields) {
  const [latch, lock] = [new Latch(), new Mutex()];
  let taken = 0;
  const task = async () => {
    for (let time = 0; time < times; time += 1) {
      const unlock = await lock.lock();
      taken += 1;
      if (yields) await undefined;
      unlock();
    }
    latch.arrive();
  };
  latch.expect(lockers);
  for (let index = 0; index < lockers; index += 1) task();
  await latch.wait();
  assert(taken === lockers * times);
}

/**
 * What does the workload once; `undefined` if promises cannot: they know no other clock than the
 * system's, and nothing that blocks.
 *
 * @param {string} key of the workload
 * @param {number} items
 * @param {Sizes} sizes
 * @returns {(() => Promise<void>) | undefined}
 */
export function prepare(key, items, sizes) {
  switch (key) {
    case 'Spawn':
      return () => spawn(1, items);
    case 'Churn':
      return () => spawn(sizes.batches, sizes.batch);
    case 'YieldOne':
      return () => yieldEach(1, items);
    case 'YieldMany':
      return () => yieldEach(sizes.yielders, sizes.yields);
    case 'PingPong':
      return () => pingPong(sizes.roundTrips);
    case 'Stream':
      return () => stream(sizes.capacity, items);
    case 'Park':
    case 'ParkMillion':
      return () => park(items);
    case 'MutexContended':
      return () => mutex(sizes.lockers, sizes.locks, true);
    case 'MutexAlone':
      return () => mutex(1, items, false);
    default:
      return undefined;
  }
}
