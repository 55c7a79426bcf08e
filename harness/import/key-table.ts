/** How full the slots may be. */
const FULLEST = 0.7;
/** The hashes get half as much room again: doubled they would be mostly empty. */
const GROWTH = 1.5;

/**
 * Gives keys, known by 64 bits of their hash, numbers from 0 on in the order of their arrival. Open addressing over typed arrays: some 16 bytes a
 * key, so that millions of them fit where a Map of texts would take a gigabyte.
 */
export class KeyTable {
  size = 0;
  /** By number: both halves of the hash, side by side, since whoever needs one needs the other. */
  #hashes = new Uint32Array(2048);
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
    const hashes = this.#hashes;
    const mask = slots.length - 1;
    let slot = (low ^ (high >>> 7)) & mask;
    for (let found = slots[slot]!; found !== 0; found = slots[slot]!) {
      if (hashes[2 * found - 2] === low && hashes[2 * found - 1] === high) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #add(slot: number, high: number, low: number): number {
    const number = this.size;
    if (2 * number === this.#hashes.length)
      this.#hashes = new Uint32Array(this.#hashes.buffer.transfer(8 * Math.ceil(GROWTH * number)));
    this.#hashes[2 * number] = low;
    this.#hashes[2 * number + 1] = high;
    this.#slots[slot] = number + 1;
    this.size++;
    if (this.size > FULLEST * this.#slots.length) this.#seat(2 * this.#slots.length);
    return number;
  }

  /** The high half of a key's hash. */
  highOf(number: number): number {
    return this.#hashes[2 * number + 1]!;
  }

  /** Forgets all keys but some. @returns new numbers by old ones, ascending; −1: gone */
  keep(isKept: (number: number) => boolean): Int32Array {
    const numbers = new Int32Array(this.size).fill(-1);
    let kept = 0;
    for (let i = 0; i < this.size; i++) {
      if (!isKept(i)) continue;
      this.#hashes.copyWithin(2 * kept, 2 * i, 2 * i + 2);
      numbers[i] = kept++;
    }
    this.size = kept;
    this.#seat(this.#slots.length);
    return numbers;
  }

  #seat(length: number): void {
    if (length === this.#slots.length) this.#slots.fill(0);
    else {
      // Given back at once, not when the collector comes by.
      this.#slots.buffer.transfer(0);
      this.#slots = new Int32Array(length);
    }
    const slots = this.#slots;
    for (let i = 0; i < this.size; i++) {
      let slot = (this.#hashes[2 * i]! ^ (this.#hashes[2 * i + 1]! >>> 7)) & (length - 1);
      while (slots[slot] !== 0) slot = (slot + 1) & (length - 1);
      slots[slot] = i + 1;
    }
  }
}
