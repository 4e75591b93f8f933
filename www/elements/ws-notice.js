import { css, html, LitElement, nothing } from 'lit';
import { sentenceOf } from '../failure.js';
import { translator } from '../i18n/index.js';
import { base } from '../styles/index.js';
import { icons } from './icons.js';
import { haveLaterWords } from './later-words.js';

/**
 * What stands in the way of a run, in a sentence: it is loading, it could not be loaded, it was
 * asked for wrongly.
 *
 * @fires retry the reader wants the loading tried again
 * @fires dismiss the reader has read it
 */
export class WsNotice extends LitElement {
  static properties = {
    lang: { type: String },
    kind: { type: String },
    error: { attribute: false },
    done: { type: String },
  };

  static styles = [
    base,
    css`
      :host {
        display: block;
      }
      .notice {
        display: flex;
        align-items: flex-start;
        gap: 10px;
        padding: 10px 16px;
        border-bottom: 1px solid var(--ws-line);
        background: var(--ws-panel);
      }
      .notice p {
        flex: 0 1 auto;
        margin-right: auto;
        overflow-wrap: anywhere;
      }
      .notice .icon {
        flex: none;
        margin-top: 3px;
        color: var(--ws-bad);
      }
      .bad {
        border-left: 4px solid var(--ws-bad);
      }
      .middle {
        display: grid;
        place-content: center;
        place-items: center;
        gap: 12px;
        min-height: 240px;
        height: 100%;
        padding: 24px;
        color: var(--ws-soft);
        text-align: center;
      }
      .middle p {
        max-width: 56ch;
        overflow-wrap: anywhere;
      }
      .pulse {
        width: 44px;
        height: 44px;
        color: var(--ws-accent);
      }
      .pulse path {
        stroke-dasharray: 40;
      }
      @media (prefers-reduced-motion: no-preference) {
        .pulse path {
          animation: run 1.4s linear infinite;
        }
      }
      @keyframes run {
        from {
          stroke-dashoffset: 40;
        }
        to {
          stroke-dashoffset: -40;
        }
      }
    `,
  ];

  constructor() {
    super();
    /** A language of the interface. */
    this.lang = 'zh-CN';
    /** What there is to say. @type {'loading' | 'unavailable' | 'error'} */
    this.kind = 'loading';
    /** What went wrong. @type {import('../failure.js').Failure | null} */
    this.error = null;
    /** What the page did about it: a key of `notice.*`. */
    this.done = '';
  }

  /** @override */
  render() {
    const t = translator(this.lang);
    if (this.kind === 'loading') {
      return html`<div class="middle" role="status">
        <svg class="pulse" viewBox="0 0 22 22" fill="none" stroke="currentColor" stroke-width="1.6" aria-hidden="true">
          <circle cx="11" cy="11" r="9" opacity="0.25" /><path d="M2.5 11H7l2-4 3 8 2-4h5.5" /></svg>
        <p>${t('notice.loading')}</p></div>`;
    }
    if (!this.error) return nothing;
    if (this.kind === 'unavailable') {
      return html`<div class="middle" role="alert">
        <p>${t('notice.loadFailed', { reason: this.error.message })}</p>
        <p>${t('notice.loadFailedHelp')}</p>
        <button type="button" class="button primary" @click=${() => this.#tell('retry')}>${t('notice.retry')}</button>
      </div>`;
    }
    if (!haveLaterWords(this)) return nothing;
    return html`<div class="notice bad" role="alert">${icons.warning}
      <p>${sentenceOf(t, this.error)} ${this.done ? t(`notice.${this.done}`) : nothing}</p>
      <button type="button" class="button" @click=${() => this.#tell('dismiss')}>${t('notice.dismiss')}</button>
    </div>`;
  }

  /** @param {string} type */
  #tell(type) {
    this.dispatchEvent(new CustomEvent(type));
  }
}

customElements.define('ws-notice', WsNotice);
