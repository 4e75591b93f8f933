/** The types of what only Vite can import. */

/// <reference types="vite/client" />

declare module '*.md' {
  /** The prose as HTML: see `prose.js`. */
  const html: string;
  export default html;
}
