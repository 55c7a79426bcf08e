const CHUNK_BITS = 13;
const CHUNK = 1 << CHUNK_BITS;

/** What a column can be made of. */
type Numbers = Int32Array | Uint32Array | Uint16Array | Uint8Array | Float64Array;

/**
 * A number, or several, for each key, growing by pieces: a long array that doubles is there twice while it is copied, which is when memory
 * runs out.
 */
export class NumberColumn<Array extends Numbers> {
  readonly width: number;
  readonly #make: (length: number) => Array;
  readonly #chunks: Array[] = [];

  /** @param width numbers a key */
  constructor(make: (length: number) => Array, width = 1) {
    this.#make = make;
    this.width = width;
  }

  /** The piece that has a key's numbers, the first of them at `offset`. Zero where nobody has written. */
  chunk(key: number): Array {
    const index = key >>> CHUNK_BITS;
    let chunk = this.#chunks[index];
    if (chunk === undefined) {
      while (this.#chunks.length <= index) this.#chunks.push(this.#make(CHUNK * this.width));
      chunk = this.#chunks[index] as Array;
    }
    return chunk;
  }

  offset(key: number): number {
    return (key & (CHUNK - 1)) * this.width;
  }

  get(key: number): number {
    return this.chunk(key)[this.offset(key)]!;
  }

  set(key: number, value: number): void {
    this.chunk(key)[this.offset(key)] = value;
  }

  /** Gives all of it back at once, not when the collector comes by. */
  release(): void {
    for (const chunk of this.#chunks) (chunk.buffer as ArrayBuffer).transfer(0);
    this.#chunks.length = 0;
  }

  /** Moves what is kept to its new place, and gives back the pieces that nobody has a number in. @param numbers by old ones, ascending; −1: gone */
  keep(numbers: Int32Array): void {
    const { width } = this;
    let kept = 0;
    numbers.forEach((to, from) => {
      if (to < 0) return;
      kept = to + 1;
      if (to === from) return;
      const [source, target] = [this.chunk(from), this.chunk(to)];
      const [at, place] = [this.offset(from), this.offset(to)];
      for (let i = 0; i < width; i++) target[place + i] = source[at + i]!;
    });
    this.#chunks.length = Math.min(this.#chunks.length, Math.ceil(kept / CHUNK));
    if (this.offset(kept) > 0) this.chunk(kept).fill(0, this.offset(kept));
  }
}
