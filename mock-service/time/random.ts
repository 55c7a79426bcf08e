/**
 * Random numbers by key instead of by order: a draw depends on what it is for, never on what was drawn before it, so
 * two drills with different cache settings, or a live and a virtual one, see the same users doing the same things
 * (common random numbers). The mixer is MurmurHash3's 32-bit finaliser, applied once per key part.
 */

/** Stirs one more 32-bit part into a key. */
export function mix(key: number, part: number): number {
  let h = (key ^ Math.imul(part, 0x9e3779b1)) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) + 0x6d2b79f5) | 0;
}

/** A 32-bit hash of a text (FNV-1a, then mixed), to make keys of names. */
export function hashText(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return mix(h, text.length);
}

/** A key's uniform number in the open interval (0, 1), safe for logarithms at both ends. */
export function uniform(key: number): number {
  return ((mix(key, 0x2545f491) >>> 0) + 0.5) / 4_294_967_296;
}

/** An endless sequence of uniform numbers in (0, 1) under one key. */
export class RandomStream {
  #key: number;
  #count = 0;

  constructor(key: number) {
    this.#key = key;
  }

  next(): number {
    return uniform(mix(this.#key, this.#count++));
  }

  /** Starts again under another key. */
  reseed(key: number): void {
    this.#key = key;
    this.#count = 0;
  }
}
