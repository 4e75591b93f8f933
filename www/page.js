/**
 * What only a document of its own can do: the address bar, the title, the language and the colours
 * of the whole. Serves index.html and embed.html; everything else is `<wake-scope>`'s.
 */

import { lessonTitle } from './elements/ws-lesson.js';
import { loadWords, pickLanguage, translator } from './i18n/index.js';
import { readLink, writeLink } from './link.js';
import { recall, remember } from './preferences.js';
import { tokens } from './styles/index.js';
import { WakeScope } from './wake-scope.js';

/** @typedef {import('./elements/ws-header.js').WsHeader} WsHeader */
/** @typedef {import('./failure.js').Failure} Failure */
/** @typedef {'auto' | 'light' | 'dark'} Theme */

/** @type {readonly Theme[]} */
const THEMES = ['auto', 'light', 'dark'];

/** How long the page says that a link was copied, in milliseconds. */
const SAID = 2500;

if (tokens.styleSheet) document.adoptedStyleSheets.push(tokens.styleSheet);

const scope = new WakeScope();
const header = /** @type {WsHeader | null} */ (document.querySelector('ws-header'));

let lang = pickLanguage(recall('lang') ?? navigator.languages);
let theme = THEMES.find((known) => known === recall('theme')) ?? 'auto';
/** The fragment that shows what is there: what is not it has to be restored. */
let shown = '';

/** Runs what the address says. */
function follow() {
  if (location.hash === shown && shown !== '') return;
  shown = location.hash;
  try {
    const place = readLink(location.hash);
    if (place.lang) lang = pickLanguage(place.lang);
    dress();
    scope.restore(place);
  } catch (error) {
    scope.restore({ spec: {} });
    scope.ready
      .then(() => scope.report(/** @type {Failure} */ (error), 'replaced'))
      .catch(() => {});
  }
}

/**
 * Makes the address say what is there.
 *
 * @param {'push' | 'replace'} how
 */
function address(how) {
  const { spec, position: step } = scope;
  if (!spec || !header) return;
  const link = writeLink({ spec, step, lang });
  if (link === location.hash) return;
  shown = link;
  if (how === 'push') history.pushState(null, '', link);
  else history.replaceState(null, '', link);
}

/** Language, colours and title, everywhere at once. */
async function dress() {
  const root = document.documentElement;
  root.lang = lang;
  root.setAttribute('theme', theme);
  scope.lang = lang;
  scope.theme = theme;

  const wanted = lang;
  await loadWords(wanted);
  if (wanted !== lang) return;
  const t = translator(lang);
  const lesson = scope.spec?.lesson;
  document.title = lesson
    ? t('page.title', { lesson: lessonTitle(t, lesson) })
    : `Wakescope · ${t('page.tagline')}`;
  const skip = document.querySelector('.skip');
  if (skip) skip.textContent = t('page.skip');
  if (!header) return;
  header.lang = lang;
  header.theme = theme;
  header.current = lesson ?? '';
  header.lessons = scope.catalogue?.lessons ?? [];
}

/**
 * Copies a link to this very moment, or the HTML that embeds it.
 *
 * @param {'link' | 'embed'} what
 */
async function share(what) {
  address('replace');
  const t = translator(lang);
  if (!header) return;
  const link = location.href;
  const embed = `<iframe src="${new URL(`embed.html${location.hash}`, link).href}" width="100%" height="560" loading="lazy" style="border:0" title="Wakescope"></iframe>`;
  try {
    await navigator.clipboard.writeText(what === 'link' ? link : embed);
    header.said = t(what === 'link' ? 'page.shared' : 'page.sharedEmbed');
  } catch {
    header.said = t('page.shareFailed');
  }
  setTimeout(() => {
    header.said = '';
  }, SAID);
}

/** While it plays, the address waits: a browser allows only so many changes. */
let waiting = 0;
scope.addEventListener('stepchange', () => {
  if (waiting) return;
  waiting = window.setTimeout(() => {
    waiting = 0;
    if (!scope.playing) address('replace');
  }, 300);
});

scope.addEventListener('specchange', (event) => {
  const { why } = /** @type {CustomEvent<{ why: string }>} */ (event).detail;
  dress();
  // What came from the address is in it already; the rest is a step that "back" takes back.
  address(why === 'reader' || why === 'input' ? 'push' : 'replace');
});

scope.addEventListener('runend', () => address('replace'));

header?.addEventListener('share', (event) => share(/** @type {CustomEvent} */ (event).detail));

header?.addEventListener('language', () => {
  lang = lang === 'en' ? 'zh-CN' : 'en';
  remember('lang', lang);
  dress();
  address('replace');
});

header?.addEventListener('theme', () => {
  theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
  remember('theme', theme);
  dress();
});

// Ink is for what is drawn, not for the ground.
window.addEventListener('beforeprint', () => {
  scope.theme = 'light';
});
window.addEventListener('afterprint', dress);

window.addEventListener('hashchange', follow);
window.addEventListener('popstate', follow);

document.querySelector('.skip')?.addEventListener('click', () => scope.focusStage());

scope.layout = header ? 'page' : 'embed';
if (!header) scope.href = new URL('./', location.href).pathname;
follow();
// Only now, so that the first run is the one that the address asks for.
document.querySelector('main')?.append(scope);
