import { css, html, nothing } from 'lit';
import { count as number } from '../i18n/format.js';
import { currentRow, readRow, rowCount } from '../journal.js';
import { storyIn } from '../story-teller.js';
import { base, taskHue } from '../styles/index.js';
import { SessionElement } from './session-element.js';

/** The height of a row in pixels: two lines. */
const ROW = 40;
/** The tallest that browsers let a box be, with room to spare. Beyond it, scrolling is to scale. */
const TALLEST = 8_000_000;
/** Rows above and below those in sight. */
const MARGIN = 3;
/** From this pace on, in milliseconds a step, a listener can follow. */
const LEISURELY = 700;

/** Every event in words. What a screen reader hears of a run, it hears from here. */
export class WsLog extends SessionElement {
  static properties = {
    ...SessionElement.properties,
    details: { state: true },
    active: { state: true },
  };

  static styles = [
    base,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 0;
      }
      .options {
        display: flex;
        align-items: center;
        gap: 6px;
        min-height: 32px;
        padding: 0 16px 6px;
        color: var(--ws-soft);
        font-size: 12.5px;
      }
      .options input {
        width: 16px;
        height: 16px;
        margin: 0;
        accent-color: var(--ws-accent);
      }
      .list {
        contain: strict;
        position: relative;
        flex: 1;
        min-height: 120px;
        outline-offset: -2px;
      }
      .rows {
        position: relative;
        overflow: hidden;
      }
      .row {
        position: absolute;
        display: grid;
        grid-template-columns: 3.6em minmax(0, 1fr);
        gap: 8px;
        align-items: center;
        width: 100%;
        height: ${ROW}px;
        padding: 0 16px 0 12px;
        border-left: 4px solid transparent;
        font-size: 12.5px;
        line-height: 17px;
        cursor: pointer;
      }
      .row:hover,
      .row[data-active] {
        background: var(--ws-code-bg);
      }
      .row[aria-selected="true"] {
        border-left-color: var(--ws-accent);
        background: var(--ws-highlight);
        font-weight: 600;
      }
      .row[data-future] .text {
        color: var(--ws-faint);
      }
      .row[data-minor] .text {
        padding-left: 14px;
        color: var(--ws-faint);
      }
      .step {
        color: var(--ws-faint);
        font-family: var(--ws-mono);
        font-size: 11.5px;
        font-weight: 400;
        text-align: right;
      }
      .text {
        display: -webkit-box;
        overflow: hidden;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
      }
      .text::before {
        display: inline-block;
        width: 7px;
        height: 7px;
        margin-right: 6px;
        border-radius: 50%;
        background: var(--hue, var(--ws-wait));
        content: "";
        vertical-align: 1px;
        forced-color-adjust: none;
      }
      .empty {
        padding: 4px 16px;
        color: var(--ws-faint);
        font-size: 12.5px;
      }
    `,
  ];

  static listens = ['change', 'playstate', 'spec'];
  static leisurely = true;

  #scrollTop = 0;
  #height = 400;
  #followed = -2;
  /** @type {ResizeObserver | undefined} */
  #resizing;

  constructor() {
    super();
    /** Whether minor events are listed too. */
    this.details = false;
    /** The row the keyboard is on; null for the current one. @type {number | null} */
    this.active = null;
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.#resizing?.disconnect();
    this.#resizing = undefined;
  }

  /** @override */
  render() {
    const { session, t, details } = this;
    if (!session) return nothing;
    // At the start nothing has happened, although what will is recorded already.
    const story = session.position > 0 ? this.story : storyIn(this.lang);
    const count = story ? rowCount(session, details) : 0;
    const current = currentRow(session, details);
    const active = this.active ?? current;
    return html`
      <label class="options" title=${t('journal.minorHint')}><input type="checkbox" .checked=${details}
        @change=${(/** @type {Event & { target: HTMLInputElement }} */ { target }) => {
          this.details = target.checked;
          this.active = null;
          this.#followed = -2;
        }} />${t('journal.minor')}</label>
      ${count === 0 ? html`<p class="empty">${t('journal.empty')}</p>` : nothing}
      <div class="list scroll" role="listbox" tabindex="0" aria-label=${t('journal.list')}
        aria-activedescendant=${active >= 0 ? `row-${active}` : nothing}
        @scroll=${this.#scrolled} @keydown=${this.#pressed} @blur=${() => {
          this.active = null;
        }}>
        <div class="rows" style="height:${Math.min(count * ROW, TALLEST)}px" role="presentation">
          ${this.#rows(session, count, current, active)}
        </div>
      </div>
      <div class="hidden" role="log" aria-live="polite">${this.#spoken(session)}</div>
    `;
  }

  /**
   * @param {import('../session.js').Session} session
   * @param {number} count
   * @param {number} current
   * @param {number} active
   */
  #rows(session, count, current, active) {
    const top = this.#topOf(count);
    const first = Math.max(0, Math.floor(top / ROW) - MARGIN);
    const last = Math.min(count, Math.ceil((top + this.#height) / ROW) + MARGIN);
    const shift = this.#scrollTop - top;
    const rows = [];
    for (let row = first; row < last; row += 1) {
      rows.push(this.#row(session, row, count, row * ROW + shift, current, active));
    }
    // The keyboard's row must exist for a screen reader, in sight or not.
    if (active >= 0 && active < count && (active < first || active >= last)) {
      rows.push(
        this.#row(
          session,
          active,
          count,
          active < first ? -2 * ROW : this.#tall(count),
          current,
          active,
        ),
      );
    }
    return rows;
  }

  /**
   * @param {import('../session.js').Session} session
   * @param {number} row
   * @param {number} count
   * @param {number} y
   * @param {number} current
   * @param {number} active
   */
  #row(session, row, count, y, current, active) {
    const read = readRow(session, row, this.details);
    const { step, minor, task } = read;
    const text = this.story?.rowText(session, this.t, read) ?? '';
    return html`<div class="row" role="option" id="row-${row}" style="top:${y}px"
      aria-selected=${row === current ? 'true' : 'false'} aria-setsize=${count} aria-posinset=${row + 1}
      ?data-active=${row === active && this.active !== null} ?data-future=${row > current && step > session.position}
      ?data-minor=${minor} title=${text}
      @click=${() => session.seek(step)}
      @pointerenter=${() => session.hover(task)} @pointerleave=${() => session.hover(null)}>
      <span class="step number">${minor ? '' : number(step)}</span>
      <span class="text" style=${task === null ? nothing : `--hue:${taskHue(task)}`}>${text}</span>
    </div>`;
  }

  /**
   * What is said aloud: the step, when the reader makes steps or plays slowly enough.
   *
   * @param {import('../session.js').Session} session
   */
  #spoken(session) {
    const { position } = session;
    if (position === 0 || position > session.recorded) return '';
    if (session.playing && session.pace < LEISURELY) return '';
    const where = this.t('inspector.step', { step: position });
    const said = this.story?.stepText(session, this.t, position);
    return said ? `${where}${this.t('journal.colon')}${said}` : '';
  }

  /** @override */
  updated() {
    const { session } = this;
    const list = this.#list;
    if (!session || !list) return;
    if (!this.#resizing) {
      this.#resizing = new ResizeObserver(() => {
        this.#height = this.#list?.clientHeight ?? 0;
        this.#followed = -2;
        this.renderSoon();
      });
      this.#resizing.observe(list);
    }
    const current = currentRow(session, this.details);
    if (current !== this.#followed) {
      this.#followed = current;
      this.#reveal(current);
    }
  }

  get #list() {
    return /** @type {HTMLElement | null} */ (this.renderRoot.querySelector('.list'));
  }

  /** @param {number} count */
  #tall(count) {
    return Math.min(count * ROW, TALLEST);
  }

  /**
   * How far down in full-size rows the box is scrolled.
   *
   * @param {number} count
   */
  #topOf(count) {
    return this.#scrollTop * this.#scale(count);
  }

  /** @param {number} count */
  #scale(count) {
    const range = this.#tall(count) - this.#height;
    return range > 0 ? Math.max(1, (count * ROW - this.#height) / range) : 1;
  }

  /**
   * Scrolls a row into the box, and nothing but the box.
   *
   * @param {number} row
   */
  #reveal(row) {
    const list = this.#list;
    const { session } = this;
    if (!list || !session) return;
    const count = rowCount(session, this.details);
    const top = this.#topOf(count);
    const y = Math.max(0, row) * ROW;
    let wanted = top;
    if (y < top + ROW) wanted = y - ROW;
    else if (y + 2 * ROW > top + this.#height) wanted = y + 2 * ROW - this.#height;
    if (wanted !== top) list.scrollTop = Math.max(0, wanted) / this.#scale(count);
  }

  #scrolled() {
    this.#scrollTop = this.#list?.scrollTop ?? 0;
    this.renderSoon();
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const { session, details } = this;
    if (!session) return;
    const count = rowCount(session, details);
    const from = this.active ?? currentRow(session, details);
    /** @type {Record<string, number>} */
    const moves = {
      ArrowUp: from - 1,
      ArrowDown: from + 1,
      PageUp: from - 10,
      PageDown: from + 10,
      Home: 0,
      End: count - 1,
    };
    if (event.key === 'Enter' && this.active !== null) {
      session.seek(readRow(session, this.active, details).step);
    } else if (event.key in moves) {
      this.active = Math.min(count - 1, Math.max(0, moves[event.key]));
      this.#reveal(this.active);
    } else {
      return;
    }
    event.preventDefault();
  }
}

customElements.define('ws-log', WsLog);
