import { css, html, nothing } from 'lit';
import { base, taskHue } from '../styles/index.js';
import { resourceLabel, taskLabel, verdictSentence } from '../task-words.js';
import { icons } from './icons.js';
import { SessionElement } from './session-element.js';

/** @typedef {import('../model/types.js').Verdict} Verdict */

/** How many verdicts are told in full. */
const TOLD = 4;

/** What the run was found to be: each verdict with its tasks, its reason and, for a deadlock, its circle. */
export class WsVerdicts extends SessionElement {
  static styles = [
    base,
    css`
      :host {
        display: block;
      }
      section {
        max-height: 260px;
        padding: 10px 16px 12px;
        border-top: 1px solid var(--ws-line);
        border-left: 4px solid var(--ws-bad);
        background: var(--ws-panel);
      }
      h2 {
        display: flex;
        align-items: center;
        gap: 8px;
        margin-bottom: 4px;
        color: var(--ws-bad);
        font-size: 13.5px;
        letter-spacing: 0;
      }
      li + li {
        margin-top: 6px;
      }
      .kind {
        margin-right: 6px;
        color: var(--ws-bad);
      }
      .cycle {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 6px;
        align-items: center;
        margin-top: 5px;
      }
      .cycle button,
      .cycle .resource {
        padding: 1px 8px;
        border: 1.5px solid var(--hue, var(--ws-control));
        border-radius: 6px;
        background: none;
        font-size: 13px;
      }
      .cycle button {
        color: var(--hue);
        font-weight: 600;
        cursor: pointer;
      }
      .cycle .resource {
        border-style: dashed;
        font-family: var(--ws-mono);
        font-size: 12.5px;
      }
    `,
  ];

  static listens = ['change', 'spec'];

  /** @override */
  render() {
    const { session, t } = this;
    const verdicts = session?.verdicts() ?? [];
    if (!session || verdicts.length === 0) return nothing;
    const unfinished = verdicts.some(({ kind }) => kind !== 'BusyWaiting' && kind !== 'Forgotten');
    const more = verdicts.length - TOLD;
    return html`<section class="scroll" role="status" tabindex="0">
      <h2>${icons.warning}${
        unfinished ? t('notice.verdicts') : t('notice.verdictsAtEnd', { count: verdicts.length })
      }</h2>
      <ul>${verdicts.slice(0, TOLD).map((verdict) => html`<li>${this.#verdict(session, verdict)}</li>`)}</ul>
      ${more > 0 ? html`<p>${t('inspector.moreVerdicts', { count: more })}</p>` : nothing}
    </section>`;
  }

  /**
   * @param {import('../session.js').Session} session
   * @param {Verdict} verdict
   */
  #verdict(session, verdict) {
    const { t } = this;
    const cycle = verdict.kind === 'Deadlock';
    return html`<b class="kind">${t(`verdicts.${verdict.kind}`)}</b
      >${cycle ? t('verdicts.reason.Deadlock') : verdictSentence(session, t, verdict)}
      ${cycle ? this.#cycle(session, verdict) : nothing}`;
  }

  /**
   * @param {import('../session.js').Session} session
   * @param {Verdict} verdict
   */
  #cycle(session, { tasks, resources }) {
    const { t } = this;
    return html`<div class="cycle">
      ${tasks.map(
        (id, i) => html`${this.#task(session, id)}<span aria-hidden="true">→</span>
          ${
            resources[i]
              ? html`<span class="resource">${resourceLabel(session, t, resources[i])}</span><span aria-hidden="true">→</span>`
              : nothing
          }`,
      )}
      ${this.#task(session, tasks[0])}
    </div>`;
  }

  /**
   * @param {import('../session.js').Session} session
   * @param {number} id
   */
  #task(session, id) {
    return html`<button type="button" style="--hue:${taskHue(id)}" @click=${() => session.select(id)}
      @pointerenter=${() => session.hover(id)} @pointerleave=${() => session.hover(null)}
      >${taskLabel(session, id)}</button>`;
  }
}

customElements.define('ws-verdicts', WsVerdicts);
