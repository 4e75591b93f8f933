/**
 * Tells when the colours around an element may have changed. A canvas keeps what it was painted
 * with, so somebody has to say.
 */

/**
 * Calls back when the theme of the page or of an element around this one changes.
 *
 * @param {Element} element
 * @param {() => void} changed
 * @param {AbortSignal} signal ends the watch
 */
export function watchTheme(element, changed, signal) {
  const system = matchMedia('(prefers-color-scheme: dark)');
  system.addEventListener('change', changed, { signal });
  const observer = new MutationObserver(changed);
  /** @type {Element | null} */
  let around = element;
  while (around !== null) {
    observer.observe(around, { attributes: true, attributeFilter: ['theme', 'style', 'class'] });
    around = parentOf(around);
  }
  signal.addEventListener('abort', () => observer.disconnect(), { once: true });
}

/** The element around one, across shadow roots. @param {Element} element @returns {Element | null} */
function parentOf(element) {
  if (element.parentElement) return element.parentElement;
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host : null;
}

/** Queries that were asked: making one takes longer than asking it again. @type {Map<string, MediaQueryList>} */
const queries = new Map();

/** @param {string} query */
function matches(query) {
  const asked = queries.get(query) ?? matchMedia(query);
  queries.set(query, asked);
  return asked.matches;
}

/** Whether the reader asked for less motion. */
export const prefersStill = () => matches('(prefers-reduced-motion: reduce)');

/** Whether the reader points with something as coarse as a finger. */
export const isCoarse = () => matches('(pointer: coarse)');
