import { css, html, nothing } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import { highlight } from '../highlight.js';
import { currentLine, LineScan } from '../line-marks.js';
import { base, taskHue } from '../styles/index.js';
import { icons } from './icons.js';
import { SessionElement } from './session-element.js';

/** @typedef {import('../line-marks.js').LineMark} LineMark */

/** So many tasks are looked at in one frame. */
const AT_ONCE = 500;

/**
 * The lesson's source, the one that runs, with a mark on every line where a task runs or waits.
 *
 * @csspart source the scrolling box
 */
export class WsCode extends SessionElement {
  static properties = {
    ...SessionElement.properties,
    said: { state: true },
  };

  static styles = [
    base,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 0;
      }
      .frame {
        position: relative;
        display: flex;
        flex: 1;
        min-height: 0;
        border: 1px solid var(--ws-line);
        border-radius: 10px;
        background: var(--ws-code-bg);
      }
      .source {
        contain: content;
        flex: 1;
        min-width: 0;
        padding: 8px 0;
        border-radius: 10px;
        font: 12px/1.65 var(--ws-mono);
        tab-size: 4;
      }
      .lines {
        width: max-content;
        min-width: 100%;
      }
      .line {
        display: grid;
        grid-template-columns: 20px 2.3em 1fr;
        padding-right: 14px;
        white-space: pre;
      }
      .at::before {
        display: block;
        padding-right: 9px;
        color: var(--ws-faint);
        content: attr(data-line);
        font-size: 11px;
        line-height: 1.8;
        text-align: right;
      }
      .line[data-current] {
        background: var(--ws-highlight);
        box-shadow: inset 3px 0 var(--ws-accent);
      }
      .line[data-lit] {
        outline: 1px solid var(--hue, var(--ws-control));
        outline-offset: -1px;
      }
      .marks {
        display: flex;
        align-items: center;
        justify-content: center;
        gap: 1px;
        user-select: none;
      }
      .mark {
        width: 9px;
        height: 9px;
        border: 2px solid var(--hue);
        border-radius: 50%;
        forced-color-adjust: none;
      }
      .mark.running {
        background: var(--hue);
      }
      .marks[data-several] .mark {
        width: 6px;
        height: 6px;
        border-width: 1.5px;
      }
      .foot {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 8px;
        align-items: center;
        margin-top: 6px;
      }
      .legend {
        display: flex;
        flex-wrap: wrap;
        gap: 0 10px;
        color: var(--ws-soft);
        font-size: 12px;
      }
      .legend .mark {
        display: inline-block;
        margin-right: 4px;
        --hue: var(--ws-soft);
      }
      .copy {
        width: 26px;
        min-height: 24px;
        padding: 0;
      }
      @media print {
        :host,
        .frame {
          display: block;
        }
        .source {
          overflow: visible;
          contain: none;
        }
        .copy {
          display: none;
        }
      }
      .keyword {
        color: var(--ws-code-keyword);
      }
      .string {
        color: var(--ws-code-string);
      }
      .number,
      .type {
        color: var(--ws-code-number);
      }
      .comment {
        color: var(--ws-faint);
      }
      .title {
        font-weight: 600;
      }
    `,
  ];

  static listens = ['change', 'focus', 'spec', 'playstate'];
  static leisurely = true;

  /** What was coloured: the lesson it is of. */
  #lesson = '';
  /** The source's lines as HTML. @type {string[]} */
  #lines = [];
  /** @type {Map<number, LineMark>} */
  #marks = new Map();
  /** The scan that is under way. @type {LineScan | null} */
  #scan = null;
  /** The position that the marks are of. */
  #marked = -1;
  #scrolledTo = '';
  /** @type {ResizeObserver | undefined} */
  #resizing;

  constructor() {
    super();
    /** What the copy button says for a while. */
    this.said = '';
  }

  /**
   * @override
   * @param {import('lit').PropertyValues} changed
   */
  willUpdate(changed) {
    super.willUpdate(changed);
    const { session } = this;
    if (!session) return;
    if (session.lesson.id !== this.#lesson) this.#read(session.lesson);
    this.#mark(session);
  }

  /** @param {import('../model/types.js').LessonInfo} lesson */
  #read({ id, source }) {
    this.#lesson = id;
    this.#scrolledTo = '';
    this.#scan = null;
    this.#marked = -1;
    this.#lines = highlight(source.trimEnd());
  }

  /** @param {import('../session.js').Session} session */
  #mark(session) {
    if (this.#scan === null && this.#marked === session.position) return;
    this.#scan ??= new LineScan(session);
    if (this.#scan.advance(AT_ONCE)) {
      this.#marks = this.#scan.marks;
      this.#marked = this.#scan.position;
      this.#scan = null;
    }
    // Either there are tasks left to look at, or the run went on meanwhile.
    if (this.#marked !== session.position) this.renderSoon();
  }

  /** @override */
  render() {
    const { session, t } = this;
    if (!session) return nothing;
    const current = currentLine(session);
    const lit = session.hoverTask ?? session.selectedTask;
    return html`
      <div class="frame">
        <div class="source scroll" part="source" tabindex="0" role="region"
          aria-label=${t('code.label', { file: session.lesson.file })}>
          <div class="lines" @pointerleave=${() => session.hover(null)}>
            ${this.#lines.map((line, index) => this.#line(line, index + 1, current, lit))}
          </div>
        </div>
      </div>
      <div class="foot">
        <p class="legend">
          <span><i class="mark running"></i>${t('code.running')}</span>
          <span><i class="mark"></i>${t('code.suspended')}</span>
          <span role="status">${this.said || t('code.caption')}</span>
        </p>
        <button type="button" class="button copy" title=${t('code.copy')} aria-label=${t('code.copy')}
          @click=${this.#copy}>${icons.copy}</button>
      </div>
    `;
  }

  /**
   * @param {string} line
   * @param {number} number
   * @param {number} current
   * @param {number | null} lit the task that is lit up
   */
  #line(line, number, current, lit) {
    const mark = this.#marks.get(number);
    const own = lit !== null && mark && (mark.running === lit || mark.suspended.includes(lit));
    return html`<div class="line" ?data-current=${number === current} ?data-lit=${own}
      style=${own ? `--hue:${taskHue(lit)}` : nothing}
      @pointerenter=${mark ? () => this.session?.hover(mark.running ?? mark.suspended[0]) : nothing}
      ><span class="marks" ?data-several=${mark && mark.suspended.length > 1}>${mark ? this.#dots(mark) : nothing}</span
      ><span class="at" data-line=${number}></span
      ><code style="font-size:inherit">${unsafeHTML(line || ' ')}</code></div>`;
  }

  /** @param {LineMark} mark */
  #dots({ suspended, count, running }) {
    const { t, session } = this;
    /** @param {number[]} ids */
    const names = (ids) => ids.map((id) => `${session?.taskName(id)} #${id}`).join(', ');
    const waiting =
      count > suspended.length
        ? `${names(suspended)} ${t('code.more', { count })}`
        : names(suspended);
    return html`${
      running === null
        ? nothing
        : html`<span class="mark running" style="--hue:${taskHue(running)}" role="img"
            title=${t('code.runningHere', { tasks: names([running]) })}
            aria-label=${t('code.runningHere', { tasks: names([running]) })}></span>`
    }${suspended.slice(0, running === null ? 2 : 1).map(
      (id) => html`<span class="mark" style="--hue:${taskHue(id)}" role="img"
        title=${t('code.suspendedHere', { tasks: waiting })}
        aria-label=${t('code.suspendedHere', { tasks: waiting })}></span>`,
    )}`;
  }

  /** @override */
  updated() {
    const { session } = this;
    if (!session) return;
    this.#watchSize();
    const line = currentLine(session);
    // Where a line is tells the layout alone, and asking for it takes time.
    const key = `${session.lesson.id} ${line}`;
    if (key === this.#scrolledTo) return;
    this.#scrolledTo = key;
    this.#reveal(line);
  }

  /** A box that changed its height may have lost sight of the line. */
  #watchSize() {
    const box = this.renderRoot.querySelector('.source');
    if (this.#resizing || !box) return;
    this.#resizing = new ResizeObserver(() => {
      if (this.session) this.#reveal(currentLine(this.session));
    });
    this.#resizing.observe(box);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.#resizing?.disconnect();
    this.#resizing = undefined;
  }

  /**
   * Scrolls the line into the box, and nothing but the box.
   *
   * @param {number} number
   */
  #reveal(number) {
    const box = this.renderRoot.querySelector('.source');
    const line = box?.querySelectorAll('.line')[number - 1];
    if (!(box instanceof HTMLElement) || !(line instanceof HTMLElement)) return;
    const top = line.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop;
    const margin = line.offsetHeight * 2;
    const seen =
      top >= box.scrollTop + margin &&
      top + line.offsetHeight <= box.scrollTop + box.clientHeight - margin;
    if (!seen) box.scrollTop = top - box.clientHeight * 0.4;
  }

  async #copy() {
    const source = this.session?.lesson.source ?? '';
    try {
      await navigator.clipboard.writeText(source);
      this.said = this.t('code.copied');
    } catch {
      this.said = this.t('code.copyFailed');
    }
    setTimeout(() => {
      this.said = '';
    }, 2000);
  }
}

customElements.define('ws-code', WsCode);
