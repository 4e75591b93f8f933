import { LitElement } from 'lit';
import { loadEngine } from '../engine.js';
import { hasWords, loadWords, pickLanguage, translator } from '../i18n/index.js';
import { Runner } from '../runner.js';
import { verdictSentence } from '../task-words.js';

/** @typedef {import('../session.js').Session} Session */
/** @typedef {import('../model/types.js').RunSpec} RunSpec */
/** @typedef {import('../failure.js').Failure} Failure */
/** @typedef {'attributes' | 'reader' | 'link' | 'input'} Why what made a run take another's place */

/**
 * An element that has a run. Owns the run, the public methods that move it, and the events that
 * tell of it; knows nothing of attributes nor of how anything looks.
 */
export class RunElement extends LitElement {
  static properties = {
    lang: {},
    session: { state: true },
    problem: { state: true },
    language: { state: true },
  };

  #runner = new Runner((verdict, session) => verdictSentence(session, this.t, verdict));
  #told = '';
  /** What was asked for last. @type {[RunSpec, Why, number] | null} */
  #wish = null;
  /** @type {import('../i18n/index.js').Language | null} */
  #wanted = null;
  /** How many runs are being replaced from here. */
  #replacing = 0;
  /** @type {AbortController | undefined} */
  #listening;
  /** @type {(session: Session) => void} */
  #resolve = () => {};
  /** @type {(error: Failure) => void} */
  #reject = () => {};

  constructor() {
    super();
    /** @type {string} */
    this.lang = '';
    /** The language it speaks: not public; null until its words are there. @type {import('../i18n/index.js').Language | null} */
    this.language = null;
    /** The run: not public. @type {Session | null} */
    this.session = null;
    /**
     * What the reader is to know of: not public.
     *
     * @type {{ error: Failure, where: 'notice' | 'settings' | 'instead', after: string } | null}
     */
    this.problem = null;
    /** Kept once a run is there to be played; breaks if the engine cannot be loaded. */
    this.ready = this.#promise();
  }

  /** Plays; from the beginning if the run is over. */
  play() {
    return this.#whenReady((session) => session.play());
  }

  /** Pauses. */
  pause() {
    return this.#whenReady((session) => session.pause());
  }

  /** Pauses and goes `n` steps on; kept when it is there. @param {number} [n] */
  step(n = 1) {
    return this.#whenReady((session) => session.step(n));
  }

  /** Pauses and goes `n` steps back; kept when it is there. @param {number} [n] */
  back(n = 1) {
    return this.#whenReady((session) => session.back(n));
  }

  /** Goes to the state after `k` steps; kept when it is there. @param {number} k */
  seek(k) {
    return this.#whenReady((session) => session.seek(k));
  }

  /**
   * The state at the position as a plain object; null before there is a run.
   *
   * @returns {import('../model/types.js').Snapshot | null}
   */
  snapshot() {
    return this.session?.snapshot() ?? null;
  }

  /**
   * The trace recorded so far, 16 bytes an event, little endian. Equal specs give equal bytes.
   *
   * @returns {Uint8Array}
   */
  traceBytes() {
    return this.session?.traceBytes() ?? new Uint8Array();
  }

  /** How many steps the run has, as far as is known. */
  get steps() {
    return this.session?.steps ?? 0;
  }

  /** How many steps have happened, 0 to {@link WakeScope.steps}. */
  get position() {
    return this.session?.position ?? 0;
  }

  /** Whether it plays. */
  get playing() {
    return this.session?.playing ?? false;
  }

  /** What runs, every field named. @returns {RunSpec | null} */
  get spec() {
    return this.session?.spec ?? null;
  }

  /** The lessons, executors and policies there are. */
  get catalogue() {
    return this.session?.catalogue ?? null;
  }

  /**
   * Shows a sentence about something that went wrong, be it around the element, such as a bad link.
   *
   * @param {Failure} error
   * @param {string} [after] what was done about it: a key of `notice.*`
   */
  report(error, after = '') {
    this.problem = { error, where: 'notice', after };
    this.#tell('runerror', error);
  }

  // From here on, nothing is public.

  /** The interface's words in the element's language. */
  get t() {
    return translator(this.language ?? 'en');
  }

  /**
   * Finds out which language to speak (the element's own, else that of the text around it, else the
   * reader's) and brings its words. Until they are there, the element speaks as it did.
   */
  async speak() {
    const around = this.lang || this.parentElement?.closest('[lang]')?.getAttribute('lang');
    const wanted = pickLanguage(around ? [around] : navigator.languages);
    this.#wanted = wanted;
    if (!hasWords(wanted)) await loadWords(wanted);
    if (this.#wanted === wanted) this.language = wanted;
  }

  /**
   * @override
   * @param {import('lit').PropertyValues} changed
   */
  willUpdate(changed) {
    if (changed.has('lang')) this.speak();
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    if (this.session) this.#listen(this.session);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.#listening?.abort();
    this.session?.pause();
  }

  /**
   * Lets another run take the place of the one there is.
   *
   * @param {RunSpec} spec
   * @param {Why} why
   * @param {number} [step]
   */
  async run(spec, why, step = 0) {
    this.#wish = [spec, why, step];
    const playing = why === 'reader' && this.playing;
    // Both are on their way at once; should the engine not come, the runner will say so.
    loadEngine().catch(() => {});
    if (this.language === null) await this.speak();
    this.#replacing += 1;
    const { session, error, kept, overtaken } = await this.#runner.run(spec);
    this.#replacing -= 1;
    if (overtaken) return;
    if (!session) {
      this.problem = { error: error ?? new Error('?'), where: 'instead', after: '' };
      this.#reject(this.problem.error);
      this.#tell('runerror', error);
      return;
    }
    this.problem = null;
    if (session !== this.session) {
      this.session = session;
      this.#listen(session);
      this.sessionMade(session);
    }
    if (error && why === 'reader') {
      this.problem = { error, where: 'settings', after: '' };
      this.#tell('runerror', error);
    } else if (error) {
      this.report(error, kept ? 'kept' : 'replaced');
    }
    this.#resolve(session);
    if (kept) return;
    this.#tell('specchange', { spec: session.spec, why });
    this.#changed();
    if (step > 0) await session.seek(step);
    if (playing) session.play();
  }

  /** Called with each new session, before anybody hears of it. @param {Session} _session */
  sessionMade(_session) {}

  /** Tries once more to run what could not be run because the engine could not be loaded. */
  retry() {
    this.problem = null;
    this.ready = this.#promise();
    if (this.#wish) this.run(...this.#wish);
  }

  /** @param {Session} session */
  #listen(session) {
    this.#listening?.abort();
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    session.addEventListener('change', () => this.#changed(), { signal });
    session.addEventListener(
      'spec',
      () => !this.#replacing && this.#tell('specchange', { spec: session.spec, why: 'input' }),
      { signal },
    );
    session.addEventListener('runend', () => this.#tell('runend'), { signal });
    session.addEventListener(
      'runerror',
      (event) => {
        const error = /** @type {CustomEvent<Failure>} */ (event).detail;
        this.report(error, error.code === 'panic' ? 'restarted' : '');
      },
      { signal },
    );
  }

  #changed() {
    const { position, steps } = this;
    const now = `${position}/${steps}`;
    if (now === this.#told) return;
    this.#told = now;
    this.#tell('stepchange', { position, steps });
  }

  /**
   * @template T
   * @param {(session: Session) => T | Promise<T>} act
   * @returns {Promise<T>}
   */
  async #whenReady(act) {
    return this.session ? act(this.session) : this.ready.then(act);
  }

  /** @returns {Promise<Session>} */
  #promise() {
    const promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Nobody has to listen.
    promise.catch(() => {});
    return promise;
  }

  /**
   * @param {'stepchange' | 'runend' | 'runerror' | 'specchange'} type
   * @param {unknown} [detail]
   */
  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}
