/** What `site.js` provides to the tests. */

import 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the built site is served; ends in a slash. */
    site: string;
  }
}
