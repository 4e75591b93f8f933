import { chromium } from 'playwright-core';

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Starts the Chromium that `CHROME` names, without a window.
 *
 * @param {string[]} [more] arguments
 */
export function launch(more = []) {
  return chromium.launch({
    executablePath: process.env.CHROME || '/usr/bin/chromium',
    args: [...ARGUMENTS, ...more],
  });
}
