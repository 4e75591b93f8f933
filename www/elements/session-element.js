/**
 * What the elements around a run have in common. Owns listening to a session and speaking a
 * language; knows nothing about what is shown.
 */

import { LitElement } from 'lit';
import { translator } from '../i18n/index.js';

/** @typedef {import('../session.js').Session} Session */

/** An element that shows something of a session, and renders at most once a frame. */
export class SessionElement extends LitElement {
  static properties = {
    session: { attribute: false },
    lang: { type: String },
  };

  /** Which of the session's events make this element render. @type {readonly string[]} */
  static listens = ['change', 'playstate', 'focus', 'spec'];

  /** @type {AbortController | undefined} */
  #listening;
  #frame = 0;

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

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.#listen();
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.#listening?.abort();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  /**
   * @override
   * @param {import('lit').PropertyValues} changed
   */
  willUpdate(changed) {
    if (changed.has('session')) this.#listen();
  }

  /** Renders with the next frame, however often it is asked to. */
  renderSoon() {
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.requestUpdate();
    });
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
