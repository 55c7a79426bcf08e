/** How full the slots may be. */
const FULLEST = 0.7;

/**
 * Gives keys, known by 64 bits of their hash, numbers from 0 on in the order of their arrival. Open addressing over typed arrays: some 16 bytes a
 * key, so that millions of them fit where a Map of texts would take a gigabyte.
 */
export class KeyTable {
  size = 0;
  /** By number. */
  #high = new Uint32Array(1024);
  #low = new Uint32Array(1024);
  /** Numbers + 1; 0: free. A power of two of them. */
  #slots = new Int32Array(2048);

  /** The number of a key; −1: it is not there. */
  find(high: number, low: number): number {
    return this.#slots[this.#slotOf(high, low)]! - 1;
  }

  /** The number of a key; a new one for a key that is not there. */
  numberOf(high: number, low: number): number {
    const slot = this.#slotOf(high, low);
    const found = this.#slots[slot]!;
    return found === 0 ? this.#add(slot, high, low) : found - 1;
  }

  /** The slot of a key, or the free one where it belongs. */
  #slotOf(high: number, low: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = (low ^ (high >>> 7)) & mask;
    for (let found = slots[slot]!; found !== 0; found = slots[slot]!) {
      if (this.#low[found - 1] === low && this.#high[found - 1] === high) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #add(slot: number, high: number, low: number): number {
    const number = this.size;
    if (number === this.#high.length) {
      this.#high = longer(this.#high);
      this.#low = longer(this.#low);
    }
    this.#high[number] = high;
    this.#low[number] = low;
    this.#slots[slot] = number + 1;
    this.size++;
    if (this.size > FULLEST * this.#slots.length) this.#seat(2 * this.#slots.length);
    return number;
  }

  /** The high half of a key's hash. */
  highOf(number: number): number {
    return this.#high[number]!;
  }

  /** Forgets all keys but some. @returns new numbers by old ones, ascending; −1: gone */
  keep(isKept: (number: number) => boolean): Int32Array {
    const numbers = new Int32Array(this.size).fill(-1);
    let kept = 0;
    for (let i = 0; i < this.size; i++) {
      if (!isKept(i)) continue;
      this.#high[kept] = this.#high[i]!;
      this.#low[kept] = this.#low[i]!;
      numbers[i] = kept++;
    }
    this.size = kept;
    this.#seat(this.#slots.length);
    return numbers;
  }

  #seat(length: number): void {
    if (length === this.#slots.length) this.#slots.fill(0);
    else this.#slots = new Int32Array(length);
    const slots = this.#slots;
    for (let i = 0; i < this.size; i++) {
      let slot = (this.#low[i]! ^ (this.#high[i]! >>> 7)) & (length - 1);
      while (slots[slot] !== 0) slot = (slot + 1) & (length - 1);
      slots[slot] = i + 1;
    }
  }
}

function longer(from: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const to = new Uint32Array(2 * from.length);
  to.set(from);
  return to;
}
