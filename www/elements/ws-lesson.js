import { css, html, nothing } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import { hasKey, pickLanguage } from '../i18n/index.js';
import { writeLink } from '../link.js';
import { prose } from '../prose.js';
import { base } from '../styles/index.js';
import { SessionElement } from './session-element.js';

/**
 * The lesson in words, and the way to the ones before and after it.
 *
 * @slot what is put here stands instead of the lesson's own prose
 */
export class WsLesson extends SessionElement {
  static properties = {
    ...SessionElement.properties,
    prose: { state: true },
    failed: { state: true },
  };

  static styles = [
    base,
    css`
      :host {
        display: block;
      }
      h1 {
        margin-bottom: 6px;
        font-size: 19px;
        line-height: 1.35;
        text-wrap: balance;
      }
      .chapter {
        color: var(--ws-faint);
        font-size: 12px;
        letter-spacing: 0.03em;
      }
      .prose {
        color: var(--ws-soft);
        overflow-wrap: break-word;
      }
      .prose :is(p, ul, ol, pre, table, blockquote) {
        margin: 0 0 9px;
      }
      .prose h1 {
        display: none;
      }
      .prose :is(h2, h3) {
        margin: 14px 0 4px;
        color: var(--ws-ink);
        font-size: 14.5px;
        letter-spacing: 0;
      }
      .prose :is(ul, ol) {
        padding-left: 1.4em;
        list-style: revert;
      }
      .prose :is(strong, code) {
        color: var(--ws-ink);
      }
      .prose code {
        padding: 0 3px;
        border-radius: 4px;
        background: var(--ws-code-bg);
      }
      .prose pre {
        padding: 8px 10px;
        overflow: auto;
        border: 1px solid var(--ws-line);
        border-radius: 8px;
        background: var(--ws-code-bg);
        font-size: 12.5px;
      }
      .prose pre code {
        padding: 0;
      }
      .prose blockquote {
        margin-left: 0;
        margin-right: 0;
        padding: 7px 12px;
        border: 1px solid var(--ws-accent);
        border-radius: 10px;
        background: var(--ws-panel);
        color: var(--ws-ink);
      }
      .prose blockquote > :last-child {
        margin-bottom: 0;
      }
      .prose summary {
        color: var(--ws-accent);
        cursor: pointer;
      }
      .prose table {
        border-collapse: collapse;
      }
      .prose :is(td, th) {
        padding: 2px 8px;
        border-bottom: 1px solid var(--ws-line);
        text-align: left;
      }
      nav {
        display: flex;
        flex-wrap: wrap;
        justify-content: space-between;
        gap: 4px 16px;
        margin-top: 12px;
        font-size: 13px;
      }
    `,
  ];

  static listens = ['spec'];

  #shown = '';

  constructor() {
    super();
    /** The prose as HTML; null while it is loading. @type {string | null} */
    this.prose = null;
    /** Whether it could not be loaded. */
    this.failed = false;
  }

  /**
   * @override
   * @param {import('lit').PropertyValues} changed
   */
  willUpdate(changed) {
    super.willUpdate(changed);
    const lesson = this.session?.lesson.id;
    const lang = pickLanguage(this.lang);
    const key = `${lesson} ${lang}`;
    if (!lesson || key === this.#shown) return;
    this.#shown = key;
    this.failed = false;
    prose(lesson, lang).then(
      (text) => {
        if (this.#shown === key) this.prose = text;
      },
      () => {
        if (this.#shown === key) this.failed = true;
      },
    );
  }

  /** @override */
  render() {
    const { session, t } = this;
    if (!session) return nothing;
    const { lesson } = session;
    return html`
      <p class="chapter">${lesson.chapter === 6 ? '⚑' : lesson.chapter} · ${t(`chapters.${lesson.chapter}`)}</p>
      <h1>${lessonTitle(t, lesson.id)}</h1>
      <slot><div class="prose">${
        this.failed
          ? html`<p class="error">${t('notice.noProse')}</p>`
          : unsafeHTML(this.prose ?? '')
      }</div></slot>
      ${this.#neighbours(session)}
    `;
  }

  /** @param {import('../session.js').Session} session */
  #neighbours({ catalogue: { lessons }, lesson }) {
    const { t } = this;
    const here = lessons.findIndex(({ id }) => id === lesson.id);
    const [before, after] = [lessons[here - 1], lessons[here + 1]];
    return html`<nav aria-label=${t('page.neighbours')}>
      ${before ? html`<a rel="prev" href=${writeLink({ spec: { lesson: before.id } })}>← ${lessonTitle(t, before.id)}</a>` : html`<span></span>`}
      ${after ? html`<a rel="next" href=${writeLink({ spec: { lesson: after.id } })}>${lessonTitle(t, after.id)} →</a>` : nothing}
    </nav>`;
  }
}

/**
 * A lesson's title; its id while nobody has named it.
 *
 * @param {import('../i18n/index.js').Translate} t
 * @param {string} id
 */
export function lessonTitle(t, id) {
  const key = `lessons.${id}`;
  return hasKey(key) ? t(key) : id;
}

customElements.define('ws-lesson', WsLesson);
