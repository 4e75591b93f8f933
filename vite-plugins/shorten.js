/** Shorter ways to write a piece of a style sheet or of markup that mean the same. */

const IN_QUOTES = /("[^"]*"|'[^']*')/;

/**
 * A piece of a style sheet without comments and without the space that means nothing.
 *
 * @param {string} css it may begin and end anywhere but within a comment or a string
 */
export function shortCss(css) {
  const pieces = css.replace(/\/\*[\s\S]*?\*\//g, '').split(IN_QUOTES);
  return pieces
    .map((piece, index) => {
      if (index % 2 === 1) return piece;
      return (
        piece
          .replace(/\s+/g, ' ')
          .replace(/ ?([{};,>]) ?/g, '$1')
          // Before a colon a space tells a descendant: `p :hover`.
          .replace(/: /g, ':')
          .replace(/;}/g, '}')
      );
    })
    .join('');
}

/**
 * A piece of a template of markup, each line break with its indentation as one space: between
 * elements and attributes it says as much.
 *
 * @param {string} html
 */
export function shortHtml(html) {
  return html.replace(/\s*\n\s*/g, ' ');
}
