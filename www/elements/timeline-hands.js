/**
 * What hands do to the timeline: scrub, pan, zoom, point, choose. Owns the pointers that are down;
 * the timeline owns what is shown.
 */

import { duration } from '../i18n/format.js';
import { Phase } from '../model/timeline.js';
import { taskLabel } from '../model/words.js';
import { AXIS, middleOfRow } from '../render/timeline-layout.js';
import { POINTER_EVENTS } from './pointer-events.js';

/** A pointer that moved less than this clicked. */
const STILL = 4;
/** A bar is hit this near to it. */
const NEAR = 4;

const PHASES = Object.entries(Phase).reduce(
  (names, [name, number]) => {
    names[number] = name;
    return names;
  },
  /** @type {string[]} */ ([]),
);

/**
 * Gives the timeline its hands.
 *
 * @param {HTMLElement} slider what is touched
 * @param {import('./ws-timeline.js').WsTimeline} timeline
 * @param {PointerEvent[]} missed what a pointer did while the hands were on their way
 */
export function holdTimeline(slider, timeline, missed) {
  const hands = new Hands(slider, timeline);
  for (const event of missed) hands.handle(event);
  hands.listen();
}

/** The hands on one timeline. */
class Hands {
  #timeline;
  #slider;
  /** Where each pointer is that is down. @type {Map<number, { x: number, y: number }>} */
  #down = new Map();
  /** @type {'scrub' | 'pan' | 'pinch' | null} */
  #doing = null;
  #travelled = 0;
  /** How far apart two fingers are. */
  #span = 0;

  /** @param {HTMLElement} slider @param {import('./ws-timeline.js').WsTimeline} timeline */
  constructor(slider, timeline) {
    this.#slider = slider;
    this.#timeline = timeline;
  }

  listen() {
    const slider = this.#slider;
    for (const type of POINTER_EVENTS) {
      slider.addEventListener(type, (event) => this.handle(/** @type {PointerEvent} */ (event)));
    }
    slider.addEventListener('pointerleave', () => this.#point(null));
    slider.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
  }

  /** @param {PointerEvent} event one of {@link POINTER_EVENTS} */
  handle(event) {
    if (event.type === 'pointerdown') this.#press(event);
    else if (event.type === 'pointermove') this.#move(event);
    else this.#lift(event);
  }

  /** @param {MouseEvent} event */
  #spot({ clientX, clientY }) {
    const { left, top } = this.#slider.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }

  /** @param {PointerEvent} event */
  #press(event) {
    const { session, scale } = this.#timeline;
    if (!session || !scale || event.button > 1) return;
    const spot = this.#spot(event);
    this.#down.set(event.pointerId, spot);
    try {
      this.#slider.setPointerCapture(event.pointerId);
    } catch {
      // Lifted already: it was down while the hands were on their way.
    }
    if (this.#down.size === 2) {
      this.#doing = 'pinch';
      this.#span = this.#apart();
      return;
    }
    this.#travelled = 0;
    this.#doing = event.shiftKey || event.button === 1 ? 'pan' : 'scrub';
    if (spot.x < scale.room.left) this.#doing = null;
    else if (this.#doing === 'scrub' && event.pointerType === 'mouse') this.#scrub(spot.x);
  }

  /** @param {PointerEvent} event */
  #move(event) {
    const spot = this.#spot(event);
    const before = this.#down.get(event.pointerId);
    if (before === undefined) {
      this.#point(spot);
      return;
    }
    this.#down.set(event.pointerId, spot);
    const dx = spot.x - before.x;
    this.#travelled += Math.abs(dx) + Math.abs(spot.y - before.y);
    const { scale } = this.#timeline;
    if (this.#doing === 'scrub' && this.#travelled >= STILL) this.#scrub(spot.x);
    else if (this.#doing === 'pan' && scale) this.#timeline.show(scale.pan(-dx));
    else if (this.#doing === 'pinch' && scale) this.#pinch(scale, dx / 2);
  }

  /** @param {PointerEvent} event */
  #lift(event) {
    const spot = this.#spot(event);
    const was = this.#down.delete(event.pointerId);
    if (!was) return;
    if (this.#travelled < STILL && event.type === 'pointerup') this.#click(spot);
    if (this.#down.size === 0) this.#doing = null;
  }

  #apart() {
    const [a, b] = [...this.#down.values()];
    return Math.hypot(a.x - b.x, a.y - b.y);
  }

  /** @param {import('../render/timeline-scale.js').Scale} scale @param {number} dx */
  #pinch(scale, dx) {
    const [a, b] = [...this.#down.values()];
    const span = this.#apart();
    const factor = span / Math.max(1, this.#span);
    this.#span = span;
    this.#travelled += STILL;
    this.#timeline.show(scale.zoom(factor, (a.x + b.x) / 2).pan(-dx));
  }

  /** @param {number} x */
  #scrub(x) {
    const { session, scale } = this.#timeline;
    if (!session || !scale) return;
    session.pause();
    const value = scale.valueAt(Math.max(scale.room.left, x));
    const beyond = scale.axis === 'time' && value > session.index.nowNs;
    // Beyond what is recorded, time tells no step: go by how far it is.
    const share = Math.min(1, value / scale.extent);
    const step = beyond ? Math.ceil(share * session.steps) : scale.stepAt(x);
    session.seek(Math.min(step, session.steps));
  }

  /** @param {{ x: number, y: number }} spot */
  #click(spot) {
    const { session, scale } = this.#timeline;
    if (!session || !scale) return;
    const task = this.#rowAt(spot.y);
    const onName = spot.x < scale.room.left;
    if (!onName) this.#scrub(spot.x);
    if (task !== null && (onName || this.#isBar(task, spot.x))) session.select(task);
  }

  /** @param {number} y @returns {number | null} */
  #rowAt(y) {
    const { rows, session } = this.#timeline;
    if (!rows || !session || y < AXIS + rows.band) return null;
    const task = rows.first + Math.floor((y - rows.top) / rows.height);
    return task >= 0 && task < session.timeline.tasks && middleOfRow(rows, task) !== null
      ? task
      : null;
  }

  /** @param {number} task @param {number} x */
  #isBar(task, x) {
    const { session, scale } = this.#timeline;
    if (!session || !scale) return false;
    const [from, to] = [scale.stepAt(x - NEAR), scale.stepAt(x + NEAR)];
    return session.timeline.dominant(task, from, to) === Phase.Poll;
  }

  /** @param {{ x: number, y: number } | null} spot */
  #point(spot) {
    const timeline = this.#timeline;
    const { session, scale } = timeline;
    if (!session || !scale) return;
    const task = spot ? this.#rowAt(spot.y) : null;
    session.hover(task);
    timeline.note =
      spot && task !== null && spot.x > scale.room.left ? this.#note(spot, task) : null;
  }

  /** @param {{ x: number, y: number }} spot @param {number} task */
  #note(spot, task) {
    const { session, scale, t } = this.#timeline;
    if (!session || !scale) return null;
    const step = scale.stepAt(spot.x);
    if (step > session.position) return null;
    const phase = this.#isBar(task, spot.x) ? Phase.Poll : session.timeline.phaseAt(task, step);
    const key = PHASES[phase];
    if (phase === Phase.None || phase >= Phase.Done) return null;
    const word =
      phase === Phase.Poll
        ? t('timeline.poll')
        : phase === Phase.Ready
          ? t('timeline.ready')
          : t(`timeline.wait.${key}`);
    const when = duration(session.timeOfStep(step));
    return {
      x: spot.x,
      y: Math.max(2, spot.y - 30),
      text: `${taskLabel(task, session)} · ${word} · ${when}`,
    };
  }

  /** @param {WheelEvent} event */
  #wheel(event) {
    const timeline = this.#timeline;
    const { scale } = timeline;
    if (!scale) return;
    const { x } = this.#spot(event);
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 24 : 1;
    const [dx, dy] = [event.deltaX * unit, event.deltaY * unit];
    if (event.ctrlKey || event.metaKey) {
      timeline.show(scale.zoom(Math.exp(-dy / 200), x));
    } else if (event.shiftKey || Math.abs(dx) > Math.abs(dy)) {
      const moved = scale.pan(event.shiftKey && dx === 0 ? dy : dx);
      if (moved === scale) return;
      timeline.show(moved);
    } else if (!timeline.scrollRows(dy)) {
      return;
    }
    event.preventDefault();
  }
}
