/**
 * The interface's words. Owns the choice of a language, its loading and the filling-in of sentences;
 * knows nothing about what the sentences are for.
 *
 * Several elements on one page may speak different languages, so there is no current language:
 * each element asks for the {@link translator} of its own, once {@link loadWords} has brought it.
 */

/** @typedef {'zh-CN' | 'en'} Language a language the interface speaks, as a BCP 47 tag */
/** @typedef {Record<string, string | number>} Params what stands in for the `{names}` of a sentence */
/** @typedef {(key: string, params?: Params) => string} Translate a sentence by its key, filled in */

/**
 * Which words: those that a page needs at once, or those that it needs once something happened, was
 * asked for or went wrong.
 *
 * @typedef {'page' | 'later'} Part
 */

/** @type {Record<Language, Record<Part, () => Promise<{ default: object }>>>} */
const FILES = {
  'zh-CN': { page: () => import('./zh-CN.json'), later: () => import('./later.zh-CN.json') },
  en: { page: () => import('./en.json'), later: () => import('./later.en.json') },
};

/** What was loaded. @type {Map<Language, Partial<Record<Part, object>>>} */
const words = new Map();

/** @type {Map<Language, Translate>} */
const translators = new Map();

/** Every language the interface speaks; the first is the series' own. */
export const LANGUAGES = /** @type {readonly Language[]} */ (Object.keys(FILES));

/**
 * The language to speak to somebody who asks for `wanted`: Chinese for any Chinese, else English.
 *
 * @param {string | readonly string[] | null | undefined} wanted BCP 47 tags, the dearest first
 * @returns {Language}
 */
export function pickLanguage(wanted) {
  for (const tag of typeof wanted === 'string' ? [wanted] : (wanted ?? [])) {
    const primary = tag.toLowerCase().split('-')[0];
    if (primary === 'zh') return 'zh-CN';
    if (primary === 'en') return 'en';
  }
  return 'en';
}

/**
 * Brings a language's words, once.
 *
 * @param {Language} language
 * @param {Part} [part]
 */
export async function loadWords(language, part = 'page') {
  if (hasWords(language, part)) return;
  const loaded = await FILES[language][part]();
  words.set(language, { ...words.get(language), [part]: loaded.default });
}

/** Whether a language's words are there. @param {Language} language @param {Part} [part] */
export const hasWords = (language, part = 'page') => words.get(language)?.[part] !== undefined;

/**
 * The function that turns keys into sentences of one language. Always the same function for the
 * same language, so that it may be compared.
 *
 * A key is a path with dots (`'transport.play'`); `{name}` in a sentence gives way to
 * `params.name`. An unknown key comes back as itself: a test makes sure that none reaches a reader.
 *
 * @param {string} lang a tag of {@link LANGUAGES}; any other is picked by {@link pickLanguage}
 * @returns {Translate}
 */
export function translator(lang) {
  const language = pickLanguage(lang);
  let translate = translators.get(language);
  if (!translate) {
    translate = (key, params) => {
      const { page, later } = words.get(language) ?? {};
      const sentence = lookUp(page, key) ?? lookUp(later, key);
      return sentence === undefined ? key : fill(sentence, params);
    };
    translators.set(language, translate);
  }
  return translate;
}

/**
 * Whether there is a sentence of this key, in a language that is loaded. All have the same keys.
 *
 * @param {string} key
 */
export function hasKey(key) {
  return [...words.values()].some(
    ({ page, later }) => (lookUp(page, key) ?? lookUp(later, key)) !== undefined,
  );
}

/**
 * @param {object | undefined} language
 * @param {string} key
 * @returns {string | undefined}
 */
function lookUp(language, key) {
  /** @type {unknown} */
  let found = language;
  for (const part of key.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, part)) {
      return undefined;
    }
    found = /** @type {Record<string, unknown>} */ (found)[part];
  }
  return typeof found === 'string' ? found : undefined;
}

/**
 * @param {string} sentence
 * @param {Params} [params]
 */
function fill(sentence, params) {
  if (!params) return sentence;
  return sentence.replace(/\{(\w+)\}/g, (hole, name) =>
    Object.hasOwn(params, name) ? String(params[name]) : hole,
  );
}
