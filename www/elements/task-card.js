/**
 * One task in full, as the inspector shows it. Owns the markup; the inspector has its style.
 */

import { html, nothing } from 'lit';
import { duration } from '../i18n/format.js';
import { NO_TASK } from '../model/types.js';
import { taskHue } from '../styles/index.js';
import {
  resourceLabel,
  statusLabel,
  taskLabel,
  verdictSentence,
  waitLabel,
} from '../task-words.js';
import { wakesOf } from '../wake-history.js';

/** @typedef {import('../session.js').Session} Session */
/** @typedef {import('../model/types.js').Translate} Translate */
/** @typedef {import('../model/types.js').TaskRow} TaskRow */

/** How many wakes are listed. */
const WAKES = 8;

/**
 * One task in full.
 *
 * @param {Session} session
 * @param {Translate} t
 * @param {TaskRow} row
 */
export function taskCard(session, t, row) {
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
      <dd>${row.parent < 0 || row.parent === NO_TASK ? t('inspector.root') : taskLink(session, row.parent)}</dd>
    </dl>
    ${
      verdict
        ? html`<section><h3>${t('inspector.verdict')}</h3>
            <p class="verdict"><b>${t(`verdicts.${verdict.kind}`)}</b> ${verdictSentence(session, t, verdict)}</p></section>`
        : nothing
    }
    ${times(t, row)} ${wakes(session, t, row)}
  </div>`;
}

/** @param {Session} session @param {number} id */
function taskLink(session, id) {
  return html`<button type="button" class="link" style="color:${taskHue(id)}"
    @click=${() => session.select(id)}>${taskLabel(session, id)}</button>`;
}

/** @param {Translate} t @param {TaskRow} row */
function times(t, { runningNs, queuedNs, waitingNs }) {
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

/** @param {Session} session @param {Translate} t @param {TaskRow} row */
function wakes(session, t, row) {
  const latest = wakesOf(session, row.id, WAKES);
  const earlier = row.wakes - latest.length;
  return html`<section>
    <h3>${t('inspector.wokenBy')}</h3>
    ${
      latest.length === 0
        ? html`<p class="quiet">${t('inspector.neverWoken')}</p>`
        : html`<ul class="wakes number">${latest.map(
            (wake) => html`<li><button type="button" title=${t('journal.jump', { step: wake.step })}
              @click=${() => session.seek(wake.step)}>
              <span class="step">${t('inspector.step', { step: wake.step })}</span>
              <span>${waker(session, t, wake)}</span></button></li>`,
          )}</ul>`
    }
    ${
      latest.length > 0 && earlier > 0
        ? html`<p class="quiet">${t('inspector.moreWakes', { count: earlier })}</p>`
        : nothing
    }
  </section>`;
}

/** @param {Session} session @param {Translate} t @param {import('../wake-history.js').WakeRecord} wake */
function waker(session, t, { cause, by, via }) {
  const who = t(`inspector.by.${cause.toLowerCase()}`, {
    name: cause === 'Task' ? taskLabel(session, by) : cause === 'Input' ? session.text(by) : '',
  });
  return via ? `${who} · ${resourceLabel(session, t, via)}` : who;
}
