import { html, LitElement, nothing, unsafeCSS } from 'lit';
import { translator } from '../i18n/index.js';
import { writeLink } from '../link.js';
import { base } from '../styles/index.js';
import sheet from '../styles/ws-header.css?inline';
import { icons, logo } from './icons.js';
import { lessonTitle } from './ws-lesson.js';

/** @typedef {import('../model/types.js').LessonInfo} LessonInfo */

/** The chapters of the series, and the one of pitfalls. */
const CHAPTERS = [0, 1, 2, 3, 4, 5, 6];
/** The number of the chapter of pitfalls, which has a flag instead. */
const PITFALLS = 6;
/** What `open` is while the list of all lessons is open. */
const ALL = -1;
/** What `open` is while the ways to share are open. */
const SHARING = -2;
const THEME_ICONS = { auto: icons.half, light: icons.sun, dark: icons.moon };

/**
 * The page's head: the ladder of chapters, each with its lessons; language, colours, sharing.
 *
 * @fires language the reader wants the other language
 * @fires theme the reader wants the next theme
 * @fires share the reader wants a link; `detail` is `link` or `embed`
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

  static styles = [base, unsafeCSS(sheet)];

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
    /** The chapter whose menu is open, or `ALL` or `SHARING`; null for none. @type {number | null} */
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
        <button type="button" class="button all" aria-expanded=${this.open === ALL}
          @click=${() => this.#toggle(ALL)}>${icons.menu}${t('page.ladder')}</button>
        <ol class="ladder" ?data-open=${this.open === ALL}>${this.#chapters().map((chapter) => this.#chapter(t, chapter))}</ol>
      </nav>
      <div class="tools">
        <div class="sharing">
          <button type="button" class="button share" aria-expanded=${this.open === SHARING}
            @click=${() => this.#toggle(SHARING)} title=${t('page.share')} aria-label=${t('page.share')}
            >${icons.share}<span>${t('page.share')}</span></button>
          <div class="menu" ?hidden=${this.open !== SHARING}>
            <button type="button" @click=${() => this.#share('link')}>${t('page.shareLink')}</button>
            <button type="button" @click=${() => this.#share('embed')}>${t('page.shareEmbed')}</button>
          </div>
        </div>
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
        aria-expanded=${this.open === chapter || this.open === ALL} title=${lessons.length ? nothing : t('page.soon')}
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
    if (menu >= 0 && this.open === ALL) return;
    this.open = this.open === menu ? null : menu;
  }

  #close = () => {
    this.open = null;
  };

  /** @param {KeyboardEvent} event */
  #pressed = (event) => {
    if (event.key !== 'Escape' || this.open === null) return;
    event.stopPropagation();
    const opener = '[aria-expanded="true"]';
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
        .some((node) => node instanceof Element && node.matches('li, .all, .ladder, .sharing'))
    ) {
      this.#close();
    }
  };

  /** @param {'link' | 'embed'} what */
  #share(what) {
    this.#close();
    this.#tell('share', what);
  }

  /**
   * @param {'share' | 'language' | 'theme'} type
   * @param {unknown} [detail]
   */
  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

customElements.define('ws-header', WsHeader);
