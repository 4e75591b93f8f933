/**
 * Chips travel from where they were to where they are. Owns the positions on the way; asks nobody
 * for the time.
 */

/** @typedef {import('./sketch.js').Prim} Prim */

/** How long a chip travels, in milliseconds. */
export const TRAVEL_MS = 240;
/** So many travel at once; more would be noise. */
const MOST = 200;

/** @typedef {{ x: number, y: number }} Spot */

/** The positions of all chips and dots of one picture. */
export class Motion {
  /** Where each is now. @type {Map<string, Spot>} */
  #now = new Map();
  /** @type {Map<string, { from: Spot, to: Spot, begin: number }>} */
  #travels = new Map();

  /**
   * A new picture: everything that was elsewhere sets out for where it is now.
   *
   * @param {Prim[]} prims
   * @param {number} time
   * @param {boolean} still nothing may travel
   */
  retarget(prims, time, still) {
    this.advance(time);
    /** @type {Map<string, Spot>} */
    const spots = new Map();
    for (const prim of prims) {
      if (prim.k === 'chip' || prim.k === 'dot') spots.set(prim.key, { x: prim.x, y: prim.y });
    }
    /** @type {Map<string, { from: Spot, to: Spot, begin: number }>} */
    const travels = new Map();
    for (const [key, to] of spots) {
      if (still) break;
      const from = this.#now.get(key);
      if (from === undefined) continue;
      const going = this.#travels.get(key);
      if (going && going.to.x === to.x && going.to.y === to.y) travels.set(key, going);
      else if (from.x !== to.x || from.y !== to.y)
        travels.set(key, { from: { ...from }, to: { ...to }, begin: time });
      if (travels.size > MOST) break;
    }
    this.#travels = travels.size > MOST ? new Map() : travels;
    this.#now = spots;
    for (const [key, { from }] of this.#travels) {
      const spot = spots.get(key);
      if (spot) Object.assign(spot, from);
    }
    this.advance(time);
  }

  /** Moves everything on. @param {number} time @returns {boolean} whether anything still travels */
  advance(time) {
    for (const [key, { from, to, begin }] of this.#travels) {
      const spot = this.#now.get(key);
      const share = Math.min(1, Math.max(0, (time - begin) / TRAVEL_MS));
      const eased = 1 - (1 - share) ** 3;
      if (spot) {
        spot.x = from.x + (to.x - from.x) * eased;
        spot.y = from.y + (to.y - from.y) * eased;
      }
      if (share >= 1) this.#travels.delete(key);
    }
    return this.#travels.size > 0;
  }

  /** Where a chip or dot is now. @param {string} key @param {Spot} otherwise @returns {Spot} */
  at(key, otherwise) {
    return this.#now.get(key) ?? otherwise;
  }
}
