import { readFile } from 'node:fs/promises';
import { marked } from 'marked';

/**
 * Turns `import html from './lessons/<id>/en.md'` into a string of HTML while building, so that no
 * Markdown parser reaches the page.
 *
 * @returns {import('vite').Plugin}
 */
export function prose() {
  return {
    name: 'wakescope:prose',
    async load(id) {
      const [file, query] = id.split('?');
      if (!file.endsWith('.md') || query !== undefined) return null;
      const html = await marked.parse(await readFile(file, 'utf8'));
      return { code: `export default ${JSON.stringify(html)};`, moduleType: 'js' };
    },
  };
}
