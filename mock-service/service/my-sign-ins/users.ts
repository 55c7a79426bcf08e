import { hashText, mix } from '../../time/random.ts';
import { hex16, hex32 } from '../guid.ts';

/** Numbers that names nobody has are spread over: few, because the model counts per user number. */
const STRANGERS = 16_384;

/**
 * The names of a region's users: `user0@eu.example` … Turns principal names and Graph's user ids into numbers and back. Both are
 * accepted in any case. A name that nobody has gets a number from `count` on, always the same one.
 */
export class Users {
  /** Users 0 … count − 1 exist. */
  readonly count: number;
  #suffix: string;
  #key: number;
  /** What was asked for last: a browser sends a user's requests several at a time. */
  #latest: string | null = null;
  #latestNumber = -1;

  /** @param region the topology's name: the first label of the users' domain. */
  constructor(count: number, region: string) {
    this.count = count;
    this.#suffix = `@${region.toLowerCase()}.example`;
    this.#key = hashText(this.#suffix);
  }

  /** The number of the user with this principal name or id; ≥ `count` if there is none. */
  numberOf(name: string): number {
    if (name !== this.#latest) {
      this.#latestNumber = this.#find(name);
      this.#latest = name;
    }
    return this.#latestNumber;
  }

  #find(name: string): number {
    const at = name.length - this.#suffix.length;
    if (at > 4 && name.endsWith(this.#suffix) && name.startsWith('user')) {
      const number = digits(name, 4, at);
      return number >= 0 && number < this.count ? number : this.#stranger(name);
    }
    const lower = name.toLowerCase();
    if (lower !== name) return this.#find(lower);
    const number = lower.length === 36 ? Number.parseInt(lower.slice(24), 16) : -1;
    return number >= 0 && number < this.count && this.idOf(number) === lower ? number : this.#stranger(lower);
  }

  /** `user7@eu.example` */
  nameOf(user: number): string {
    return `user${user}${this.#suffix}`;
  }

  /** The user's id, a GUID that is the same in every drill of the region. Its last 12 digits are the user's number. */
  idOf(user: number): string {
    const a = mix(this.#key, user);
    const b = mix(a, 1);
    const variant = hex16((mix(a, 2) & 0xfff) | 0x8000);
    return `${hex32(a)}-${hex16(b >>> 16)}-${hex16((b & 0xfff) | 0x4000)}-${variant}-0000${hex32(user)}`;
  }

  #stranger(name: string): number {
    return this.count + ((hashText(name) >>> 0) % STRANGERS);
  }
}

/** The decimal number written in `text` from `start` to `end`, or −1 if it is not written as a number is. */
function digits(text: string, start: number, end: number): number {
  if (end - start > 9) return -1;
  if (end - start > 1 && text.charCodeAt(start) === 48) return -1;
  let number = 0;
  for (let i = start; i < end; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return -1;
    number = number * 10 + digit;
  }
  return number;
}
