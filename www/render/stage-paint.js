/**
 * Paints a picture. Decides nothing: where and what is the layout's, which colour is the palette's.
 */

import { shortNs } from '../model/format.js';

/** @typedef {import('./sketch.js').Prim} Prim */
/** @typedef {import('./palette.js').Palette} Palette */
/** @typedef {CanvasRenderingContext2D} Context */

/**
 * What a picture is painted with.
 *
 * @typedef {object} Light
 * @property {Palette} palette
 * @property {import('./motion.js').Motion} motion
 * @property {number} nowNs logical time as it flows, for rings
 * @property {number | null} lit the task that is looked at
 * @property {number | null} selected
 */

/**
 * @param {Context} context scaled to CSS pixels
 * @param {Prim[]} prims
 * @param {Light} light
 */
export function paint(context, prims, light) {
  for (const prim of prims) PAINTERS[prim.k](context, /** @type {any} */ (prim), light);
}

/** @type {{ [K in Prim['k']]: (context: Context, prim: Extract<Prim, { k: K }>, light: Light) => void }} */
const PAINTERS = {
  rect(context, { x, y, w, h, r, fill, stroke, lw, dash }, { palette }) {
    box(context, x, y, w, h, r);
    if (fill !== '') {
      context.fillStyle = palette.color(fill);
      context.fill();
    }
    if (stroke !== '') outline(context, palette.color(stroke), lw, dash);
  },

  text(context, { x, y, text, face, color, align, halo }, { palette }) {
    context.font = palette.fonts[face];
    context.textAlign = align;
    if (halo) {
      context.strokeStyle = palette.color('bg');
      context.lineWidth = 5;
      context.lineJoin = 'round';
      context.strokeText(text, x, y);
    }
    context.fillStyle = palette.color(color);
    context.fillText(text, x, y);
  },

  edge(context, { points, color, lw, dash, head, alpha }, { palette }) {
    const [x2, y2, x3, y3] = points.slice(-4);
    const angle = Math.atan2(y3 - y2, x3 - x2);
    const size = 4 + lw * 1.9;
    context.globalAlpha = alpha;
    context.beginPath();
    context.moveTo(points[0], points[1]);
    for (let at = 2; at + 10 < points.length; at += 6) {
      const [ax, ay, bx, by, x, y] = points.slice(at, at + 6);
      context.bezierCurveTo(ax, ay, bx, by, x, y);
    }
    const [x1, y1] = points.slice(-6);
    const back = head ? size * 0.7 : 0;
    context.bezierCurveTo(x1, y1, x2, y2, x3 - Math.cos(angle) * back, y3 - Math.sin(angle) * back);
    outline(context, palette.color(color), lw, dash);
    if (head) arrowHead(context, x3, y3, angle, size, palette.color(color));
    context.globalAlpha = 1;
  },

  ring(context, { x, y, r, task, setNs, deadlineNs, fired, value }, light) {
    const { palette, nowNs } = light;
    const left = Math.max(0, deadlineNs - nowNs);
    const whole = Math.max(1, deadlineNs - setNs);
    const share = fired ? 0 : Math.min(1, left / whole);
    context.lineWidth = 4.5;
    context.lineCap = 'round';
    context.strokeStyle = palette.color(fired ? 'accent' : 'line');
    context.beginPath();
    context.arc(x, y, r, 0, Math.PI * 2);
    context.stroke();
    if (share > 0.004) {
      context.strokeStyle = palette.task(task);
      context.beginPath();
      context.arc(x, y, r, -Math.PI / 2 - share * Math.PI * 2, -Math.PI / 2);
      context.stroke();
    }
    context.lineCap = 'butt';
    if (value) ringValue(context, x, y, fired ? 0 : left, palette);
  },

  chip(context, prim, light) {
    const { palette, motion, lit, selected } = light;
    const { x, y } = motion.at(prim.key, prim);
    const { w, h, task, look, name, tag, mark } = prim;
    const hue = palette.task(task);
    const filled = look === 'filled';
    context.globalAlpha = lit !== null && lit !== task ? 0.55 : 1;
    if (look !== 'ref') {
      box(context, x, y, w, h, 8);
      context.fillStyle = filled ? hue : palette.color('panel');
      context.fill();
      const quiet = look === 'done';
      const dashed = look === 'ghost' || look === 'incoming';
      outline(context, quiet ? palette.color('line') : hue, quiet ? 1 : dashed ? 1.4 : 2, dashed);
    }
    label(context, prim, { x, y, hue, palette, name, tag });
    if (mark) warn(context, x + w - 3, y + 3, palette);
    context.globalAlpha = 1;
    if (lit === task || selected === task) halo(context, x, y, w, h, palette, lit === task);
  },

  dot(context, prim, { palette, motion, lit, selected }) {
    const { x, y } = motion.at(prim.key, prim);
    const { r, task, look, mark } = prim;
    context.globalAlpha = lit !== null && lit !== task ? 0.5 : 1;
    context.beginPath();
    context.arc(x, y, r, 0, Math.PI * 2);
    context.fillStyle = palette.task(task);
    if (look === 'ghost') outline(context, palette.task(task), 1.2, false);
    else context.fill();
    context.globalAlpha = 1;
    if (mark) outline(context, palette.color('accent'), 2, false);
    if (lit === task || selected === task) {
      context.beginPath();
      context.arc(x, y, r + 2.5, 0, Math.PI * 2);
      outline(context, palette.color('ink'), 1.6, false);
    }
  },

  tile(context, { x, y, w, h, share }, { palette }) {
    context.fillStyle = palette.color('line');
    context.fillRect(x, y, w, h);
    if (share <= 0) return;
    context.globalAlpha = 0.15 + 0.85 * share;
    context.fillStyle = palette.color('soft');
    context.fillRect(x, y, w, h);
    context.globalAlpha = 1;
  },

  icon(context, { name, x, y, color }, { palette }) {
    context.save();
    context.translate(x, y);
    context.fillStyle = palette.color(color);
    context.strokeStyle = palette.color(color);
    context.lineWidth = 1.5;
    context.lineJoin = 'round';
    icon(context, name);
    context.restore();
  },
};

/** @param {Context} context @param {number} x @param {number} y @param {number} w @param {number} h @param {number} r */
function box(context, x, y, w, h, r) {
  context.beginPath();
  context.roundRect(x, y, w, h, Math.min(r, w / 2, h / 2));
}

/** @param {Context} context @param {string} color @param {number} lw @param {boolean} dash */
function outline(context, color, lw, dash) {
  context.strokeStyle = color;
  context.lineWidth = lw;
  if (dash) context.setLineDash([4, 3.5]);
  context.stroke();
  if (dash) context.setLineDash([]);
}

/** @param {Context} context @param {number} x @param {number} y @param {number} angle @param {number} size @param {string} color */
function arrowHead(context, x, y, angle, size, color) {
  context.fillStyle = color;
  context.beginPath();
  context.moveTo(x, y);
  for (const turn of [2.68, -2.68]) {
    context.lineTo(x + Math.cos(angle + turn) * size, y + Math.sin(angle + turn) * size);
  }
  context.fill();
}

/**
 * @param {Context} context
 * @param {import('./sketch.js').ChipPrim} prim
 * @param {{ x: number, y: number, hue: string, palette: Palette, name: string, tag: string }} how
 */
function label(context, { w, h, look }, { x, y, hue, palette, name, tag }) {
  const baseline = y + h / 2 + 4.5;
  const filled = look === 'filled';
  const plain = look === 'done' ? palette.color('soft') : palette.color('ink');
  context.textAlign = 'left';
  context.font = palette.fonts[filled ? 'strong' : 'body'];
  context.fillStyle = filled ? palette.color('on-task') : look === 'ref' ? hue : plain;
  context.fillText(name, x + 9, baseline);
  context.font = palette.fonts.tag;
  context.textAlign = 'right';
  context.fillStyle = filled ? palette.color('on-task') : palette.color('faint');
  context.fillText(tag, x + w - 9, baseline);
}

/** @param {Context} context @param {number} x @param {number} y @param {number} left @param {Palette} palette */
function ringValue(context, x, y, left, palette) {
  const { value, unit } = left === 0 ? { value: '0', unit: '' } : shortNs(left);
  context.textAlign = 'center';
  context.fillStyle = palette.color('ink');
  context.font = palette.fonts.strong;
  context.fillText(value, x, y + (unit === '' ? 5 : 2));
  if (unit === '') return;
  context.fillStyle = palette.color('soft');
  context.font = palette.fonts.tag;
  context.fillText(unit, x, y + 12.5);
}

/** @param {Context} context @param {number} x @param {number} y @param {Palette} palette */
function warn(context, x, y, palette) {
  context.beginPath();
  context.arc(x, y, 7, 0, Math.PI * 2);
  context.fillStyle = palette.color('accent');
  context.fill();
  context.fillStyle = palette.color('bg');
  context.font = palette.fonts.tag;
  context.textAlign = 'center';
  context.fillText('!', x, y + 4);
}

/** @param {Context} context @param {number} x @param {number} y @param {number} w @param {number} h @param {Palette} palette @param {boolean} strong */
function halo(context, x, y, w, h, palette, strong) {
  box(context, x - 3, y - 3, w + 6, h + 6, 11);
  outline(context, palette.color(strong ? 'ink' : 'soft'), strong ? 1.8 : 1.4, false);
}

/** @param {Context} context @param {import('./sketch.js').IconPrim['name']} name */
function icon(context, name) {
  context.beginPath();
  switch (name) {
    case 'bell':
      context.moveTo(2, 12);
      context.lineTo(14, 12);
      context.lineTo(12.5, 10);
      context.lineTo(12.5, 7);
      context.arc(8, 6.5, 4.5, 0, Math.PI, true);
      context.lineTo(3.5, 10);
      context.closePath();
      context.moveTo(6.5, 14);
      context.lineTo(9.5, 14);
      context.stroke();
      break;
    case 'lock':
    case 'open':
      context.roundRect(3, 7.5, 10, 7, 1.5);
      context.fill();
      context.beginPath();
      context.arc(8, name === 'lock' ? 6.5 : 5, 3.2, Math.PI, name === 'lock' ? 0 : -0.35);
      if (name === 'lock') context.lineTo(11.2, 8);
      context.stroke();
      break;
    case 'warn':
      context.moveTo(8, 2);
      context.lineTo(14.5, 13.5);
      context.lineTo(1.5, 13.5);
      context.closePath();
      context.fill();
      break;
  }
}
