import { concatBytes, createHasher, type Hash } from '@noble/hashes/utils.js';

class Md4 implements Hash<Md4> {
  readonly blockLen = 64;
  readonly outputLen = 16;
  readonly canXOF = false;
  #parts: Uint8Array[] = [];

  update(part: Uint8Array): this {
    this.#parts.push(part);
    return this;
  }

  digest(): Uint8Array<ArrayBuffer> {
    return digestOf(concatBytes(...this.#parts));
  }

  digestInto(out: Uint8Array): void {
    out.set(this.digest());
  }

  clone(): Md4 {
    return this._cloneInto();
  }

  // The library's name.
  _cloneInto(to = new Md4()): Md4 {
    to.#parts = [...this.#parts];
    return to;
  }

  destroy(): void {
    this.#parts = [];
  }
}

function digestOf(input: Uint8Array): Uint8Array<ArrayBuffer> {
  const length = input.byteLength;
  const padded = new Uint8Array(((length + 8) >> 6) * 64 + 64);
  padded.set(input);
  padded[length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.byteLength - 8, BigInt(length) * 8n, true);
  let [a, b, c, d] = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  const words = new Int32Array(16);
  for (let block = 0; block < padded.byteLength; block += 64) {
    for (let i = 0; i < 16; i++) words[i] = view.getInt32(block + 4 * i, true);
    const before = [a, b, c, d] as const;
    for (let step = 0; step < 48; step++) {
      const round = step >> 4;
      const mixed = round === 0 ? (b & c) | (~b & d) : round === 1 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d;
      const sum = (a + mixed + (words[ORDER[step] as number] as number) + (ADDED[round] as number)) | 0;
      const shift = SHIFTS[round * 4 + (step & 3)] as number;
      [a, d, c, b] = [d, c, b, (sum << shift) | (sum >>> (32 - shift))];
    }
    [a, b, c, d] = [(a + before[0]) | 0, (b + before[1]) | 0, (c + before[2]) | 0, (d + before[3]) | 0];
  }
  const digest = new DataView(new ArrayBuffer(16));
  for (const [i, word] of [a, b, c, d].entries()) digest.setInt32(4 * i, word | 0, true);
  return new Uint8Array(digest.buffer);
}

const ADDED = [0, 0x5a827999, 0x6ed9eba1];
const SHIFTS = [3, 7, 11, 19, 3, 5, 9, 13, 3, 9, 11, 15];
/** Which word each of the 48 steps takes. */
const ORDER = [
  ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
  ...[0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15],
  ...[0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15],
];

/** MD4 (RFC 1320), which hardly any library has: NTLM and some old services want it. */
export const md4 = createHasher(() => new Md4());
