import { hasWords, loadWords, pickLanguage } from '../i18n/index.js';

/** They could not be loaded: what there is to say is said without them. */
let missing = false;

/**
 * Whether the words are there that are needed later than at once. If not, brings them, and then
 * renders the element again.
 *
 * @param {import('lit').LitElement & { lang: string }} element
 */
export function haveLaterWords(element) {
  const language = pickLanguage(element.lang);
  if (missing || hasWords(language, 'later')) return true;
  loadWords(language, 'later')
    .catch(() => {
      missing = true;
    })
    .then(() => element.requestUpdate());
  return false;
}
