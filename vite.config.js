import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { bareImports } from './vite-plugins/bare-imports.js';
import { earlyWasm } from './vite-plugins/early-wasm.js';
import { literals } from './vite-plugins/literals.js';
import { prose } from './vite-plugins/prose.js';

/** @param {string} name a file under `www/` */
const www = (name) => fileURLToPath(new URL(`www/${name}`, import.meta.url));

/** What is loaded when it is first asked for, by `import()`; and what only the full page has. */
const APART =
  /\/www\/(?:i18n\/.*\.json|lessons\/.*|(?:story|wake-history|page|wake-scope|model\/(?:parts|sentence)|elements\/(?:task-card|timeline-hands|ws-(?:header|keys|verdicts)))\.js|styles\/ws-header\..*|.*\.html.*)$/;

/**
 * The name of a file of words or prose, which tells them apart: `words-en`, `prose-channel-en`.
 *
 * @param {string | null} id of the one module in it
 */
function nameOf(id) {
  const words = id?.match(/\/i18n\/([\w.-]+)\.json$/);
  if (words) return words[1].startsWith('later.') ? words[1] : `words-${words[1]}`;
  const prose = id?.match(/\/lessons\/([\w-]+)\/([\w-]+)\.md$/);
  return prose ? `prose-${prose[1]}-${prose[2]}` : undefined;
}

/** @param {string} id of a module */
const isNeededAtOnce = (id) => !APART.test(id);

export default defineConfig({
  root: www(''),
  // Every URL is relative, so that the site works under any path.
  base: './',
  plugins: [prose(), literals(), bareImports(), earlyWasm()],
  server: { host: '127.0.0.1', strictPort: true },
  build: {
    outDir: fileURLToPath(new URL('dist', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: {
        index: www('index.html'),
        embed: www('embed.html'),
        'wake-scope': www('wake-scope.js'),
      },
      preserveEntrySignatures: 'strict',
      output: {
        // What each page needs at once is one file: split by who shares what, it would be larger.
        codeSplitting: { groups: [{ name: 'scope', test: isNeededAtOnce }] },
        chunkFileNames: (chunk) => `assets/${nameOf(chunk.facadeModuleId) ?? '[name]'}-[hash].js`,
        // Blogs name this one file in a script tag: its name never changes.
        entryFileNames: (entry) =>
          entry.name === 'wake-scope' ? 'wake-scope.js' : 'assets/[name]-[hash].js',
      },
    },
  },
});
