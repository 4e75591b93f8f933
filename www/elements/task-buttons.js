/**
 * Real buttons over a picture, one a task: what keyboards and screen readers reach. Owns the
 * elements, and keeps each with its task, so that the focus stays where it is.
 */

import { taskLabel } from '../model/words.js';

/** More buttons than these help nobody. */
const MOST = 60;
/** So often at most they follow the picture while it runs: they are invisible. */
const PAUSE_MS = 120;

/** The buttons over one picture. */
export class TaskButtons {
  #sheet;
  /** @type {Map<number, HTMLButtonElement>} */
  #buttons = new Map();
  #last = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #later;

  /** @param {HTMLElement} sheet what they lie in */
  constructor(sheet) {
    this.#sheet = sheet;
  }

  /** The task that a button is for. @param {EventTarget | null} target @returns {number | null} */
  static taskOf(target) {
    const task = target instanceof HTMLElement ? target.dataset.task : undefined;
    return task === undefined ? null : Number(task);
  }

  /**
   * Puts the buttons where the tasks are.
   *
   * @param {import('../render/sketch.js').Hit[]} hits
   * @param {import('../session.js').Session} session
   * @param {import('../model/types.js').Translate} t
   */
  place(hits, session, t) {
    clearTimeout(this.#later);
    const wait = this.#last + PAUSE_MS - performance.now();
    if (wait > 0) {
      this.#later = setTimeout(() => this.place(hits, session, t), wait);
      return;
    }
    this.#last = performance.now();
    const view = session.view();
    /** @type {Set<number>} */
    const placed = new Set();
    for (const hit of hits) {
      if (placed.size >= MOST) break;
      if (placed.has(hit.task) || hit.task >= view.taskCount) continue;
      placed.add(hit.task);
      const button = this.#buttonOf(hit.task, session);
      const { status, statusName } = view.task(hit.task);
      const label = t(hit.detail === '' ? 'stage.task' : 'stage.taskOn', {
        name: taskLabel(hit.task, session),
        id: hit.task,
        status: t(`status.${status === 6 ? 'woken' : statusName}`),
        detail: hit.detail,
      });
      if (button.ariaLabel !== label) button.ariaLabel = label;
      button.ariaPressed = String(session.selectedTask === hit.task);
      button.title = label;
      button.style.transform = `translate(${hit.x}px, ${hit.y}px)`;
      button.style.width = `${hit.w}px`;
      button.style.height = `${hit.h}px`;
    }
    for (const [task, button] of this.#buttons) {
      if (placed.has(task)) continue;
      button.remove();
      this.#buttons.delete(task);
    }
  }

  /** @param {number} task @param {import('../session.js').Session} session */
  #buttonOf(task, session) {
    const known = this.#buttons.get(task);
    if (known !== undefined) return known;
    const button = document.createElement('button');
    button.type = 'button';
    button.dataset.task = String(task);
    button.addEventListener('focus', () => session.hover(task));
    button.addEventListener('blur', () => session.hover(null));
    this.#buttons.set(task, button);
    this.#sheet.append(button);
    return button;
  }
}
