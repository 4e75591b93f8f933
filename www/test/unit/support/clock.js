/** A clock that stands still until it is told to go on. */

/** A clock as the player wants it. */
export class FakeClock {
  #now = 0;
  #next = 1;
  /** @type {Map<number, { due: number, callback: () => void }>} */
  #timers = new Map();
  /** @type {(() => void)[]} */
  #hops = [];
  /** Timers armed at the same time, at most. */
  mostArmed = 0;
  /** How long each armed timer was to wait. @type {number[]} */
  armed = [];
  /** Hops so far. */
  hops = 0;
  /** What looking at the clock costs: work takes time. */
  cost = 0;

  now = () => {
    this.#now += this.cost;
    return this.#now;
  };

  /** @param {() => void} callback @param {number} ms */
  setTimeout = (callback, ms) => {
    const id = this.#next;
    this.#next += 1;
    this.#timers.set(id, { due: this.#now + ms, callback });
    this.armed.push(ms);
    this.mostArmed = Math.max(this.mostArmed, this.#timers.size);
    return id;
  };

  /** @param {number} id */
  clearTimeout = (id) => {
    this.#timers.delete(id);
  };

  /** @param {() => void} callback */
  hop = (callback) => {
    this.hops += 1;
    this.#hops.push(callback);
  };

  /** Lets time pass, hops first. @param {number} ms */
  pass(ms) {
    const until = this.#now + ms;
    for (;;) {
      for (let hops = this.#hops.splice(0); hops.length > 0; hops = this.#hops.splice(0)) {
        for (const hop of hops) hop();
        if (this.#now >= until) return;
      }
      const [first] = [...this.#timers].sort(([, a], [, b]) => a.due - b.due);
      if (first === undefined || first[1].due > until) break;
      this.#timers.delete(first[0]);
      this.#now = Math.max(this.#now, first[1].due);
      first[1].callback();
    }
    this.#now = Math.max(this.#now, until);
  }

  /** Makes one round of hops. */
  hopOnce() {
    for (const hop of this.#hops.splice(0)) hop();
  }
}
