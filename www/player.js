/**
 * When the next step comes. Owns the pace of playing and the one armed timer; knows nothing of what
 * a step is: a {@link Score} tells how long until the next one and takes it.
 *
 * Stopped -play-> Working -nothing due-> Resting -timer-> Working -...-> Stopped
 *                 Working -slice is full-> Hopping -message-> Working
 *                 Working -an input is needed-> Listening -poke-> Working
 */

/**
 * What is played.
 *
 * @typedef {object} Score
 * @property {() => Next} next how long the next step should be awaited; makes nothing happen
 * @property {() => void} take makes the next step happen
 * @property {() => void} shown a slice of steps is over: show where it stands
 * @property {() => void} ended nothing is left to play
 * @property {() => number} timerDueMs wall time until the next deadline, Infinity if none is ahead
 */

/**
 * `wait`: milliseconds until the next step should happen, counted from the one before it.
 *
 * @typedef {{ kind: 'step', wait: number } | { kind: 'input' } | { kind: 'end' }} Next
 */

/**
 * What the player needs of the world, so that tests can bring their own.
 *
 * @typedef {object} Clock
 * @property {() => number} now milliseconds
 * @property {(callback: () => void, ms: number) => unknown} setTimeout
 * @property {(handle: any) => void} clearTimeout
 * @property {(callback: () => void) => void} hop gives way to painting and input, then calls back
 */

/** A slice of work, so that the page answers: milliseconds. */
export const SLICE_MS = 8;
/** A slice while a deadline is near: longer ones delay timers. */
export const SHORT_SLICE_MS = 1;
/** A deadline is near when it is less than this ahead. */
const NEAR_MS = 20;
/** `setTimeout` cannot wait longer than this. */
const LONGEST_MS = 0x7fff_ffff;
/** Waits under this are not worth a timer: they are saved up. */
const SHORTEST_MS = 1;
/** How far the run may lag behind the wall before it stops trying to catch up. */
const LAG_MS = 40;

/** Plays a score on a clock. */
export class Player {
  #score;
  #clock;
  #playing = false;
  /** When the step before the next one happened, on the wall, as far as it was meant to. */
  #since = 0;
  /** The armed timer, if there is one. @type {any} */
  #timer = null;
  /** Tells late hops of an earlier life from those that count. */
  #life = 0;
  #hopping = false;
  /** The share of the awaited step's wait that had passed when the reader paused. */
  #spent = 0;

  /** @param {Score} score @param {Clock} [clock] */
  constructor(score, clock = wallClock()) {
    this.#score = score;
    this.#clock = clock;
  }

  /** Whether it plays, be it only waiting. */
  get playing() {
    return this.#playing;
  }

  /** Plays on from where it stands. */
  play() {
    if (this.#playing) return;
    this.#playing = true;
    this.#since = this.#clock.now() - this.#spent;
    this.#spent = 0;
    this.#work();
  }

  /** Stops; the time already waited for the next step counts when it plays on. */
  pause() {
    if (!this.#playing) return;
    this.#spent = Math.max(0, this.#clock.now() - this.#since);
    this.#stop();
  }

  /** The cursor was moved by hand: what was waited for the next step is void. */
  moved() {
    this.#spent = 0;
    if (!this.#playing) return;
    this.#since = this.#clock.now();
    this.poke();
  }

  /** Something changed (speed, pace, an input): looks anew at what comes next. */
  poke() {
    if (!this.#playing) return;
    this.#disarm();
    if (!this.#hopping) this.#work();
  }

  /**
   * Scales what was waited for the next step, when waits become `factor` times as long.
   *
   * @param {number} factor
   */
  rescale(factor) {
    const now = this.#clock.now();
    if (this.#playing) this.#since = now - (now - this.#since) * factor;
    else this.#spent *= factor;
    this.poke();
  }

  /** Milliseconds on the wall that were waited for the next step so far. */
  get waitedMs() {
    return this.#playing ? Math.max(0, this.#clock.now() - this.#since) : this.#spent;
  }

  #stop() {
    this.#playing = false;
    this.#life += 1;
    this.#hopping = false;
    this.#disarm();
  }

  #disarm() {
    if (this.#timer === null) return;
    this.#clock.clearTimeout(this.#timer);
    this.#timer = null;
  }

  #work() {
    const life = this.#life;
    const begin = this.#clock.now();
    const slice = this.#score.timerDueMs() < NEAR_MS ? SHORT_SLICE_MS : SLICE_MS;
    let taken = 0;
    for (;;) {
      const next = this.#score.next();
      const now = this.#clock.now();
      if (next.kind !== 'step') {
        if (taken > 0) this.#score.shown();
        // What was shown may have moved things: a listener may have stopped or poked it.
        if (life !== this.#life || !this.#playing || this.#timer !== null) return;
        if (next.kind === 'input') {
          this.#since = now;
          return;
        }
        this.#stop();
        this.#spent = 0;
        this.#score.ended();
        return;
      }
      const due = this.#since + next.wait;
      if (due - now >= SHORTEST_MS) {
        if (taken > 0) this.#score.shown();
        if (life === this.#life && this.#playing) this.#rest(due);
        return;
      }
      if (now - begin >= slice) {
        if (taken > 0) this.#score.shown();
        if (life === this.#life && this.#playing) this.#hop();
        return;
      }
      this.#since = Math.max(due, now - LAG_MS);
      this.#score.take();
      taken += 1;
      if (life !== this.#life) return;
    }
  }

  /** @param {number} due */
  #rest(due) {
    this.#disarm();
    const ms = Math.min(LONGEST_MS, Math.max(0, due - this.#clock.now()));
    this.#timer = this.#clock.setTimeout(() => {
      this.#timer = null;
      this.#work();
    }, ms);
  }

  #hop() {
    if (this.#hopping) return;
    this.#hopping = true;
    const life = this.#life;
    this.#clock.hop(() => {
      if (life !== this.#life) return;
      this.#hopping = false;
      this.#disarm();
      this.#work();
    });
  }
}

/**
 * The browser's own clock. Hops go through a message channel: not through microtasks, which let no
 * frame be painted, and not through nested timers, which are clamped to 4 ms.
 *
 * @returns {Clock}
 */
export function wallClock() {
  return {
    now: () => performance.now(),
    setTimeout: (callback, ms) => setTimeout(callback, ms),
    clearTimeout: (handle) => clearTimeout(handle),
    hop,
  };
}

/** @type {MessageChannel | null} */
let channel = null;
/** @type {(() => void)[]} */
let hops = [];

/** Calls back in a task of its own, after frames and input had their turn. @param {() => void} callback */
export function hop(callback) {
  if (channel === null) {
    channel = new MessageChannel();
    channel.port1.onmessage = () => {
      const due = hops;
      hops = [];
      for (const each of due) each();
    };
  }
  hops.push(callback);
  if (hops.length === 1) channel.port2.postMessage(0);
}
