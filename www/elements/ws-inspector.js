import { css, html, nothing } from 'lit';
import { duration } from '../i18n/format.js';
import { NO_TASK } from '../model/types.js';
import { base, taskHue } from '../styles/index.js';
import {
  resourceLabel,
  statusLabel,
  taskLabel,
  verdictSentence,
  waitLabel,
} from '../task-words.js';
import { wakesOf } from '../wake-history.js';
import { SessionElement } from './session-element.js';
import './ws-task-list.js';

/** @typedef {import('../model/types.js').TaskRow} TaskRow */

/** How many wakes are listed. */
const WAKES = 8;

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
    if (chosen !== null && chosen < view.taskCount) return this.#task(view.task(chosen));
    return html`
      ${this.#overview(view)}
      ${
        view.taskCount === 0
          ? html`<p class="quiet">${t('inspector.none')}</p>`
          : html`<ws-task-list .session=${session} .lang=${this.lang}></ws-task-list>`
      }
    `;
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

  /** @param {TaskRow} row */
  #task(row) {
    const { session, t } = this;
    if (!session) return nothing;
    const place = row.place ? session.place(row.place) : null;
    const verdict = session.verdicts().find(({ tasks }) => tasks.includes(row.id));
    return html`<div style="--hue:${taskHue(row.id)}">
      <div class="head">
        <h2>${row.name} <span class="id">#${row.id}</span></h2>
        ${
          session.selectedTask === row.id
            ? html`<button type="button" class="link" @click=${() => session.select(null)}>${t('inspector.back')}</button>`
            : nothing
        }
      </div>
      <dl class="number">
        <dt>${t('inspector.status')}</dt><dd><b>${statusLabel(t, row)}</b></dd>
        ${
          row.statusName === 'waiting'
            ? html`<dt>${t('inspector.waitsFor')}</dt><dd>${waitLabel(session, t, row)}</dd>`
            : nothing
        }
        ${
          place?.line
            ? html`<dt>${t('inspector.line')}</dt><dd>${t('inspector.atLine', { line: place.line })}</dd>`
            : nothing
        }
        <dt>${t('inspector.pollsWakes')}</dt><dd>${row.polls} / ${row.wakes}</dd>
        <dt>${t('inspector.wasted')}</dt><dd>${row.wastedPolls}</dd>
        <dt>${t('inspector.size')}</dt><dd>${t('inspector.bytes', { count: row.size })}</dd>
        <dt>${t('inspector.wakers')}</dt><dd>${row.wakersAlive}</dd>
        <dt>${t('inspector.parent')}</dt>
        <dd>${row.parent < 0 || row.parent === NO_TASK ? t('inspector.root') : this.#taskLink(row.parent)}</dd>
      </dl>
      ${
        verdict
          ? html`<section><h3>${t('inspector.verdict')}</h3>
              <p class="verdict"><b>${t(`verdicts.${verdict.kind}`)}</b> ${verdictSentence(session, t, verdict)}</p></section>`
          : nothing
      }
      ${this.#times(row)} ${this.#wakes(row)}
    </div>`;
  }

  /** @param {number} id */
  #taskLink(id) {
    const { session } = this;
    return html`<button type="button" class="link" style="color:${taskHue(id)}"
      @click=${() => session?.select(id)}>${session && taskLabel(session, id)}</button>`;
  }

  /** @param {TaskRow} row */
  #times({ runningNs, queuedNs, waitingNs }) {
    const { t } = this;
    const all = runningNs + queuedNs + waitingNs || 1;
    /** @type {[string, number][]} */
    const parts = [
      ['running', runningNs],
      ['queued', queuedNs],
      ['waiting', waitingNs],
    ];
    return html`<section>
      <h3>${t('inspector.time')}</h3>
      <div class="bar" aria-hidden="true">
        ${parts.map(([name, ns]) => html`<span class=${name} style="width:${(100 * ns) / all}%"></span>`)}
      </div>
      <p class="times number">
        ${parts.map(
          ([name, ns]) =>
            html`<span><i class=${name}></i>${t(`inspector.${name}`)} ${duration(ns)}</span>`,
        )}
      </p>
    </section>`;
  }

  /** @param {TaskRow} row */
  #wakes(row) {
    const { session, t } = this;
    if (!session) return nothing;
    const wakes = wakesOf(session, row.id, WAKES);
    const earlier = row.wakes - wakes.length;
    return html`<section>
      <h3>${t('inspector.wokenBy')}</h3>
      ${
        wakes.length === 0
          ? html`<p class="quiet">${t('inspector.neverWoken')}</p>`
          : html`<ul class="wakes number">${wakes.map(
              (
                wake,
              ) => html`<li><button type="button" title=${t('journal.jump', { step: wake.step })}
                @click=${() => session.seek(wake.step)}>
                <span class="step">${t('inspector.step', { step: wake.step })}</span>
                <span>${this.#waker(wake)}</span></button></li>`,
            )}</ul>`
      }
      ${
        wakes.length > 0 && earlier > 0
          ? html`<p class="quiet">${t('inspector.moreWakes', { count: earlier })}</p>`
          : nothing
      }
    </section>`;
  }

  /** @param {import('../wake-history.js').WakeRecord} wake */
  #waker({ cause, by, via }) {
    const { session, t } = this;
    if (!session) return '';
    const who = t(`inspector.by.${cause.toLowerCase()}`, {
      name: cause === 'Task' ? taskLabel(session, by) : cause === 'Input' ? session.text(by) : '',
    });
    return via ? `${who} · ${resourceLabel(session, t, via)}` : who;
  }
}

customElements.define('ws-inspector', WsInspector);
