import { hashText, mix } from '../../time/random.ts';

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

  /** @param region the topology's name: the first label of the users' domain. */
  constructor(count: number, region: string) {
    this.count = count;
    this.#suffix = `@${region.toLowerCase()}.example`;
    this.#key = hashText(this.#suffix);
  }

  /** The number of the user with this principal name or id; ≥ `count` if there is none. */
  numberOf(name: string): number {
    const at = name.length - this.#suffix.length;
    if (at > 4 && name.endsWith(this.#suffix) && name.startsWith('user')) {
      const number = digits(name, 4, at);
      return number >= 0 && number < this.count ? number : this.#stranger(name);
    }
    const lower = name.toLowerCase();
    if (lower !== name) return this.numberOf(lower);
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
    return `${hex(a, 8)}-${hex(b >>> 16, 4)}-4${hex(b & 0xfff, 3)}-8${hex(mix(a, 2) & 0xfff, 3)}-${hex(user, 12)}`;
  }

  #stranger(name: string): number {
    return this.count + ((hashText(name) >>> 0) % STRANGERS);
  }
}

/** `width` hexadecimal digits of an unsigned number, or of an int32 taken as one. */
export function hex(value: number, width: number): string {
  return (value < 0 ? value >>> 0 : value).toString(16).padStart(width, '0');
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
