import { hashText, mix, uniform } from '../../time/random.ts';
import { guidOf } from '../guid.ts';

/** Easily confused characters (0 O 1 I l o) are left out: people type these. */
const READABLE = '23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz';

/**
 * Ids and secrets by key instead of by chance: the n-th write of a user makes the same ones in every drill with the same seed.
 * They are as good as random for a mock, and no secret at all to who knows the seed.
 */
export class KeyedIds {
  #key: number;

  constructor(seed: number) {
    this.#key = mix(seed, hashText('ids'));
  }

  /** A GUID. */
  guid(user: number, n: number): string {
    return guidOf(mix(mix(this.#key, user), n));
  }

  /** A secret of `length` bytes. */
  bytes(user: number, n: number, length: number): Uint8Array<ArrayBuffer> {
    const key = mix(mix(mix(this.#key, 1), user), n);
    return Uint8Array.from({ length }, (_, i) => mix(key, i) & 0xff);
  }

  /** A secret of `length` characters that a person can type. */
  readable(user: number, n: number, length: number): string {
    const key = mix(mix(mix(this.#key, 2), user), n);
    let text = '';
    for (let i = 0; i < length; i++) text += READABLE.charAt(Math.floor(uniform(mix(key, i)) * READABLE.length));
    return text;
  }
}

const THREE_DIGITS = Array.from({ length: 1000 }, (_, number) => String(number).padStart(3, '0'));

/** The ids of one instance's requests: a fixed beginning and a counter, since every answer carries one. */
export class RequestIds {
  #prefix: string;
  /** Thousands so far, and the ids of the present one: texts of numbers cost. */
  #thousands = 1_000_000;
  #beginning = '';
  #used = 1000;

  /** @param key differs for each instance */
  constructor(key: number) {
    this.#prefix = `${guidOf(mix(key, hashText('requests'))).slice(0, 24)}00`;
  }

  next(): string {
    if (this.#used === 1000) {
      this.#used = 0;
      this.#beginning = this.#prefix + this.#thousands++;
    }
    return this.#beginning + (THREE_DIGITS[this.#used++] as string);
  }
}
