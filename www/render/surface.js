/**
 * A canvas that is as sharp as the screen: knows its size in CSS pixels and the device's ratio, the
 * palette around it and how wide texts are in it.
 */

import { measurer, Palette } from './palette.js';

/** @type {CanvasRenderingContext2D | null} */
let shared = null;

/** The canvas that texts are measured on. */
function bench() {
  shared ??= document.createElement('canvas').getContext('2d');
  if (shared === null) throw new Error('this browser has no 2D canvas');
  return shared;
}

/** A canvas element with what painting needs. */
export class Surface {
  #canvas;
  #context;
  #host;
  /** @type {Palette | null} */
  #palette = null;
  /** @type {import('./sketch.js').Measure | null} */
  #measure = null;
  /** What the kept picture depends on. @type {unknown[]} */
  #key = [];
  /** @type {HTMLCanvasElement | null} */
  #kept = null;

  /** @param {HTMLCanvasElement} canvas @param {Element} host whose custom properties count */
  constructor(canvas, host) {
    this.#canvas = canvas;
    this.#host = host;
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('this browser has no 2D canvas');
    this.#context = context;
  }

  /** The colours changed: reads them again. */
  forget() {
    this.#palette = null;
  }

  get palette() {
    if (this.#palette === null) {
      const palette = new Palette(getComputedStyle(this.#host));
      this.#palette = palette;
      this.#measure = null;
    }
    return this.#palette;
  }

  get measure() {
    const { palette } = this;
    // On a canvas of its own: measuring sets the face, painting must not notice.
    this.#measure ??= measurer(bench(), palette);
    return this.#measure;
  }

  /**
   * Makes the canvas this large, and clears it.
   *
   * @param {number} width in CSS pixels
   * @param {number} height
   * @returns {CanvasRenderingContext2D} scaled to CSS pixels
   */
  begin(width, height) {
    const ratio = devicePixelRatio;
    const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
    const canvas = this.#canvas;
    if (canvas.width !== w || canvas.height !== h) {
      canvas.width = w;
      canvas.height = h;
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
    }
    return dressed(this.#context, ratio, width, height);
  }

  /**
   * {@link Surface.begin}, with what `paint` paints, which is kept from the second time on for as long
   * as all parts of `key` stay the same.
   *
   * @param {number} width in CSS pixels
   * @param {number} height
   * @param {unknown[]} key all that it depends on
   * @param {(context: CanvasRenderingContext2D) => void} paint
   * @returns {CanvasRenderingContext2D} to go on with
   */
  repaint(width, height, key, paint) {
    const context = this.begin(width, height);
    const now = [...key, this.#canvas.width, this.#canvas.height];
    const same = now.every((part, at) => part === this.#key[at]);
    this.#key = now;
    if (!same) {
      this.#kept = null;
      paint(context);
      return context;
    }
    if (this.#kept === null) {
      this.#kept = document.createElement('canvas');
      [this.#kept.width, this.#kept.height] = [this.#canvas.width, this.#canvas.height];
      const below = this.#kept.getContext('2d');
      if (below) paint(dressed(below, devicePixelRatio, width, height));
    }
    context.drawImage(this.#kept, 0, 0, width, height);
    return context;
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} ratio
 * @param {number} width
 * @param {number} height
 */
function dressed(context, ratio, width, height) {
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  context.textBaseline = 'alphabetic';
  return context;
}
