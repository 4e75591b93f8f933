/**
 * Lets a page ask for the wasm together with its modules, rather than once they run.
 *
 * @returns {import('vite').Plugin}
 */
export function earlyWasm() {
  return {
    name: 'wakescope:early-wasm',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle }) {
        const wasm = Object.keys(bundle ?? {}).filter((file) => file.endsWith('.wasm'));
        return wasm.map((file) => ({
          tag: 'link',
          attrs: { rel: 'preload', as: 'fetch', crossorigin: true, href: `./${file}` },
          injectTo: 'head',
        }));
      },
    },
  };
}
