/**
 * What a reader chose for good: language and theme. Owns their keeping. Storage may be forbidden,
 * as it is to some iframes; then a choice lasts as long as the page.
 */

const PREFIX = 'wakescope.';

/**
 * @param {'lang' | 'theme'} name
 * @returns {string | null}
 */
export function recall(name) {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

/**
 * @param {'lang' | 'theme'} name
 * @param {string} value
 */
export function remember(name, value) {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // It lasts as long as the page.
  }
}
