/** The lessons' prose, made into HTML while building and loaded one lesson and language at a time. */

/** @type {Record<string, () => Promise<unknown>>} */
const files = import.meta.glob('./lessons/*/*.md', { import: 'default' });

/**
 * A lesson's prose as HTML; '' if there is none.
 *
 * @param {string} lesson its id
 * @param {import('./i18n/index.js').Language} lang
 * @returns {Promise<string>}
 */
export async function prose(lesson, lang) {
  return String((await files[`./lessons/${lesson}/${lang}.md`]?.()) ?? '');
}
