import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { prose } from './vite-plugins/prose.js';

/** @param {string} name a file under `www/` */
const www = (name) => fileURLToPath(new URL(`www/${name}`, import.meta.url));

export default defineConfig({
  root: www(''),
  // Every URL is relative, so that the site works under any path.
  base: './',
  plugins: [prose()],
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
        // Blogs name this one file in a script tag: its name never changes.
        entryFileNames: (entry) =>
          entry.name === 'wake-scope' ? 'wake-scope.js' : 'assets/[name]-[hash].js',
      },
    },
  },
});
