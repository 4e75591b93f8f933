/**
 * Source code, coloured and cut into lines. Owns the loading of the highlighter, which is a chunk
 * of its own; until it is there, and if it never comes, the code is plain.
 */

/** @type {Promise<import('highlight.js').HLJSApi> | undefined} */
let highlighter;

async function load() {
  const [{ default: core }, { default: rust }] = await Promise.all([
    import('highlight.js/lib/core'),
    import('highlight.js/lib/languages/rust'),
  ]);
  core.registerLanguage('rust', rust);
  return core;
}

/**
 * Rust source as one piece of HTML a line.
 *
 * @param {string} source
 * @returns {Promise<string[]>}
 */
export async function highlightLines(source) {
  highlighter ??= load();
  const core = await highlighter;
  return splitLines(core.highlight(source, { language: 'rust', ignoreIllegals: true }).value);
}

/**
 * Cuts highlighted HTML at its line breaks; what is open at the end of a line is closed there and
 * opened anew on the next.
 *
 * @param {string} html with no other tags than `<span …>` and `</span>`
 */
export function splitLines(html) {
  /** @type {string[]} */
  let open = [];
  return html.split('\n').map((line) => {
    const before = open.join('');
    open = [...open];
    for (const [tag] of line.matchAll(/<\/?span[^>]*>/g)) {
      if (tag === '</span>') open.pop();
      else open.push(tag);
    }
    return before + line + '</span>'.repeat(open.length);
  });
}

/**
 * Plain source as HTML, for as long as the highlighter is not there.
 *
 * @param {string} source
 */
export function plainLines(source) {
  const safe = source.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`);
  return safe.split('\n');
}
