import { css, html, LitElement, nothing } from 'lit';
import { translator } from '../i18n/index.js';
import { writeLink } from '../link.js';
import { base } from '../styles/index.js';
import { icons, logo } from './icons.js';
import { lessonTitle } from './ws-lesson.js';

/** @typedef {import('../model/types.js').LessonInfo} LessonInfo */

/** The chapters of the series, and the one of pitfalls. */
const CHAPTERS = [0, 1, 2, 3, 4, 5, 6];
/** The number of the chapter of pitfalls, which has a flag instead. */
const PITFALLS = 6;
const THEME_ICONS = { auto: icons.half, light: icons.sun, dark: icons.moon };

/**
 * The page's head: the ladder of chapters, each with its lessons; language, colours, sharing.
 *
 * @fires language the reader wants the other language
 * @fires theme the reader wants the next theme
 * @fires share the reader wants a link
 */
export class WsHeader extends LitElement {
  static properties = {
    lang: { type: String },
    theme: { type: String },
    lessons: { attribute: false },
    current: { type: String },
    said: { type: String },
    open: { state: true },
  };

  static styles = [
    base,
    css`
      :host {
        position: relative;
        z-index: 8;
        display: flex;
        align-items: center;
        gap: 4px 18px;
        min-height: 48px;
        padding: 0 16px;
        border-bottom: 1px solid var(--ws-line);
        background: var(--ws-panel);
      }
      .home {
        display: flex;
        align-items: center;
        gap: 8px;
        color: var(--ws-ink);
        font-size: 15px;
        font-weight: 650;
        text-decoration: none;
      }
      .logo {
        color: var(--ws-accent);
      }
      nav {
        flex: 1;
      }
      .ladder {
        display: flex;
        gap: 2px;
      }
      .ladder > li {
        position: relative;
      }
      .chapter {
        padding: 4px 10px;
        border: 0;
        border-radius: 7px;
        background: none;
        color: var(--ws-soft);
        cursor: pointer;
        white-space: nowrap;
      }
      .chapter:hover:not(:disabled) {
        background: var(--ws-code-bg);
        color: var(--ws-ink);
      }
      .chapter:disabled {
        color: var(--ws-faint);
        cursor: default;
      }
      .chapter b {
        margin-right: 5px;
        color: var(--ws-faint);
        font-weight: 500;
      }
      .chapter[data-current] {
        background: var(--ws-highlight);
        color: var(--ws-accent);
        font-weight: 600;
      }
      .chapter[data-current] b {
        color: inherit;
      }
      .menu {
        position: absolute;
        top: calc(100% + 6px);
        left: 0;
        min-width: 220px;
        padding: 5px;
        border: 1px solid var(--ws-line);
        border-radius: 10px;
        background: var(--ws-panel);
        box-shadow: 0 4px 16px rgb(0 0 0 / 12%);
      }
      .menu a {
        display: block;
        padding: 6px 10px;
        border-radius: 6px;
        color: var(--ws-ink);
        text-decoration: none;
        white-space: nowrap;
      }
      .menu a:hover {
        background: var(--ws-code-bg);
      }
      .menu a[aria-current] {
        background: var(--ws-highlight);
        color: var(--ws-accent);
        font-weight: 600;
      }
      .tools {
        display: flex;
        gap: 6px;
      }
      .square {
        width: 32px;
        padding: 0;
      }
      .said {
        position: absolute;
        top: calc(100% + 6px);
        right: 16px;
        padding: 5px 12px;
        border: 1px solid var(--ws-line);
        border-radius: 8px;
        background: var(--ws-panel);
      }
      .said:empty {
        display: none;
      }
      .all {
        display: none;
      }
      @media (max-width: 1100px) {
        :host {
          gap: 4px 10px;
        }
        .chapter {
          padding: 4px 7px;
        }
        .share span {
          display: none;
        }
        .share {
          width: 32px;
          padding: 0;
        }
      }
      @media (max-width: 900px) {
        :host {
          padding: 0 12px;
        }
        nav {
          order: 1;
          flex: none;
        }
        .home {
          flex: 1;
        }
        .tools {
          order: 2;
        }
        .all {
          display: inline-flex;
        }
        .button {
          min-height: 36px;
        }
        .square,
        .share {
          width: 36px;
        }
        .ladder {
          position: absolute;
          top: 100%;
          right: 0;
          left: 0;
          display: none;
          max-height: calc(100dvh - 48px);
          padding: 8px 12px 16px;
          overflow: auto;
          border-bottom: 1px solid var(--ws-line);
          background: var(--ws-panel);
          box-shadow: 0 8px 16px rgb(0 0 0 / 12%);
        }
        .ladder[data-open] {
          display: block;
        }
        .chapter,
        .chapter:disabled {
          padding: 8px 8px 2px;
          background: none;
          color: var(--ws-soft);
          font-size: 12.5px;
          font-weight: 600;
        }
        .menu {
          position: static;
          padding: 0;
          border: 0;
          box-shadow: none;
        }
        .menu[hidden] {
          display: block;
        }
        .menu a {
          padding: 10px;
          white-space: normal;
        }
      }
      @media (max-width: 520px) {
        .home {
          font-size: 0;
        }
      }
      @media print {
        nav,
        .tools {
          display: none;
        }
      }
    `,
  ];

  constructor() {
    super();
    /** A language of the interface, its words loaded; nothing is shown before. */
    this.lang = '';
    /** @type {'auto' | 'light' | 'dark'} */
    this.theme = 'auto';
    /** @type {LessonInfo[]} */
    this.lessons = [];
    /** The id of the lesson that runs. */
    this.current = '';
    /** What came of sharing. */
    this.said = '';
    /** The chapter whose menu is open, or -1 for the list of all; null for none. @type {number | null} */
    this.open = null;
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.addEventListener('keydown', this.#pressed);
    this.addEventListener('focusout', this.#left);
    document.addEventListener('pointerdown', this.#clickedBeside);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.removeEventListener('keydown', this.#pressed);
    this.removeEventListener('focusout', this.#left);
    document.removeEventListener('pointerdown', this.#clickedBeside);
  }

  /** @override */
  render() {
    if (!this.lang) return nothing;
    const t = translator(this.lang);
    return html`
      <a class="home" href=${writeLink({ spec: { lesson: this.lessons[0]?.id ?? '' } })} aria-label=${t('page.home')}
        title=${t('page.tagline')}>${logo}Wakescope</a>
      <nav aria-label=${t('page.ladder')}>
        <button type="button" class="button all" aria-expanded=${this.open === -1}
          @click=${() => this.#toggle(-1)}>${icons.menu}${t('page.ladder')}</button>
        <ol class="ladder" ?data-open=${this.open === -1}>${this.#chapters().map((chapter) => this.#chapter(t, chapter))}</ol>
      </nav>
      <div class="tools">
        <button type="button" class="button share" @click=${() => this.#tell('share')} title=${t('page.share')}
          aria-label=${t('page.share')}>${icons.share}<span>${t('page.share')}</span></button>
        <button type="button" class="button" @click=${() => this.#tell('language')} title=${t('page.languageHint')}
          lang=${this.lang === 'en' ? 'zh-CN' : 'en'}>${t('page.language')}</button>
        <button type="button" class="button square" @click=${() => this.#tell('theme')}
          title=${this.#themeLabel(t)} aria-label=${this.#themeLabel(t)}>${THEME_ICONS[this.theme]}</button>
      </div>
      <div class="said" role="status">${this.said}</div>
    `;
  }

  /** The chapters to show: those of the series, and that of pitfalls once it has a lesson. */
  #chapters() {
    return CHAPTERS.filter(
      (number) => number !== PITFALLS || this.lessons.some(({ chapter }) => chapter === PITFALLS),
    );
  }

  /**
   * @param {import('../i18n/index.js').Translate} t
   * @param {number} chapter
   */
  #chapter(t, chapter) {
    const lessons = this.lessons.filter((lesson) => lesson.chapter === chapter);
    const name = t(`chapters.${chapter}`);
    const here = lessons.some(({ id }) => id === this.current);
    const sign = chapter === PITFALLS ? '⚑' : chapter;
    const label = chapter === PITFALLS ? t('page.pitfalls') : t('page.lessons', { chapter, name });
    return html`<li>
      <button type="button" class="chapter" ?data-current=${here} ?disabled=${lessons.length === 0}
        aria-expanded=${this.open === chapter || this.open === -1} title=${lessons.length ? nothing : t('page.soon')}
        @click=${() => this.#toggle(chapter)}><b>${sign}</b>${name}</button>
      <ul class="menu" aria-label=${label} ?hidden=${this.open !== chapter}>${lessons.map(
        ({ id }) => html`<li><a href=${writeLink({ spec: { lesson: id } })}
          aria-current=${id === this.current ? 'page' : nothing} @click=${this.#close}>${lessonTitle(t, id)}</a></li>`,
      )}</ul>
    </li>`;
  }

  /** @param {import('../i18n/index.js').Translate} t */
  #themeLabel(t) {
    return t('page.theme', { theme: t(`theme.${this.theme}`) });
  }

  /** @param {number} menu */
  #toggle(menu) {
    // In the list of all, every chapter is open already.
    if (menu >= 0 && this.open === -1) return;
    this.open = this.open === menu ? null : menu;
  }

  #close = () => {
    this.open = null;
  };

  /** @param {KeyboardEvent} event */
  #pressed = (event) => {
    if (event.key !== 'Escape' || this.open === null) return;
    event.stopPropagation();
    const opener = this.open === -1 ? '.all' : `.chapter[aria-expanded="true"]`;
    /** @type {HTMLElement | null} */ (this.renderRoot.querySelector(opener))?.focus();
    this.#close();
  };

  /** @param {FocusEvent} event */
  #left = ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && !this.contains(relatedTarget)) this.#close();
  };

  /** @param {PointerEvent} event */
  #clickedBeside = (event) => {
    if (!event.composedPath().includes(this)) this.#close();
    else if (
      !event
        .composedPath()
        .some((node) => node instanceof Element && node.matches('li, .all, .ladder'))
    ) {
      this.#close();
    }
  };

  /** @param {'share' | 'language' | 'theme'} type */
  #tell(type) {
    this.dispatchEvent(new CustomEvent(type));
  }
}

customElements.define('ws-header', WsHeader);
