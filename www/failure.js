/**
 * What went wrong, as a sentence. Owns the way from an error's code to words; every error of the
 * boundary has one, and so have those of reading attributes and links.
 */

import { hasKey } from './i18n/index.js';

/**
 * An error a reader or an author can mend: what was wrong, and what is allowed.
 *
 * @typedef {Error & { code?: string, value?: unknown, allowed?: (string | number)[], where?: unknown }} Failure
 */

/**
 * Makes an error in the boundary's form.
 *
 * @param {string} code one of `errors.*` in the interface's words
 * @param {unknown} value what was given
 * @param {(string | number)[]} [allowed] what may be given
 * @param {string} [where] the field it was given in
 * @returns {Failure}
 */
export function failure(code, value, allowed = [], where = undefined) {
  return Object.assign(new Error(`${code}: ${value}`), { code, value, allowed, where });
}

/**
 * An error as a sentence that names what was wrong and what is allowed.
 *
 * @param {import('./i18n/index.js').Translate} t
 * @param {Failure} error
 */
export function sentenceOf(t, error) {
  const key = `errors.${error.code}`;
  if (!error.code || !hasKey(key)) return t('errors.other', { value: error.message });
  const allowed = error.allowed ?? [];
  return t(key, {
    value: String(error.value ?? error.message),
    allowed: allowed.length ? allowed.join(t('errors.separator')) : t('errors.none'),
    where: place(t, error),
    min: allowed[0] ?? '',
    max: allowed[1] ?? '',
  });
}

/**
 * Where the error is: a parameter by its name on the page, a decision by its number from 1.
 *
 * @param {import('./i18n/index.js').Translate} t
 * @param {Failure} error
 */
function place(t, { code, where }) {
  if (code === 'not-ready') return String(Number(/\d+/.exec(String(where))) + 1);
  return paramName(t, String(where ?? ''));
}

/**
 * What the page calls an event of a lesson.
 *
 * @param {import('./i18n/index.js').Translate} t
 * @param {string} name as the lesson's source has it
 */
export function inputName(t, name) {
  const key = `settings.inputs.${name}`;
  return hasKey(key) ? t(key) : name;
}

/**
 * What the page calls a lesson's parameter.
 *
 * @param {import('./i18n/index.js').Translate} t
 * @param {string} name as the lesson's source has it
 */
export function paramName(t, name) {
  const key = `settings.params.${name}`;
  return hasKey(key) ? t(key) : name;
}
