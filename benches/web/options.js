/** What the programs of this folder are told on the command line. */

import { parseArgs } from 'node:util';

/**
 * @returns {{ package: string, samples: string, memory: boolean, rounds: number, only?: string,
 *   peers: string[] }}
 */
export function options() {
  const { values } = parseArgs({
    options: {
      package: { type: 'string' },
      samples: { type: 'string' },
      memory: { type: 'boolean', default: false },
      rounds: { type: 'string', default: '15' },
      only: { type: 'string' },
      peer: { type: 'string', multiple: true, default: [] },
    },
  });
  const { package: folder, samples, memory, rounds, only, peer: peers } = values;
  if (!folder || !samples) {
    throw new Error('give --package FOLDER and --samples FILE; `cargo xtask bench` does');
  }
  return { package: folder, samples, memory, rounds: Number(rounds), only, peers };
}
