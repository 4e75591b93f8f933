/**
 * Typed arrays that grow. They never shrink and never lose what was pushed.
 */

/**
 * A column of numbers.
 *
 * @template {Float64Array | Uint32Array | Uint8Array} A
 */
export class Column {
  /** @type {A} */
  #values;
  #length = 0;

  /** @param {new (length: number) => A} type @param {number} [capacity] */
  constructor(type, capacity = 64) {
    this.#values = new type(capacity);
  }

  /** How many numbers it holds. */
  get length() {
    return this.#length;
  }

  /** The array behind it; only the first `length` places mean something. Taken anew after `push`. */
  get values() {
    return this.#values;
  }

  /** Makes room for so many more; pushing them then never moves the array. @param {number} more */
  reserve(more) {
    const needed = this.#length + more;
    if (needed <= this.#values.length) return;
    const type = /** @type {new (length: number) => A} */ (this.#values.constructor);
    const larger = new type(Math.max(needed, this.#length * 2));
    larger.set(this.#values);
    this.#values = larger;
  }

  /** @param {number} value */
  push(value) {
    if (this.#length === this.#values.length) this.reserve(1);
    this.#values[this.#length] = value;
    this.#length += 1;
  }

  /** The number at `index`, or `otherwise` where there is none. @param {number} index */
  at(index, otherwise = 0) {
    return index >= 0 && index < this.#length ? this.#values[index] : otherwise;
  }
}

/**
 * The first index in `[from, to)` whose value is greater than `value`, in an ascending array.
 *
 * @param {ArrayLike<number>} values
 * @param {number} value
 * @param {number} from
 * @param {number} to
 */
export function upperBound(values, value, from, to) {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The first index in `[from, to)` whose value is not less than `value`, in an ascending array.
 *
 * @param {ArrayLike<number>} values
 * @param {number} value
 * @param {number} from
 * @param {number} to
 */
export function lowerBound(values, value, from, to) {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
