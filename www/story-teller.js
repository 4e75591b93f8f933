/**
 * Brings the story: `story.js` and the words it is made of, once there is something to tell.
 */

import { hasWords, loadWords, pickLanguage } from './i18n/index.js';

/** @typedef {typeof import('./story.js')} Story */

/** @type {Story | null} */
let story = null;

/** The story in a language; null until it was brought. @param {string} lang */
export const storyIn = (lang) => (hasWords(pickLanguage(lang), 'later') ? story : null);

/** Brings the story in a language. @param {string} lang */
export async function bringStory(lang) {
  const [brought] = await Promise.all([
    import('./story.js'),
    loadWords(pickLanguage(lang), 'later'),
  ]);
  story = brought;
}
