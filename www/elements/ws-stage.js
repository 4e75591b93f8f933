import { css, html } from 'lit';
import { stageOf } from '../model/stage.js';
import { cancelPaint, requestPaint } from '../render/frame.js';
import { Motion } from '../render/motion.js';
import { layout, Memory, WIDE } from '../render/stage-layout.js';
import { paint } from '../render/stage-paint.js';
import { Surface } from '../render/surface.js';
import { isCoarse, prefersStill, watchTheme } from '../render/theme.js';
import { base } from '../styles/index.js';
import { SessionElement } from './session-element.js';
import { TaskButtons } from './task-buttons.js';
import './ws-step.js';

/** @typedef {import('../render/stage-layout.js').Picture} Picture */

/**
 * `<ws-stage>`: the run at this step as a picture. Ready queue, executor, done; below, everybody
 * who waits, grouped by what for; the wake as an arrow from its cause to the queue. Under the
 * picture, the step in words.
 *
 * The picture is a canvas; over it lie real buttons, one a task, for keyboards and screen readers.
 */
export class WsStage extends SessionElement {
  static styles = [
    base,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-width: 0;
        background: var(--ws-bg);
      }
      .picture {
        position: relative;
        flex: 1 1 auto;
        min-height: 0;
        overflow: hidden auto;
        overscroll-behavior: contain;
        scrollbar-width: thin;
        scrollbar-color: var(--ws-wait) transparent;
      }
      .sheet {
        position: relative;
        width: 100%;
      }
      canvas {
        display: block;
      }
      .sheet button {
        position: absolute;
        top: 0;
        left: 0;
        padding: 0;
        border: 0;
        border-radius: 10px;
        background: none;
        cursor: pointer;
      }
      ws-step {
        flex: none;
        margin: 0 16px 14px;
      }
      :host([narrow]) ws-step {
        order: -1;
        margin: 12px 12px 0;
      }
    `,
  ];

  /** @type {readonly string[]} */
  static listens = [];

  /** @type {Surface | null} */
  #surface = null;
  /** @type {TaskButtons | null} */
  #buttons = null;
  /** @type {Picture | null} */
  #picture = null;
  #motion = new Motion();
  #memory = new Memory();
  #width = 0;
  #stale = true;
  /** There was too little height for the roomy picture. */
  #compact = false;
  /** How tall the last picture was. */
  #grown = 0;
  /** Nothing travels in the first picture of a run. */
  #fresh = true;
  /** @type {AbortController | undefined} */
  #living;
  /** @type {AbortController | undefined} */
  #hearing;

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.#living = new AbortController();
    const { signal } = this.#living;
    watchTheme(this, () => this.#recolor(), signal);
    const resized = new ResizeObserver(([{ contentRect }]) => {
      this.#resize(contentRect.width);
      this.#condense();
    });
    resized.observe(this);
    signal.addEventListener('abort', () => resized.disconnect());
    document.fonts.addEventListener('loadingdone', () => this.#recolor(), { signal });
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
    if (this.#surface === null) {
      const canvas = /** @type {HTMLCanvasElement} */ (this.renderRoot.querySelector('canvas'));
      this.#surface = new Surface(canvas, this);
      this.#buttons = new TaskButtons(/** @type {HTMLElement} */ (canvas.parentElement));
    }
    if (changed.has('session')) this.#hear();
    this.#refresh();
  }

  /** @override */
  render() {
    const { session, t, lang } = this;
    const narrow = this.hasAttribute('narrow');
    return html`
      <div class="picture">
        <div class="sheet" role="group" aria-label=${t('stage.tasks')}
          @pointermove=${this.#point} @pointerleave=${() => session?.hover(null)}
          @click=${this.#click}>
          <canvas aria-hidden="true"></canvas>
        </div>
      </div>
      <ws-step .session=${session} .lang=${lang} ?narrow=${narrow}
        ?compact=${this.#compact}></ws-step>
    `;
  }

  #hear() {
    this.#hearing?.abort();
    const { session } = this;
    if (session === null || !this.isConnected) return;
    this.#hearing = new AbortController();
    const { signal } = this.#hearing;
    session.addEventListener('change', () => this.#refresh(), { signal });
    session.addEventListener('focus', () => requestPaint(this.#paint), { signal });
    session.addEventListener('playstate', () => requestPaint(this.#paint), { signal });
    session.addEventListener('spec', () => this.#restart(), { signal });
    this.#restart();
  }

  #restart() {
    this.#memory = new Memory();
    this.#fresh = true;
    this.#refresh();
  }

  #refresh() {
    this.#stale = true;
    requestPaint(this.#paint);
  }

  #recolor() {
    this.#surface?.forget();
    this.#refresh();
  }

  /** @param {number} width */
  #resize(width) {
    if (Math.abs(width - this.#width) < 1) return;
    this.#width = Math.floor(width);
    this.#compact = false;
    this.#memory = new Memory();
    this.#fresh = true;
    const narrow = this.#width < WIDE;
    if (narrow !== this.hasAttribute('narrow')) {
      this.toggleAttribute('narrow', narrow);
      this.requestUpdate();
    }
    this.#refresh();
  }

  /** One frame. @type {import('../render/frame.js').Painter} */
  #paint = (time) => {
    const { session } = this;
    const surface = this.#surface;
    if (session === null || surface === null || this.#width === 0) return false;
    if (this.#stale) this.#arrange(time);
    const picture = this.#picture;
    if (picture === null) return false;
    const context = surface.begin(picture.width, picture.height);
    if (this.#grown !== picture.height) {
      this.#grown = picture.height;
      requestAnimationFrame(() => this.#condense());
    }
    const moving = this.#motion.advance(time);
    paint(context, picture.prims, {
      palette: surface.palette,
      motion: this.#motion,
      nowNs: session.flowNs,
      lit: session.hoverTask,
      selected: session.selectedTask,
    });
    // While logical time flows, rings empty themselves from frame to frame.
    return moving || (session.playing && picture.prims.some(({ k }) => k === 'ring'));
  };

  /** Makes do with less height, where the picture's place is bounded and too small. */
  #condense() {
    const place = this.renderRoot.querySelector('.picture');
    if (this.#compact || place === null || place.scrollHeight <= place.clientHeight + 1) return;
    this.#compact = true;
    this.#memory = new Memory();
    this.requestUpdate();
    this.#refresh();
  }

  /** @param {number} time */
  #arrange(time) {
    const { session, t } = this;
    const surface = this.#surface;
    if (session === null || surface === null) return;
    this.#stale = false;
    const model = stageOf(session.view(), session);
    const { executor = '', policy = '' } = session.spec;
    const many = executor === 'queue';
    this.#picture = layout(model, this.#width, {
      measure: surface.measure,
      t,
      names: session,
      source: (place) => sourceAt(session, place),
      title: [t(`executors.${executor}`), many ? t(`policies.${policy}`) : '']
        .filter((word) => word !== '')
        .join(' · '),
      coarse: isCoarse(),
      compact: this.#compact,
      memory: this.#memory,
    });
    this.#motion.retarget(this.#picture.prims, time, this.#fresh || prefersStill());
    this.#fresh = false;
    this.#buttons?.place(this.#picture.hits, session, t);
  }

  /** @param {PointerEvent} event */
  #point(event) {
    this.session?.hover(this.#taskAt(event));
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const { session } = this;
    if (session === null) return;
    const task = TaskButtons.taskOf(event.target) ?? this.#taskAt(event);
    session.select(task === session.selectedTask ? null : task);
  }

  /** @param {MouseEvent} event */
  #taskAt({ clientX, clientY, currentTarget }) {
    const { left, top } = /** @type {Element} */ (currentTarget).getBoundingClientRect();
    const [x, y] = [clientX - left, clientY - top];
    const hit = this.#picture?.hits.find(
      (rect) =>
        x >= rect.x - 2 && y >= rect.y - 2 && x <= rect.x + rect.w + 2 && y <= rect.y + rect.h + 2,
    );
    return hit?.task ?? null;
  }
}

/**
 * The line of the lesson's source at a place.
 *
 * @param {import('../session.js').Session} session
 * @param {number} place
 */
function sourceAt(session, place) {
  const { file, line } = session.place(place);
  const { lesson } = session;
  if (line === 0 || file !== lesson.file) return { line: 0, code: '' };
  return { line, code: (lesson.source.split('\n')[line - 1] ?? '').trim() };
}

customElements.define('ws-stage', WsStage);
