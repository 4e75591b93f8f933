import { css, html, nothing } from 'lit';
import { clock } from '../i18n/format.js';
import { taskLabel } from '../model/words.js';
import { cancelPaint, requestPaint } from '../render/frame.js';
import { Surface } from '../render/surface.js';
import { isCoarse, watchTheme } from '../render/theme.js';
import { layoutTimeline, rowsOf } from '../render/timeline-layout.js';
import { paintNow, paintRun } from '../render/timeline-paint.js';
import { betterAxis, Scale } from '../render/timeline-scale.js';
import { base } from '../styles/index.js';
import { POINTER_EVENTS } from './pointer-events.js';
import { SessionElement } from './session-element.js';

/** @typedef {import('../render/timeline-scale.js').Axis} Axis */
/** @typedef {import('../render/timeline-layout.js').Rows} Rows */

/** So many steps are tried out to choose the axis. */
const PREVIEW = 3000;
/** A key with a page in its name goes so much of the run. */
const PAGE = 0.1;

/**
 * `<ws-timeline>`: the whole run, a row a task. Polls are bars, waits thin lines dashed by what is
 * waited for, wakes arrows. Drag to scrub, ctrl and the wheel or two fingers to zoom, shift and
 * drag to pan; as a slider it goes by arrow keys, Page Up and Down, Home and End.
 */
export class WsTimeline extends SessionElement {
  static styles = [
    base,
    css`
      :host {
        display: block;
        position: relative;
        min-height: 110px;
        overflow: hidden;
        background: var(--ws-panel);
        user-select: none;
        -webkit-user-select: none;
      }
      .slider {
        position: absolute;
        inset: 0;
        cursor: crosshair;
        touch-action: pan-y;
      }
      .slider:focus-visible {
        outline-offset: -2px;
      }
      canvas {
        display: block;
      }
      .tools {
        position: absolute;
        top: 0;
        right: 4px;
        display: flex;
        background: var(--ws-panel);
      }
      .axis {
        position: absolute;
        top: 0;
        left: 8px;
        display: flex;
        gap: 2px;
      }
      button {
        display: grid;
        place-items: center;
        min-width: 24px;
        height: 24px;
        padding: 0 6px;
        border: 0;
        border-radius: 5px;
        background: none;
        color: var(--ws-soft);
        font-size: 12px;
        cursor: pointer;
      }
      button:hover {
        color: var(--ws-ink);
      }
      button[aria-pressed='true'] {
        background: var(--ws-highlight);
        color: var(--ws-accent);
        font-weight: 600;
      }
      .tools button {
        font-size: 15px;
        line-height: 1;
      }
      .note {
        position: absolute;
        z-index: 1;
        max-width: 70%;
        padding: 2px 8px;
        border: 1px solid var(--ws-line);
        border-radius: 6px;
        background: var(--ws-panel);
        color: var(--ws-ink);
        font-size: 12px;
        white-space: nowrap;
        pointer-events: none;
      }
    `,
  ];

  static properties = {
    ...SessionElement.properties,
    axis: { state: true },
    note: { state: true },
  };

  static listens = ['spec', 'playstate'];

  /** @type {Surface | null} */
  #surface = null;
  /** @type {Scale | null} */
  #scale = null;
  /** @type {Rows | null} */
  #rows = null;
  /**
   * The last picture, and what it is of.
   *
   * @type {{ model: import('../model/timeline.js').TimelineModel, steps: number, scale: Scale, rows: Rows,
   *   picture: import('../render/timeline-layout.js').TimelinePicture } | null}
   */
  #laidOut = null;
  #size = { width: 0, height: 0 };
  #scroll = 0;
  #chosen = false;
  /** @type {AbortController | undefined} */
  #living;
  /** @type {AbortController | undefined} */
  #hearing;

  constructor() {
    super();
    /** What the horizontal axis is. @type {Axis} */
    this.axis = 'steps';
    /** What is under the pointer. @type {{ x: number, y: number, text: string } | null} */
    this.note = null;
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.#living = new AbortController();
    const { signal } = this.#living;
    watchTheme(this, () => this.#recolor(), signal);
    document.fonts.addEventListener('loadingdone', () => this.#recolor(), { signal });
    const resized = new ResizeObserver(([{ contentRect }]) => {
      this.#size = { width: Math.floor(contentRect.width), height: Math.floor(contentRect.height) };
      this.#scale = null;
      requestPaint(this.#paint);
    });
    resized.observe(this);
    signal.addEventListener('abort', () => resized.disconnect());
    this.#hear();
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.#living?.abort();
    this.#hearing?.abort();
    cancelPaint(this.#paint);
  }

  /** @override @param {import('lit').PropertyValues} changed */
  updated(changed) {
    const slider = this.renderRoot.querySelector('.slider');
    if (this.#surface === null && slider instanceof HTMLElement) {
      const canvas = /** @type {HTMLCanvasElement} */ (slider.querySelector('canvas'));
      this.#surface = new Surface(canvas, this);
      this.#awaitHands(slider);
    }
    if (changed.has('session')) this.#hear();
    if (changed.has('axis') || changed.has('lang') || changed.has('session')) {
      this.#scale = null;
      requestPaint(this.#paint);
    }
  }

  /** @override */
  render() {
    const { t, axis, note } = this;
    const choose = (/** @type {Axis} */ kind, /** @type {string} */ word) => html`
      <button type="button" aria-pressed=${axis === kind ? 'true' : 'false'} title=${t('timeline.axisHint')}
        @click=${() => this.#choose(kind)}>${t(word)}</button>`;
    return html`
      <div class="slider" role="slider" tabindex="0" aria-label=${t('timeline.slider')}
        aria-orientation="horizontal" aria-valuemin="0" @keydown=${this.#press}>
        <canvas aria-hidden="true"></canvas>
      </div>
      <div class="axis" role="group" aria-label=${t('timeline.axis')}>
        ${choose('time', 'timeline.axisTime')} ${choose('steps', 'timeline.axisSteps')}
      </div>
      <div class="tools">
        <button type="button" title=${t('timeline.zoomOut')} aria-label=${t('timeline.zoomOut')}
          @click=${() => this.zoom(1 / 1.8)}>−</button>
        <button type="button" title=${t('timeline.zoomIn')} aria-label=${t('timeline.zoomIn')}
          @click=${() => this.zoom(1.8)}>+</button>
        <button type="button" title=${t('timeline.fit')} aria-label=${t('timeline.fit')}
          @click=${() => this.show(null)}>⤢</button>
      </div>
      ${
        note
          ? html`<div class="note" aria-hidden="true"
              style="top: ${note.y}px; ${note.x > this.#size.width / 2 ? `right: ${this.#size.width - note.x + 12}px` : `left: ${note.x + 12}px`}">${note.text}</div>`
          : nothing
      }
    `;
  }

  /** Hands come with the first pointer; what it does meanwhile is not lost. @param {HTMLElement} slider */
  #awaitHands(slider) {
    /** @type {PointerEvent[]} */
    const missed = [];
    const awaiting = new AbortController();
    const { signal } = awaiting;
    for (const type of POINTER_EVENTS) {
      slider.addEventListener(type, (event) => missed.push(event), { signal });
    }
    const bring = async () => {
      const { holdTimeline } = await import('./timeline-hands.js');
      if (signal.aborted) return;
      awaiting.abort();
      holdTimeline(slider, this, missed);
    };
    // Should it fail, the next pointer tries again.
    slider.addEventListener('pointerover', () => bring().catch(() => {}), { signal });
  }

  #hear() {
    this.#hearing?.abort();
    const { session } = this;
    if (session === null || !this.isConnected) return;
    this.#hearing = new AbortController();
    const { signal } = this.#hearing;
    for (const type of ['change', 'focus', 'playstate']) {
      session.addEventListener(type, () => requestPaint(this.#paint), { signal });
    }
    session.addEventListener('spec', () => this.#restart(), { signal });
    this.#restart();
  }

  #restart() {
    this.#scroll = 0;
    this.#scale = null;
    this.#chosen = false;
    requestPaint(this.#paint);
  }

  #recolor() {
    this.#surface?.forget();
    requestPaint(this.#paint);
  }

  /** @param {Axis} axis */
  #choose(axis) {
    this.#chosen = true;
    this.axis = axis;
  }

  /** Where things are; null before the first picture. */
  get scale() {
    return this.#scale;
  }

  /** The rows in sight; null before the first picture. */
  get rows() {
    return this.#rows;
  }

  /** Shows another part; null is all. @param {Scale | null} scale */
  show(scale) {
    this.#scale = scale;
    requestPaint(this.#paint);
  }

  /** Looks closer, about the playhead or a pixel. @param {number} factor @param {number} [x] */
  zoom(factor, x) {
    const { session } = this;
    const scale = this.#scale;
    if (!scale || !session) return;
    const { left, width } = scale.room;
    const head = scale.xOfStep(session.position);
    const about = head >= left && head <= left + width ? head : left + width / 2;
    this.show(scale.zoom(factor, x ?? about));
  }

  /** Scrolls the rows. @param {number} dy @returns {boolean} whether there was anything to scroll */
  scrollRows(dy) {
    const rows = this.#rows;
    if (!rows) return false;
    const most = Math.max(0, rows.total + rows.band + 24 - this.#size.height);
    const to = Math.min(most, Math.max(0, this.#scroll + dy));
    if (to === this.#scroll) return false;
    this.#scroll = to;
    requestPaint(this.#paint);
    return true;
  }

  /** One frame. @type {import('../render/frame.js').Painter} */
  #paint = () => {
    const { session, t } = this;
    const surface = this.#surface;
    const { width, height } = this.#size;
    if (session === null || surface === null || width === 0) return false;
    this.#settleAxis(session);
    const model = session.timeline;
    const coarse = isCoarse();
    const rows = rowsOf(model.tasks, height, this.#scroll, coarse);
    const left = width < 560 ? 96 : 148;
    const room = { left, width: width - left };
    const extent = this.axis === 'steps' ? session.steps : session.endNs;
    const former = this.#scale ?? new Scale(model.index, this.axis, room, extent, null);
    let scale =
      former.index === model.index
        ? former.refit(room, extent)
        : new Scale(model.index, this.axis, room, extent, null);
    if (session.playing) scale = scale.reveal(session.position);
    this.#scale = scale;
    this.#rows = rows;
    const { measure, palette } = surface;
    const picture = this.#layout(model, scale, rows);
    const { hoverTask: lit, selectedTask: selected } = session;
    const light = {
      palette,
      scale,
      rows,
      width,
      height,
      head: this.axis === 'steps' ? scale.x(session.position) : scale.x(session.flowNs),
      lit,
      selected,
      name: (/** @type {number} */ task) =>
        fitted(`${taskLabel(task, session)}`, task, left - 26, measure),
      readyLabel: t('timeline.allReady'),
      mostReady: `0–${model.mostReady}`,
    };
    const context = surface.repaint(width, height, [picture, palette, lit, selected, t], (below) =>
      paintRun(below, picture, light),
    );
    paintNow(context, picture, light);
    this.#tell(session);
    return session.playing && this.axis === 'time';
  };

  /**
   * The picture; made anew only if it would be another one. It does not depend on the cursor, so that
   * scrubbing makes none.
   *
   * @param {import('../model/timeline.js').TimelineModel} model
   * @param {Scale} scale
   * @param {Rows} rows
   */
  #layout(model, scale, rows) {
    const { steps } = model.index;
    const last = this.#laidOut;
    if (
      last?.model === model &&
      last.steps === steps &&
      last.scale.isLike(scale) &&
      Object.entries(rows).every(
        ([name, value]) => last.rows[/** @type {keyof Rows} */ (name)] === value,
      )
    ) {
      return last.picture;
    }
    const picture = layoutTimeline(model, scale, rows);
    this.#laidOut = { model, steps, scale, rows, picture };
    return picture;
  }

  /** The first picture of a run chooses its axis, unless the reader did. @param {import('../session.js').Session} session */
  #settleAxis(session) {
    if (this.#chosen) return;
    this.#chosen = true;
    const axis = betterAxis(session.preview(PREVIEW), session.endNs);
    if (axis === this.axis) return;
    this.axis = axis;
    this.#scale = null;
  }

  /** Says where it is to those who do not see it. @param {import('../session.js').Session} session */
  #tell(session) {
    const slider = this.renderRoot.querySelector('.slider');
    if (!slider) return;
    const { position, steps, nowNs } = session;
    if (slider.ariaValueNow === String(position) && slider.ariaValueMax === String(steps)) return;
    slider.ariaValueMax = String(steps);
    slider.ariaValueNow = String(position);
    slider.ariaValueText = this.t('timeline.value', { step: position, steps, time: clock(nowNs) });
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const { session } = this;
    if (!session || event.ctrlKey || event.metaKey || event.altKey) return;
    const much = Math.max(1, Math.round(session.steps * PAGE));
    const little = event.shiftKey ? 10 : 1;
    /** @type {Record<string, () => unknown>} */
    const keys = {
      ArrowLeft: () => session.back(little),
      ArrowDown: () => session.back(little),
      ArrowRight: () => session.step(little),
      ArrowUp: () => session.step(little),
      PageDown: () => session.back(much),
      PageUp: () => session.step(much),
      Home: () => session.toStart(),
      End: () => session.toEnd(),
      '+': () => this.zoom(1.8),
      '=': () => this.zoom(1.8),
      '-': () => this.zoom(1 / 1.8),
    };
    const command = keys[event.key];
    if (!command) return;
    command();
    event.preventDefault();
    // The page's own keys would do it a second time.
    event.stopPropagation();
  }
}

/**
 * A task's name with its number, the name cut where it must be.
 *
 * @param {string} name
 * @param {number} task
 * @param {number} room
 * @param {import('../render/sketch.js').Measure} measure
 */
function fitted(name, task, room, measure) {
  const tag = ` #${task}`;
  if (measure(name + tag, 'strong') <= room) return name + tag;
  let letters = Array.from(name);
  while (letters.length > 1 && measure(`${letters.join('')}…${tag}`, 'strong') > room) {
    letters = letters.slice(0, -1);
  }
  return `${letters.join('')}…${tag}`;
}

customElements.define('ws-timeline', WsTimeline);
