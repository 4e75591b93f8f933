import { css, html, nothing } from 'lit';
import { duration } from '../i18n/format.js';
import { base } from '../styles/index.js';
import { SessionElement } from './session-element.js';
import './ws-task-list.js';

/** What a chosen task is shown by; loaded with the first. @type {typeof import('./task-card.js') | null} */
let card = null;

/** One task in full, or all of them in short when none is chosen. */
export class WsInspector extends SessionElement {
  static styles = [
    base,
    css`
      :host {
        display: block;
        padding: 14px 16px;
      }
      .head {
        display: flex;
        align-items: baseline;
        gap: 8px;
        margin-bottom: 8px;
      }
      .head h2 {
        overflow: hidden;
        color: var(--hue);
        font-size: 17px;
        letter-spacing: 0;
        text-overflow: ellipsis;
      }
      .id {
        color: var(--ws-faint);
        font-family: var(--ws-mono);
        font-size: 12.5px;
        font-weight: 400;
      }
      .head .link {
        margin-left: auto;
        font-size: 12.5px;
        white-space: nowrap;
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 3px 12px;
        margin-bottom: 14px;
      }
      dt {
        color: var(--ws-soft);
      }
      dd {
        text-align: right;
        overflow-wrap: anywhere;
      }
      section {
        margin-bottom: 14px;
      }
      section > h3 {
        margin-bottom: 4px;
        color: var(--ws-faint);
        font-size: 12px;
        font-weight: 600;
        letter-spacing: 0.04em;
      }
      .bar {
        display: flex;
        height: 9px;
        margin: 5px 0 6px;
        overflow: hidden;
        border-radius: 4px;
        background: var(--ws-line);
        forced-color-adjust: none;
      }
      .running {
        background: var(--hue);
      }
      .queued {
        background: repeating-linear-gradient(
          135deg,
          var(--hue) 0 2px,
          transparent 2px 5px
        );
      }
      .waiting {
        background: var(--ws-wait);
      }
      .times {
        display: flex;
        flex-wrap: wrap;
        gap: 0 12px;
        font-size: 12.5px;
      }
      .times i {
        display: inline-block;
        width: 9px;
        height: 9px;
        margin-right: 4px;
        border-radius: 2px;
        forced-color-adjust: none;
      }
      .wakes button {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 10px;
        width: 100%;
        padding: 2px 4px;
        border: 0;
        border-radius: 5px;
        background: none;
        font-size: 12.5px;
        text-align: left;
        cursor: pointer;
      }
      .wakes button:hover {
        background: var(--ws-highlight);
      }
      .wakes .step {
        color: var(--ws-accent);
        white-space: nowrap;
      }
      .quiet {
        color: var(--ws-faint);
        font-size: 12.5px;
      }
      .verdict {
        padding: 8px 10px;
        border: 1px solid var(--ws-bad);
        border-radius: var(--ws-radius);
        font-size: 13px;
      }
      .verdict b {
        color: var(--ws-bad);
      }
    `,
  ];

  static leisurely = true;

  /** @override */
  render() {
    const { session, t } = this;
    if (!session) return nothing;
    const view = session.view();
    const chosen = session.selectedTask ?? session.hoverTask;
    if (chosen !== null && chosen < view.taskCount) return this.#task(session, view.task(chosen));
    return html`
      ${this.#overview(view)}
      ${
        view.taskCount === 0
          ? html`<p class="quiet">${t('inspector.none')}</p>`
          : html`<ws-task-list .session=${session} .lang=${this.lang}></ws-task-list>`
      }
    `;
  }

  /**
   * @param {import('../session.js').Session} session
   * @param {import('../model/types.js').TaskRow} row
   */
  #task(session, row) {
    if (card && this.story) return card.taskCard(session, this.t, row);
    import('./task-card.js').then(
      (loaded) => {
        card = loaded;
        this.requestUpdate();
      },
      // Asked for again with the next task.
      () => {},
    );
    return nothing;
  }

  /** @param {import('../model/types.js').StateView} view */
  #overview({ counters }) {
    const { t } = this;
    return html`
      <div class="head"><h2 style="color:inherit">${t('inspector.overview')}</h2></div>
      <dl class="number">
        <dt>${t('inspector.pollsWakes')}</dt><dd>${counters.polls} / ${counters.wakes}</dd>
        <dt>${t('inspector.wasted')}</dt><dd>${counters.wasted_polls}</dd>
        ${counters.laps ? html`<dt>${t('inspector.laps')}</dt><dd>${counters.laps}</dd>` : nothing}
        <dt>${t('inspector.cpu')} / ${t('inspector.idle')}</dt>
        <dd>${duration(counters.cpu_ns)} / ${duration(counters.idle_ns)}</dd>
        <dt>${t('inspector.finished')} / ${t('inspector.spawned')}</dt>
        <dd>${counters.finished} / ${counters.spawned}</dd>
        <dt>${t('inspector.wakers')}</dt><dd>${counters.wakers_alive}</dd>
      </dl>
    `;
  }
}

customElements.define('ws-inspector', WsInspector);
