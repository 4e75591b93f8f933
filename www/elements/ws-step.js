import { css, html, nothing } from 'lit';
import { count, duration } from '../i18n/format.js';
import { base, taskHue } from '../styles/index.js';
import { SessionElement } from './session-element.js';

/** @typedef {import('../model/sentence.js').Sentence} Sentence */

/** The totals, in the order they are shown; those in the second list only when there are any. */
const TOTALS = /** @type {const} */ ([
  ['polls', 'polls', count],
  ['wakes', 'wakes', count],
  ['wasted_polls', 'wasted', count],
  ['idle_ns', 'idleTime', duration],
]);
const RARE = /** @type {const} */ ([
  ['cpu_ns', 'cpuTime', duration],
  ['laps', 'laps', count],
]);

/**
 * `<ws-step>`: what happened at this step, in a sentence; why; what comes next; and the totals so
 * far, so that waste is seen. Keeps its height, whatever there is to say.
 */
export class WsStep extends SessionElement {
  static leisurely = true;

  static properties = {
    ...SessionElement.properties,
    narrow: { type: Boolean, reflect: true },
    compact: { type: Boolean, reflect: true },
  };

  static styles = [
    base,
    css`
      :host {
        display: block;
      }
      .box {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 4px 24px;
        padding: 10px 16px 12px;
        border: 1px solid var(--ws-line);
        border-radius: 12px;
        background: var(--ws-panel);
      }
      .number {
        color: var(--ws-faint);
        font-size: 12px;
      }
      .said {
        display: flex;
        flex-direction: column;
        gap: 3px;
        min-height: 100px;
      }
      .said.last {
        min-height: 0;
      }
      .what {
        color: var(--ws-ink);
        font-size: 15px;
        line-height: 1.5;
        text-wrap: pretty;
      }
      .why {
        color: var(--ws-soft);
        font-size: 13px;
        line-height: 1.5;
      }
      .task {
        padding: 0;
        border: 0;
        background: none;
        font-weight: 600;
        cursor: pointer;
      }
      .task:hover {
        text-decoration: underline;
        text-underline-offset: 0.2em;
      }
      dl {
        display: grid;
        grid-template-columns: auto auto;
        gap: 1px 14px;
        align-content: start;
        min-width: 150px;
        padding-left: 20px;
        border-left: 1px solid var(--ws-line);
        font-size: 13px;
      }
      :host([compact]) .box {
        padding: 8px 14px;
      }
      :host([compact]:not([narrow])) .said {
        min-height: 66px;
      }
      dl.last {
        grid-template-columns: repeat(4, auto);
        align-content: center;
      }
      dt {
        color: var(--ws-soft);
      }
      dd {
        text-align: right;
      }
      dd.waste {
        color: var(--ws-accent);
        font-weight: 600;
      }
      :host([narrow]) .box {
        grid-template-columns: minmax(0, 1fr);
        padding: 10px 14px;
      }
      :host([narrow]) .said {
        min-height: 102px;
      }
      :host([narrow]) .what {
        font-size: 14px;
      }
      :host([narrow]) dl {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 14px;
        padding: 7px 0 0;
        border-top: 1px solid var(--ws-line);
        border-left: 0;
        font-size: 12px;
      }
      :host([narrow]) dl div {
        display: flex;
        gap: 5px;
      }
      dl div {
        display: contents;
      }
    `,
  ];

  constructor() {
    super();
    /** One column: the totals go below. */
    this.narrow = false;
    /** There is little height: says less. */
    this.compact = false;
  }

  /** @override */
  render() {
    const { session, t } = this;
    if (session === null) return nothing;
    const { position } = session;
    const event = position > 0 ? session.event(session.stepEventIndex(position)) : null;
    const view = session.view();
    const { narrow, compact } = this;
    const little = narrow || compact;
    const { over, awaitsInput, spec } = session;
    const story = event ? this.story : null;
    const what = event && story?.sentenceOf(event, position, session);
    const why = event && story?.reasonOf(event, view, session);
    const next = story?.nextOf(event, view, { over, awaitsInput, fifo: spec.policy === 'fifo' });
    return html`<div class="box">
      <div class="said ${over ? 'last' : ''}">
        <p class="number">${t('stage.stepNumber', { step: count(position) })} · ${duration(view.nowNs)}</p>
        <p class="what">${event ? this.#words(story, what) : t('stage.start')}</p>
        ${why ? html`<p class="why">${this.#words(story, why)}</p>` : nothing}
        ${next && !(why && little) ? html`<p class="why">${this.#words(story, next)}</p>` : nothing}
      </div>
      <dl class="${!narrow && (over || little) ? 'last' : ''}" aria-label=${t('stage.totals')}>
        ${TOTALS.map(([name, word, show]) => this.#total(name, word, show(view.counters[name])))}
        ${RARE.map(([name, word, show]) =>
          view.counters[name] > 0 ? this.#total(name, word, show(view.counters[name])) : nothing,
        )}
      </dl>
    </div>`;
  }

  /** @param {string} name @param {string} word @param {string} value */
  #total(name, word, value) {
    const waste = name === 'wasted_polls' && value !== '0';
    return html`<div>
      <dt>${this.t(`stage.${word}`)}</dt>
      <dd class="number ${waste ? 'waste' : ''}">${value}</dd>
    </div>`;
  }

  /** @param {import('../story-teller.js').Story | null} story @param {Sentence | null | undefined} sentence */
  #words(story, sentence) {
    const { session, t } = this;
    if (!session || !story || !sentence) return nothing;
    return story.partsOf(sentence, t, session).map(({ text, task, code }) => {
      if (task !== undefined) {
        return html`<button type="button" class="task" style="color: ${taskHue(task)}"
          @click=${() => session.select(task)}
          @pointerenter=${() => session.hover(task)}
          @pointerleave=${() => session.hover(null)}>${text}</button>`;
      }
      return code ? html`<code>${text}</code>` : text;
    });
  }
}

customElements.define('ws-step', WsStep);
