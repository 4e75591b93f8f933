import { css, html, LitElement, nothing } from 'lit';
import { translator } from '../i18n/index.js';
import { base } from '../styles/index.js';
import { icons } from './icons.js';
import { haveLaterWords } from './later-words.js';

/** The keys and what they do, by the words that say it. */
const KEYS = /** @type {const} */ ([
  ['space', ['keys.spaceKey']],
  ['arrows', ['←', '→']],
  ['shiftArrows', ['Shift ←', 'Shift →']],
  ['homeEnd', ['Home', 'End']],
  ['question', ['?']],
  ['escape', ['Esc']],
]);

/**
 * The keyboard, explained.
 *
 * @fires close
 */
export class WsKeys extends LitElement {
  static properties = {
    lang: { type: String },
  };

  static styles = [
    base,
    css`
      dialog {
        width: min(420px, calc(100vw - 32px));
        padding: 16px 20px 18px;
        border: 1px solid var(--ws-line);
        border-radius: 12px;
        background: var(--ws-panel);
        color: var(--ws-ink);
      }
      dialog::backdrop {
        background: rgb(0 0 0 / 40%);
      }
      header {
        display: flex;
        align-items: center;
        justify-content: space-between;
        margin-bottom: 10px;
      }
      h2 {
        color: var(--ws-ink);
        font-size: 16px;
        letter-spacing: 0;
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 8px 16px;
        margin-bottom: 12px;
      }
      kbd {
        margin-right: 4px;
        padding: 1px 7px;
        border: 1px solid var(--ws-control);
        border-radius: 5px;
        background: var(--ws-code-bg);
        white-space: nowrap;
      }
      p {
        color: var(--ws-soft);
        font-size: 13px;
      }
      .close {
        width: 32px;
        padding: 0;
      }
    `,
  ];

  constructor() {
    super();
    /** A language of the interface. */
    this.lang = 'zh-CN';
  }

  /** @override */
  render() {
    if (!haveLaterWords(this)) return nothing;
    const t = translator(this.lang);
    return html`<dialog aria-labelledby="title" @close=${this.#closed} @click=${this.#clicked} @keydown=${this.#pressed}>
      <header><h2 id="title">${t('keys.title')}</h2>
        <button type="button" class="button close" aria-label=${t('keys.close')} @click=${this.#close}>${icons.close}</button></header>
      <dl>${KEYS.map(
        ([
          what,
          keys,
        ]) => html`<dt>${keys.map((key) => html`<kbd>${key.startsWith('keys.') ? t(key) : key}</kbd>`)}</dt>
          <dd>${t(`keys.${what}`)}</dd>`,
      )}</dl>
      <p>${t('keys.note')}</p>
    </dialog>`;
  }

  /** @override */
  updated() {
    if (this.#dialog && !this.#dialog.open) this.#dialog.showModal();
  }

  get #dialog() {
    return this.renderRoot.querySelector('dialog');
  }

  #close() {
    this.#dialog?.close();
  }

  #closed() {
    this.dispatchEvent(new CustomEvent('close'));
  }

  /** A click beside the dialog closes it. @param {MouseEvent} event */
  #clicked(event) {
    if (event.target === this.#dialog) this.#close();
  }

  /** While the dialog is open, the run hears no key. @param {KeyboardEvent} event */
  #pressed(event) {
    event.stopPropagation();
    if (event.key === '?' || event.key === '？') this.#close();
  }
}

customElements.define('ws-keys', WsKeys);
