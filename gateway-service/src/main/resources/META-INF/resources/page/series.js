export const WINDOW_MILLIS = 120_000;
export const CAPACITY = 600;

const SLOT_MILLIS = WINDOW_MILLIS / CAPACITY;

/**
 * The last two minutes of one number, in memory that does not grow: values closer together than a fifth of a second
 * share a slot, which remembers the lowest, the highest and the last of them, so that a short spike is still seen.
 */
export class Series {
  latest = NaN;
  latestAt = -Infinity;

  #times = new Float64Array(CAPACITY);
  #lows = new Float64Array(CAPACITY);
  #highs = new Float64Array(CAPACITY);
  #lasts = new Float64Array(CAPACITY);
  #first = 0;
  #size = 0;

  /** @param time epoch milliseconds; when the clock was set back, what was remembered is forgotten */
  add(time, value) {
    if (time < this.latestAt) {
      this.#size = 0;
    }
    this.latest = value;
    this.latestAt = time;
    const newest = (this.#first + this.#size - 1) % CAPACITY;
    if (this.#size > 0 && time - this.#times[newest] < SLOT_MILLIS) {
      this.#lows[newest] = Math.min(this.#lows[newest], value);
      this.#highs[newest] = Math.max(this.#highs[newest], value);
      this.#lasts[newest] = value;
      return;
    }
    if (this.#size === CAPACITY) {
      this.#first = (this.#first + 1) % CAPACITY;
      this.#size--;
    }
    const slot = (this.#first + this.#size) % CAPACITY;
    this.#times[slot] = time;
    this.#lows[slot] = this.#highs[slot] = this.#lasts[slot] = value;
    this.#size++;
  }

  forgetBefore(time) {
    while (this.#size > 0 && this.#times[this.#first] < time) {
      this.#first = (this.#first + 1) % CAPACITY;
      this.#size--;
    }
  }

  get size() {
    return this.#size;
  }

  /** Calls `visit(time, low, high, last)` for each slot, oldest first. */
  forEach(visit) {
    for (let i = 0; i < this.#size; i++) {
      const slot = (this.#first + i) % CAPACITY;
      visit(this.#times[slot], this.#lows[slot], this.#highs[slot], this.#lasts[slot]);
    }
  }

  /** The lowest and highest value; null when nothing is remembered. */
  range() {
    if (this.#size === 0) {
      return null;
    }
    let low = Infinity;
    let high = -Infinity;
    this.forEach((_time, slotLow, slotHigh) => {
      low = Math.min(low, slotLow);
      high = Math.max(high, slotHigh);
    });
    return { low, high };
  }
}
