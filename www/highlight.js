/**
 * Rust source, coloured and cut into lines. Owns just enough of Rust's grammar to colour the lessons:
 * a general highlighter would be a tenth of the page.
 */

const KEYWORDS = new Set(
  (
    'as async await break const continue crate dyn else enum extern false fn for if impl in let loop ' +
    'match mod move mut pub ref return self Self static struct super trait true type unsafe use where while'
  ).split(' '),
);
const PRIMITIVES = new Set(
  'bool char f32 f64 i8 i16 i32 i64 i128 isize str u8 u16 u32 u64 u128 usize'.split(' '),
);

// In this order: what begins like a later one is tried first. Lifetimes and plain text have no class.
const TOKEN = new RegExp(
  [
    String.raw`(?<comment>\/\/[^\n]*|\/\*[\s\S]*?\*\/|#!?\[[^\]\n]*\])`,
    String.raw`(?<string>b?r(?<hashes>#*)"[\s\S]*?"\k<hashes>|b?"(?:[^"\\]|\\[\s\S])*"|b?'(?:[^'\\\n]|\\[^'\n]+|\\')')`,
    String.raw`(?<number>\b\d[\d_]*(?:\.\d[\d_]*)?(?:[iuf](?:8|16|32|64|128|size))?\b)`,
    String.raw`(?<lifetime>'[a-z_]\w*)`,
    String.raw`(?<word>\b[A-Za-z_]\w*\b!?)`,
  ].join('|'),
  'g',
);

/**
 * Rust source as one piece of HTML a line. The classes are `comment`, `string`, `number`, `keyword`,
 * `type` and `title`, the last for functions and macros.
 *
 * @param {string} source
 * @returns {string[]}
 */
export function highlight(source) {
  let html = '';
  let end = 0;
  for (const match of source.matchAll(TOKEN)) {
    const [text] = match;
    html += inert(source.slice(end, match.index));
    end = match.index + text.length;
    html += mark(classOf(match.groups ?? {}, source.slice(end)), text);
  }
  return (html + inert(source.slice(end))).split('\n');
}

/**
 * @param {Record<string, string | undefined>} groups
 * @param {string} rest what follows
 */
function classOf({ comment, string, number, word }, rest) {
  if (comment) return 'comment';
  if (string) return 'string';
  if (number) return 'number';
  if (!word) return '';
  if (KEYWORDS.has(word)) return 'keyword';
  if (PRIMITIVES.has(word) || /^[A-Z]/.test(word)) return 'type';
  return word.endsWith('!') || /^(::<[^>]*>)?\(/.test(rest) ? 'title' : '';
}

/**
 * A token that goes over several lines is marked on each.
 *
 * @param {string} name
 * @param {string} text
 */
function mark(name, text) {
  if (!name) return inert(text);
  return text
    .split('\n')
    .map((line) => (line ? `<span class="${name}">${inert(line)}</span>` : ''))
    .join('\n');
}

/** @param {string} text */
const inert = (text) => text.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`);
