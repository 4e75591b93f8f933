import { css, html, nothing } from 'lit';
import { count } from '../i18n/format.js';
import { base, taskHue } from '../styles/index.js';
import { statusLabel, taskLabel } from '../task-words.js';
import { SessionElement } from './session-element.js';

/** How many tasks are listed at once. */
const PAGE = 40;

/** Every task in one line each, a page at a time, with a field to find one. */
export class WsTaskList extends SessionElement {
  static properties = {
    ...SessionElement.properties,
    first: { state: true },
    query: { state: true },
  };

  static styles = [
    base,
    css`
      :host {
        display: block;
      }
      .find {
        width: 100%;
        margin: 4px 0 6px;
      }
      h3 {
        color: var(--ws-faint);
        font-size: 12px;
        font-weight: 600;
        letter-spacing: 0.04em;
      }
      .row {
        display: grid;
        grid-template-columns: 12px minmax(0, 1fr) auto;
        gap: 6px;
        align-items: center;
        width: 100%;
        padding: 3px 4px;
        border: 0;
        border-radius: 5px;
        background: none;
        text-align: left;
        cursor: pointer;
      }
      .row:hover,
      .row[data-lit] {
        background: var(--ws-highlight);
      }
      .dot {
        width: 9px;
        height: 9px;
        border: 2px solid var(--hue);
        border-radius: 50%;
        forced-color-adjust: none;
      }
      .dot[data-filled] {
        background: var(--hue);
      }
      .name {
        overflow: hidden;
        color: var(--hue);
        font-weight: 600;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .status {
        color: var(--ws-soft);
        font-size: 12.5px;
      }
      .pages {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 4px 10px;
        margin-top: 6px;
        color: var(--ws-soft);
        font-size: 12.5px;
      }
      @container (max-width: 760px) {
        .row {
          min-height: 40px;
        }
      }
    `,
  ];

  static listens = ['change', 'focus', 'spec'];
  static leisurely = true;

  constructor() {
    super();
    /** Where the page begins. */
    this.first = 0;
    /** What the reader looks for. */
    this.query = '';
  }

  /** @override */
  render() {
    const { session, t, query } = this;
    if (!session) return nothing;
    const view = session.view();
    const ids = query ? this.#matches(view.taskCount) : null;
    const total = ids ? ids.length : view.taskCount;
    const first = Math.min(this.first, Math.floor(Math.max(0, total - 1) / PAGE) * PAGE);
    const rows = ids
      ? ids.slice(first, first + PAGE).map((id) => view.task(id))
      : view.tasks(first, Math.min(PAGE, total - first));
    return html`
      <h3>${t('inspector.allTasks')}</h3>
      ${view.taskCount > 12 ? this.#find() : nothing}
      <ul>${rows.map((row) => html`<li>${this.#row(row)}</li>`)}</ul>
      ${query && total === 0 ? html`<p class="pages">${t('inspector.noMatch', { query })}</p>` : nothing}
      ${total > PAGE ? this.#pages(first, total) : nothing}
    `;
  }

  #find() {
    const { t } = this;
    return html`<input class="field find" type="search" placeholder=${t('inspector.filter')}
      aria-label=${t('inspector.filter')} .value=${this.query}
      @input=${(/** @type {Event & { target: HTMLInputElement }} */ { target }) => {
        this.query = target.value.trim();
        this.first = 0;
      }} />`;
  }

  /** @param {number} taskCount */
  #matches(taskCount) {
    const wanted = this.query.toLowerCase().replace(/^#/, '');
    const found = [];
    for (let id = 0; id < taskCount; id += 1) {
      if (String(id) === wanted || this.session?.taskName(id).toLowerCase().includes(wanted)) {
        found.push(id);
      }
    }
    return found;
  }

  /** @param {import('../model/types.js').TaskRow} row */
  #row(row) {
    const { session, t } = this;
    if (!session) return nothing;
    const { id } = row;
    return html`<button type="button" class="row" style="--hue:${taskHue(id)}"
      ?data-lit=${session.hoverTask === id} @click=${() => session.select(id)}>
      <span class="dot" ?data-filled=${row.statusName === 'running'}></span>
      <span class="name">${taskLabel(session, id)}</span>
      <span class="status">${statusLabel(t, row)}</span>
    </button>`;
  }

  /**
   * @param {number} first
   * @param {number} total
   */
  #pages(first, total) {
    const { t } = this;
    return html`<p class="pages number">
      <button type="button" class="link" ?disabled=${first === 0}
        @click=${() => this.#turn(first - PAGE)}>${t('inspector.previous', { count: PAGE })}</button>
      <span>${t('inspector.shown', { first: count(first + 1), last: count(Math.min(first + PAGE, total)), count: count(total) })}</span>
      <button type="button" class="link" ?disabled=${first + PAGE >= total}
        @click=${() => this.#turn(first + PAGE)}>${t('inspector.next', { count: PAGE })}</button>
    </p>`;
  }

  /** @param {number} first */
  #turn(first) {
    this.first = Math.max(0, first);
  }
}

customElements.define('ws-task-list', WsTaskList);
