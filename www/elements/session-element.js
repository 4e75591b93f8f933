/**
 * What the elements around a run have in common. Owns listening to a session and speaking a
 * language; knows nothing about what is shown.
 */

import { LitElement } from 'lit';
import { translator } from '../i18n/index.js';
import { bringStory, storyIn } from '../story-teller.js';

/** @typedef {import('../session.js').Session} Session */

/** How long text stays as it is at least, in milliseconds. */
const LEGIBLE = 120;

/** The last frame in which a text rendered: each has one to itself, so that none takes long. */
let taken = 0;

/** An element that shows something of a session, and renders at most once a frame. */
export class SessionElement extends LitElement {
  static properties = {
    session: { attribute: false },
    lang: { type: String },
  };

  /** Which of the session's events make this element render. @type {readonly string[]} */
  static listens = ['change', 'playstate', 'focus', 'spec'];

  /** Whether this element is text, which nobody can read as fast as a run can go. */
  static leisurely = false;

  /** @type {AbortController | undefined} */
  #listening;
  #frame = 0;
  #timer = 0;
  #renderedAt = 0;

  constructor() {
    super();
    /** The run to show. @type {Session | null} */
    this.session = null;
    /** A language of the interface. */
    this.lang = 'zh-CN';
  }

  /** The interface's words in this element's language. */
  get t() {
    return translator(this.lang);
  }

  /** What happens, in sentences; null until they are there, and then this renders again. */
  get story() {
    const story = storyIn(this.lang);
    if (story === null) {
      bringStory(this.lang).then(
        () => this.requestUpdate(),
        // Without its sentences the rest of the page goes on; the next step asks again.
        () => {},
      );
    }
    return story;
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.#listen();
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.#listening?.abort();
    this.#cancel();
  }

  /**
   * @override
   * @param {import('lit').PropertyValues} changed
   */
  willUpdate(changed) {
    if (changed.has('session')) this.#listen();
  }

  /** Renders with the next frame, however often it is asked to; text less often. */
  renderSoon() {
    if (this.#frame || this.#timer) return;
    const { leisurely } = /** @type {typeof SessionElement} */ (this.constructor);
    const wait = leisurely ? this.#renderedAt + LEGIBLE - performance.now() : 0;
    if (wait > 0) this.#timer = window.setTimeout(() => this.#renderNext(), wait);
    else this.#renderNext();
  }

  #renderNext() {
    this.#timer = 0;
    this.#frame = requestAnimationFrame((now) => {
      const { leisurely } = /** @type {typeof SessionElement} */ (this.constructor);
      if (leisurely && now === taken) {
        this.#renderNext();
        return;
      }
      if (leisurely) taken = now;
      this.#frame = 0;
      this.#renderedAt = now;
      this.requestUpdate();
    });
  }

  #cancel() {
    clearTimeout(this.#timer);
    cancelAnimationFrame(this.#frame);
    this.#timer = 0;
    this.#frame = 0;
  }

  #listen() {
    this.#listening?.abort();
    if (!this.session || !this.isConnected) return;
    this.#listening = new AbortController();
    const { listens } = /** @type {typeof SessionElement} */ (this.constructor);
    for (const type of listens) {
      this.session.addEventListener(type, () => this.renderSoon(), {
        signal: this.#listening.signal,
      });
    }
  }
}
