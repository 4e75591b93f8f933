/**
 * Firefox for browser tests. Playwright cannot drive the Firefox that systems ship, so this speaks
 * the WebDriver protocol with geckodriver; only as much of it as the tests need.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, inject } from 'vitest';

/** The seconds that a script in the page may take. */
const SCRIPT_LIMIT = 60;

/**
 * Call this once, at the top of a file of tests.
 */
export function useFirefox() {
  /** @type {import('node:child_process').ChildProcess} */
  let driver;
  let session = '';

  /**
   * @param {string} method
   * @param {string} url
   * @param {object} [body]
   */
  async function call(method, url, body) {
    const response = await fetch(url, {
      method,
      headers: { 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    const { value } = /** @type {{ value: any }} */ (await response.json());
    if (!response.ok) throw new Error(`Firefox: ${value.error}: ${value.message}`);
    return value;
  }

  beforeAll(async () => {
    driver = spawn(process.env.GECKODRIVER || 'geckodriver', ['--port', '0'], {
      // Firefox talks to itself on its standard error.
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const port = await listeningPort(driver);
    const { sessionId } = await call('POST', `http://127.0.0.1:${port}/session`, {
      capabilities: {
        alwaysMatch: {
          timeouts: { script: SCRIPT_LIMIT * 1000 },
          'moz:firefoxOptions': {
            args: ['-headless'],
            ...(process.env.FIREFOX && { binary: process.env.FIREFOX }),
          },
        },
      },
    });
    session = `http://127.0.0.1:${port}/session/${sessionId}`;
  });

  afterAll(async () => {
    if (session) await call('DELETE', session);
    driver?.kill();
  });

  return {
    /** @param {string} [path] from the top of the site: a file, a query, a fragment */
    async open(path = '') {
      await call('POST', `${session}/url`, { url: new URL(path, inject('site')).href });
    },

    /**
     * Runs a function in the page and gives what it returns, awaited. Only its text crosses, so it
     * must not use anything from around it.
     *
     * @template {unknown[]} A
     * @template R
     * @param {(...values: A) => R | Promise<R>} script
     * @param {A} values
     * @returns {Promise<R>}
     */
    evaluate(script, ...values) {
      return call('POST', `${session}/execute/sync`, {
        script: `return (${script})(...arguments);`,
        args: values,
      });
    },
  };
}

/**
 * The port that geckodriver chose: it says so in its first lines.
 *
 * @param {import('node:child_process').ChildProcess} driver
 * @returns {Promise<string>}
 */
async function listeningPort(driver) {
  if (!driver.stdout) throw new Error('geckodriver has no output');
  const failed = once(driver, 'error').then(([error]) => {
    throw new Error(`cannot start geckodriver (set GECKODRIVER to its program): ${error}`);
  });
  const lines = createInterface({ input: driver.stdout });
  const found = new Promise((resolve, reject) => {
    lines.on('line', (line) => {
      const port = line.match(/Listening on [\d.]+:(\d+)/)?.[1];
      if (port) resolve(port);
    });
    lines.on('close', () => reject(new Error('geckodriver ended before it listened')));
  });
  return Promise.race([found, failed]);
}
