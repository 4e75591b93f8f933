/**
 * Rows of numbers as objects that are made when they are asked for: of ten thousand rows, a frame
 * looks at a few.
 */

/**
 * A list over a flat array of rows.
 *
 * @template T
 */
export class Rows {
  #flat;
  #stride;
  #decode;

  /**
   * @param {ArrayLike<number>} flat
   * @param {number} stride numbers a row
   * @param {(flat: ArrayLike<number>, at: number) => T} decode makes a row's object; `at` is its first number
   */
  constructor(flat, stride, decode) {
    this.#flat = flat;
    this.#stride = stride;
    this.#decode = decode;
  }

  /** How many rows there are. */
  get length() {
    return Math.floor(this.#flat.length / this.#stride);
  }

  /** One row; `undefined` where there is none. @param {number} index @returns {T | undefined} */
  at(index) {
    if (index < 0 || index >= this.length) return undefined;
    return this.#decode(this.#flat, index * this.#stride);
  }

  /** One number of one row, without making the row. @param {number} index @param {number} field */
  field(index, field) {
    return this.#flat[index * this.#stride + field];
  }

  /** @param {number} from @param {number} to @returns {T[]} */
  slice(from, to) {
    const rows = [];
    for (let index = from; index < Math.min(to, this.length); index += 1) {
      rows.push(this.#decode(this.#flat, index * this.#stride));
    }
    return rows;
  }

  /** @template U @param {(row: T) => U} make @returns {U[]} */
  map(make) {
    return Array.from(this, make);
  }

  /** @param {(row: T) => boolean} keep @returns {T[]} */
  filter(keep) {
    const kept = [];
    for (const row of this) if (keep(row)) kept.push(row);
    return kept;
  }

  *[Symbol.iterator]() {
    for (let at = 0; at + this.#stride <= this.#flat.length; at += this.#stride) {
      yield this.#decode(this.#flat, at);
    }
  }
}
