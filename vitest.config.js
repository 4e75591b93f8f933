import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        extends: './vite.config.js',
        test: {
          name: 'unit',
          environment: 'node',
          include: ['www/test/unit/**/*.test.js'],
        },
      },
      {
        extends: './vite.config.js',
        test: {
          name: 'e2e',
          environment: 'node',
          include: ['www/test/e2e/**/*.spec.js'],
          globalSetup: ['www/test/e2e/site.js'],
          // One browser at a time: some of these tests measure.
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
