/**
 * Turns what is asked for into a session, one wish after the other. Owns loading, replacing and the
 * falling back to defaults when the very first wish is no good; never touches the page.
 */

import { Session } from './session.js';

/** @typedef {import('./model/types.js').RunSpec} RunSpec */
/** @typedef {import('./failure.js').Failure} Failure */

/**
 * What became of a wish.
 *
 * @typedef {object} Outcome
 * @property {Session | null} session the run there is now; null if the engine could not be loaded
 * @property {Failure | null} error what was wrong with the wish
 * @property {boolean} kept whether the run from before is still there
 * @property {boolean} overtaken another wish came meanwhile: nothing was done
 */

/** Makes sessions. One for each element. */
export class Runner {
  /** @type {Session | null} */
  #session = null;
  /** @type {Promise<unknown>} */
  #last = Promise.resolve();
  #wishes = 0;
  #words;

  /** @param {import('./session.js').VerdictWords} words makes the text of a verdict */
  constructor(words) {
    this.#words = words;
  }

  /**
   * Runs what is wished for. Of several wishes made while one is being granted, only the latest is.
   *
   * @param {RunSpec} spec what it leaves out is the lesson's default
   * @returns {Promise<Outcome>}
   */
  run(spec) {
    this.#wishes += 1;
    const wish = this.#wishes;
    const outcome = this.#last.then(() => {
      if (wish !== this.#wishes) {
        return { session: this.#session, error: null, kept: true, overtaken: true };
      }
      return this.#session ? this.#replace(this.#session, spec) : this.#begin(spec);
    });
    this.#last = outcome;
    return outcome;
  }

  /** Frees the run; a later wish begins anew. */
  dispose() {
    this.#wishes += 1;
    this.#session?.dispose();
    this.#session = null;
  }

  /**
   * @param {Session} session
   * @param {RunSpec} spec
   * @returns {Promise<Outcome>}
   */
  async #replace(session, spec) {
    try {
      await session.setSpec(complete(session, spec));
      return { session, error: null, kept: false, overtaken: false };
    } catch (error) {
      return { session, error: /** @type {Failure} */ (error), kept: true, overtaken: false };
    }
  }

  /**
   * @param {RunSpec} spec
   * @returns {Promise<Outcome>}
   */
  async #begin(spec) {
    /** @type {Failure | null} */
    let first = null;
    for (let wish = spec; ; ) {
      try {
        this.#session = await Session.create(wish, { words: this.#words });
        return { session: this.#session, error: first, kept: false, overtaken: false };
      } catch (caught) {
        const error = /** @type {Failure} */ (caught);
        // To ask for no lesson is no mistake.
        if (wish.lesson !== '') first ??= error;
        const mended = mend(wish, error);
        if (!mended) return { session: null, error, kept: false, overtaken: false };
        wish = mended;
      }
    }
  }
}

/**
 * The spec without what an error complains of; null if that is not known.
 *
 * @param {RunSpec} spec
 * @param {Failure} error
 * @returns {RunSpec | null}
 */
export function mend(spec, { code, allowed = [] }) {
  const { lesson, executor, policy, seed, params, decisions, inputs } = spec;
  switch (code) {
    case 'unknown-lesson': {
      const fallback = String(allowed[0] ?? '');
      return fallback && fallback !== lesson ? { lesson: fallback } : null;
    }
    case 'unknown-executor':
      return executor === undefined ? null : { ...spec, executor: undefined };
    case 'unknown-policy':
      return policy === undefined ? null : { ...spec, policy: undefined };
    case 'bad-seed':
      return seed === undefined ? null : { ...spec, seed: undefined };
    case 'bad-param':
    case 'unknown-param':
      return params === undefined ? null : { ...spec, params: undefined };
    case 'bad-decisions':
    case 'not-ready':
      return decisions === undefined ? null : { ...spec, decisions: undefined };
    case 'bad-input':
    case 'unknown-input':
      return inputs === undefined ? null : { ...spec, inputs: undefined };
    default:
      return null;
  }
}

/**
 * The spec with every field named, so that nothing stays of the run before.
 *
 * @param {Session} session
 * @param {RunSpec} spec
 * @returns {RunSpec}
 */
function complete(session, spec) {
  const lesson = session.catalogue.lessons.find(({ id }) => id === spec.lesson);
  const defaults = Object.fromEntries(
    lesson?.params.map((param) => [param.name, param.default]) ?? [],
  );
  return {
    lesson: spec.lesson,
    executor: spec.executor,
    policy: spec.policy,
    seed: spec.seed,
    params: { ...defaults, ...spec.params },
    decisions: spec.decisions,
    inputs: spec.inputs,
  };
}
