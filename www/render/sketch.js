/**
 * A picture as a list of primitives: what `layout` makes and `paint` paints. Colours are names of
 * the page's custom properties (`ink`, `line`, `accent`, …) or a task's hue (`task:3`).
 */

/** @typedef {'label' | 'body' | 'small' | 'strong' | 'mono' | 'tag' | 'big'} Face */
/** @typedef {(text: string, face: Face) => number} Measure the width of a text in CSS pixels */
/** @typedef {{ x: number, y: number, w: number, h: number }} Rect */

/** @typedef {'outline' | 'filled' | 'ghost' | 'done' | 'incoming' | 'ref'} ChipLook */

/** @typedef {{ k: 'rect', x: number, y: number, w: number, h: number, r: number, fill: string, stroke: string, lw: number, dash: boolean }} RectPrim */
/** @typedef {{ k: 'text', x: number, y: number, text: string, face: Face, color: string, align: CanvasTextAlign, halo: boolean }} TextPrim */
/** @typedef {{ k: 'edge', points: number[], color: string, lw: number, dash: boolean, head: boolean, alpha: number }} EdgePrim `points`: where it begins, then six numbers for each cubic Bézier */
/** @typedef {{ k: 'ring', x: number, y: number, r: number, task: number, setNs: number, deadlineNs: number, fired: boolean, value: boolean }} RingPrim */
/** @typedef {{ k: 'chip', key: string, task: number, x: number, y: number, w: number, h: number, name: string, tag: string, look: ChipLook, mark: boolean }} ChipPrim */
/** @typedef {{ k: 'dot', key: string, task: number, x: number, y: number, r: number, look: ChipLook, mark: boolean }} DotPrim */
/** @typedef {{ k: 'tile', x: number, y: number, w: number, h: number, share: number }} TilePrim */
/** @typedef {{ k: 'icon', name: 'bell' | 'lock' | 'open' | 'warn', x: number, y: number, color: string }} IconPrim */
/** @typedef {RectPrim | TextPrim | EdgePrim | RingPrim | ChipPrim | DotPrim | TilePrim | IconPrim} Prim */

/** A spot that stands for a task: for buttons, hover and clicks. @typedef {Rect & { task: number, detail: string }} Hit */

/** The height of a line of small text. */
export const LINE = 16;

/** A picture in the making. */
export class Sketch {
  /** In the order they are painted. @type {Prim[]} */
  prims = [];
  /** @type {Hit[]} */
  hits = [];
  /** Where a task is, for edges to begin and end at. @type {Map<number, Rect>} */
  homes = new Map();
  /** Where the ring of a task's timer is. @type {Map<number, Rect>} */
  timerSpots = new Map();
  #measure;

  /** @param {Measure} measure */
  constructor(measure) {
    this.#measure = measure;
  }

  /** @param {string} text @param {Face} face */
  width(text, face) {
    return this.#measure(text, face);
  }

  /** @param {Rect} rect @param {Partial<Omit<RectPrim, 'k' | keyof Rect>>} [style] */
  rect({ x, y, w, h }, style = {}) {
    this.prims.push({
      k: 'rect',
      x,
      y,
      w,
      h,
      r: 8,
      fill: '',
      stroke: '',
      lw: 1,
      dash: false,
      ...style,
    });
  }

  /**
   * One line of text on its baseline, cut with an ellipsis where it would be wider than `max`.
   *
   * @param {string} text
   * @param {number} x
   * @param {number} y
   * @param {{ face?: Face, color?: string, align?: CanvasTextAlign, max?: number, halo?: boolean }} [style]
   * @returns {number} its width
   */
  text(
    text,
    x,
    y,
    { face = 'body', color = 'ink', align = 'left', max = Infinity, halo = false } = {},
  ) {
    const fitting = this.fit(text, face, max);
    if (fitting === '') return 0;
    this.prims.push({ k: 'text', x, y, text: fitting, face, color, align, halo });
    return this.width(fitting, face);
  }

  /** A text cut to a width, with an ellipsis. @param {string} text @param {Face} face @param {number} max */
  fit(text, face, max) {
    if (this.width(text, face) <= max) return text;
    const letters = Array.from(text);
    let low = 0;
    let high = letters.length;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.width(`${letters.slice(0, middle).join('')}…`, face) <= max) low = middle;
      else high = middle - 1;
    }
    return low === 0 ? '' : `${letters.slice(0, low).join('').trimEnd()}…`;
  }

  /** @param {number[]} points @param {Partial<Omit<EdgePrim, 'k' | 'points'>>} [style] */
  edge(points, style = {}) {
    this.prims.push({
      k: 'edge',
      points,
      color: 'wait',
      lw: 1.5,
      dash: false,
      head: true,
      alpha: 1,
      ...style,
    });
  }

  /** A straight arrow. @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1 @param {Partial<EdgePrim>} [style] */
  arrow(x0, y0, x1, y1, style = {}) {
    const [dx, dy] = [(x1 - x0) / 3, (y1 - y0) / 3];
    this.edge([x0, y0, x0 + dx, y0 + dy, x1 - dx, y1 - dy, x1, y1], style);
  }

  /** @param {'bell' | 'lock' | 'open' | 'warn'} name @param {number} x @param {number} y @param {string} color */
  icon(name, x, y, color) {
    this.prims.push({ k: 'icon', name, x, y, color });
  }
}

/** The middle of the last curve of an edge. @param {number[]} points @returns {[number, number]} */
export function middleOf(points) {
  const [x0, y0, x1, y1, x2, y2, x3, y3] = points.slice(-8);
  return [(x0 + 3 * x1 + 3 * x2 + x3) / 8, (y0 + 3 * y1 + 3 * y2 + y3) / 8];
}
