import { LANGUAGES, loadWords } from '../../../i18n/index.js';

/** Brings all words of all languages. */
export async function loadAllWords() {
  for (const language of LANGUAGES) {
    await loadWords(language);
    await loadWords(language, 'later');
  }
}
