/**
 * The page's colours and faces as a canvas needs them: read from the custom properties of an
 * element, kept until somebody says that they changed.
 */

/** @typedef {import('./sketch.js').Face} Face */

const NAMES = [
  'bg',
  'panel',
  'line',
  'control',
  'ink',
  'soft',
  'faint',
  'accent',
  'highlight',
  'wait',
  'on-task',
  'bad',
  'code',
];

/** Colours whose property has another name. @type {Record<string, string>} */
const PROPERTY = { code: 'code-bg' };

/** How many hues tasks have. */
export const HUES = 8;

/** A set of colours and faces. */
export class Palette {
  /** @type {Map<string, string>} */
  #colors = new Map();
  /** @type {Record<Face, string>} */
  fonts;
  /** The text sizes depend on these: the same key, the same widths. */
  key;

  /** @param {CSSStyleDeclaration} style the computed style of an element */
  constructor(style) {
    const read = (/** @type {string} */ name) => style.getPropertyValue(`--ws-${name}`).trim();
    for (const name of NAMES) {
      const color = read(PROPERTY[name] ?? name) || FALLBACK[name] || '#888';
      this.#colors.set(name, color);
    }
    for (let hue = 0; hue < HUES; hue += 1) {
      this.#colors.set(`task:${hue}`, read(`task-${hue}`) || '#2a62b0');
    }
    const sans = read('font') || 'system-ui, sans-serif';
    const mono = read('mono') || 'ui-monospace, monospace';
    this.key = `${sans}|${mono}`;
    this.fonts = {
      label: `12.5px ${sans}`,
      body: `13px ${sans}`,
      small: `12px ${sans}`,
      strong: `600 13px ${sans}`,
      mono: `12.5px ${mono}`,
      tag: `11px ${sans}`,
      big: `600 14px ${sans}`,
    };
  }

  /** A colour by its name; `task:11` is the hue of task 11. @param {string} name */
  color(name) {
    return this.#colors.get(name) ?? this.#hue(name);
  }

  /** The hue of a task. @param {number} task */
  task(task) {
    return this.#colors.get(`task:${task % HUES}`) ?? '';
  }

  /** @param {string} name */
  #hue(name) {
    return name.startsWith('task:') ? this.task(Number(name.slice(5))) : '#888';
  }
}

/** @type {Record<string, string>} */
const FALLBACK = {
  bg: '#fbfaf7',
  panel: '#ffffff',
  line: '#e2dfd6',
  control: '#8a8e94',
  ink: '#1f2328',
  soft: '#53585f',
  faint: '#666b71',
  accent: '#a8421a',
  highlight: '#fcecd9',
  wait: '#c4bfb3',
  'on-task': '#ffffff',
  bad: '#b3261e',
  code: '#f5f3ec',
};

/**
 * Measures texts with a canvas; the same text is measured once.
 *
 * @param {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} context
 * @param {Palette} palette
 * @returns {import('./sketch.js').Measure}
 */
export function measurer(context, palette) {
  /** @type {Map<string, number>} */
  const known = new Map();
  return (text, face) => {
    const key = `${face}|${text}`;
    const width = known.get(key);
    if (width !== undefined) return width;
    context.font = palette.fonts[face];
    const measured = context.measureText(text).width;
    if (known.size > 20_000) known.clear();
    known.set(key, measured);
    return measured;
  };
}
