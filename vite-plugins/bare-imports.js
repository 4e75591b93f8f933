/**
 * `import()` without Vite's helper, which would load the style sheets and the further modules of
 * what is imported ahead of it: ours has none.
 *
 * @returns {import('vite').Plugin}
 */
export function bareImports() {
  return {
    name: 'wakescope:bare-imports',
    apply: 'build',
    enforce: 'pre',
    load(id) {
      if (id !== '\0vite/preload-helper.js') return null;
      return 'export const __vitePreload = (load) => load();';
    },
  };
}
