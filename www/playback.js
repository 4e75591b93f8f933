/**
 * How a tape is played: which step comes next, how long it is awaited, and how much of its logical
 * time has flowed meanwhile. Owns speed and pace; moves the tape, never replaces it.
 */

import { Player } from './player.js';
import { Code } from './tape.js';

/** @typedef {import('./tape.js').Tape} Tape */

/** The slowest and the fastest that logical time runs, as multiples of the wall's. */
export const SPEED = Object.freeze({ least: 0.25, most: 16 });

/** How many steps a free run may show at once, at most. */
const LEAP = 64;

/**
 * What a playback tells, and how it calls what may panic.
 *
 * @typedef {object} Hooks
 * @property {() => Tape} tape the tape that is played at present
 * @property {<T>(work: () => T, otherwise: T) => T} guard
 * @property {() => number} timeScale logical time per time on the wall at speed 1, as the lesson has it
 * @property {() => void} shown a slice of steps is over
 * @property {() => void} ended nothing is left to play
 */

/** Plays, pauses, and knows how fast. */
export class Playback {
  #hooks;
  #player;
  #speed = 1;
  #pace = 400;
  /** The next step is not awaited: the reader just pressed play, or its deadline has come already. */
  #eager = false;

  /** @param {Hooks} hooks @param {import('./player.js').Clock} [clock] */
  constructor(hooks, clock) {
    this.#hooks = hooks;
    const { guard } = hooks;
    this.#player = new Player(
      {
        next: () => guard(() => this.#next(), { kind: 'end' }),
        take: () => guard(() => this.#take(), undefined),
        shown: hooks.shown,
        ended: hooks.ended,
        timerDueMs: () => guard(() => this.#timerDueMs(), Number.POSITIVE_INFINITY),
      },
      clock,
    );
  }

  /** Whether it plays, be it only waiting. */
  get playing() {
    return this.#player.playing;
  }

  /** How many times as fast as the lesson's own scale logical time runs. @returns {number} */
  get speed() {
    return this.#speed;
  }
  set speed(value) {
    const speed = Math.min(SPEED.most, Math.max(SPEED.least, Number(value) || 1));
    const factor = this.#aheadNs > 0 ? this.#speed / speed : 1;
    this.#speed = speed;
    this.#player.rescale(factor);
  }

  /** Logical time per time on the wall, the lesson's own scale included. */
  get #rate() {
    return this.#speed * this.#hooks.timeScale();
  }

  /** Milliseconds for each step at least; 0 runs freely. @returns {number} */
  get pace() {
    return this.#pace;
  }
  set pace(value) {
    this.#pace = Math.max(0, Number(value) || 0);
    this.#player.poke();
  }

  /** Logical time at the cursor, with what has flowed since while playing. */
  get flowNs() {
    const tape = this.#hooks.tape();
    const nowNs = tape.index.timeOfStep(tape.position);
    const ahead = this.#aheadNs;
    if (ahead <= 0 || this.#eager) return nowNs;
    const share = this.#player.waitedMs / Math.max(this.#pace, ahead / 1e6 / this.#rate);
    return nowNs + Math.min(1, share) * ahead;
  }

  /** Plays on from the cursor. */
  play() {
    this.#eager = this.#player.waitedMs === 0 && this.#aheadNs === 0;
    this.#player.play();
  }

  /** Stops; what was waited for the next step counts when it plays on. */
  pause() {
    this.#player.pause();
  }

  /** The cursor was moved by hand, or the tape was replaced. */
  moved() {
    this.#eager = false;
    this.#player.moved();
  }

  /** Something arrived from outside: it is shown at once. */
  hurry() {
    this.#eager = true;
    this.#player.poke();
  }

  /** Logical time until the next step, 0 if it takes none or nothing comes. */
  get #aheadNs() {
    const tape = this.#hooks.tape();
    if (tape.poisoned) return 0;
    const { position, recorded, index } = tape;
    const nowNs = index.timeOfStep(position);
    if (position < recorded) return index.timeOfStep(position + 1) - nowNs;
    return tape.code === Code.Idle ? Math.max(0, tape.deadlineNs - nowNs) : 0;
  }

  /** @returns {import('./player.js').Next} */
  #next() {
    const tape = this.#hooks.tape();
    const shown = tape.position === tape.recorded;
    if (shown && tape.complete) return { kind: 'end' };
    if (shown && tape.code === Code.Input) return { kind: 'input' };
    // A turn takes no time of its own: what it did is shown step by step.
    if (this.#eager || (shown && tape.code === Code.Progress)) return { kind: 'step', wait: 0 };
    return { kind: 'step', wait: Math.max(this.#pace, this.#aheadNs / 1e6 / this.#rate) };
  }

  #take() {
    const tape = this.#hooks.tape();
    const { position, recorded } = tape;
    if (position === recorded) {
      const idle = tape.code === Code.Idle;
      if (idle) tape.advance();
      else tape.turn();
      // The deadline was awaited just now: what it brought is shown at once.
      if (idle) this.#eager = true;
      return;
    }
    this.#eager = false;
    const next = position + 1;
    if (this.#pace > 0) {
      tape.seek(next);
      return;
    }
    const moving = tape.index.nextTimeStep(next);
    tape.seek(Math.min(moving === -1 ? recorded : moving - 1, position + LEAP));
  }

  /** Wall time until the next deadline, if the cursor is near the frontier. */
  #timerDueMs() {
    const tape = this.#hooks.tape();
    if (tape.complete || tape.recorded - tape.position > LEAP) return Number.POSITIVE_INFINITY;
    return (tape.deadlineNs - tape.index.nowNs) / 1e6 / this.#rate;
  }
}
