import { shortCss, shortHtml } from './shorten.js';

/**
 * Takes the room for readers out of `html` and `css` literals, which no minifier looks into.
 *
 * @returns {import('vite').Plugin}
 */
export function literals() {
  return {
    name: 'wakescope:literals',
    apply: 'build',
    transform: {
      filter: { id: /\/www\/[\w/-]+\.js$/, code: /\b(?:css|html)`/ },
      handler(code) {
        /** @type {{ start: number, end: number, text: string }[]} */
        const changes = [];
        for (const { tag, quasi } of taggedIn(this.parse(code))) {
          const shorten = { css: shortCss, html: shortHtml }[String(tag.name)];
          if (!shorten) continue;
          for (const { value, start } of quasi.quasis) {
            const at = code.indexOf(value.raw, start);
            changes.push({ start: at, end: at + value.raw.length, text: shorten(value.raw) });
          }
        }
        // From the end, so that what is not changed yet stays where it is. What is within a literal
        // that is within another lies between the outer one's pieces, never in them.
        changes.sort((a, b) => b.start - a.start);
        for (const { start, end, text } of changes) {
          code = code.slice(0, start) + text + code.slice(end);
        }
        return { code, map: null };
      },
    },
  };
}

/**
 * The tagged templates in a syntax tree.
 *
 * @param {any} node
 * @returns {Generator<any>}
 */
function* taggedIn(node) {
  if (typeof node !== 'object' || node === null) return;
  if (node.type === 'TaggedTemplateExpression') yield node;
  for (const child of Object.values(node)) yield* taggedIn(child);
}
