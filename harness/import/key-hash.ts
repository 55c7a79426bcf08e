/**
 * Hashes texts under a secret that nobody keeps: who has the results and guesses a key cannot check the guess. SipHash-1-3 (J.-P. Aumasson
 * and D. J. Bernstein, "SipHash: a fast short-input PRF", 2012), which hash tables of languages use for the same reason; own because a
 * log of ten million lines needs twenty million of them, at a tenth of what a call of node:crypto takes. On 64-bit words as pairs of 32-bit ones.
 */
export class KeyHash {
  /** The high and the low half of the last hash, as unsigned 32-bit numbers. */
  high = 0;
  low = 0;
  readonly #key: Int32Array;

  /** @param secret 16 bytes */
  constructor(secret: Uint8Array) {
    if (secret.length !== 16) throw new Error('a secret of 16 bytes is needed');
    const view = new DataView(secret.buffer, secret.byteOffset, 16);
    this.#key = Int32Array.from([0, 4, 8, 12], at => view.getInt32(at, true));
  }

  /**
   * Hashes the characters of a text from `start` up to `end`, by their low bytes and, where that is not all, the next.
   * @param space texts of other spaces have other hashes: 0–255; −1: none, which is SipHash itself
   */
  of(text: string, start: number, end: number, space: number): void {
    const key = this.#key;
    let v0l = key[0]! ^ 0x70736575;
    let v0h = key[1]! ^ 0x736f6d65;
    let v1l = key[2]! ^ 0x6e646f6d;
    let v1h = key[3]! ^ 0x646f7261;
    let v2l = key[0]! ^ 0x6e657261;
    let v2h = key[1]! ^ 0x6c796765;
    let v3l = key[2]! ^ 0x79746573;
    let v3h = key[3]! ^ 0x74656462;
    let ml = 0;
    let mh = 0;
    let length = 0;
    // One round for each word of eight bytes, three at the end.
    let ending = 0;
    let at = start;
    let wide = 0;
    let space_ = space;
    for (;;) {
      let isWhole = false;
      while (!isWhole && ending === 0) {
        let byte: number;
        if (space_ >= 0) {
          byte = space_;
          space_ = -1;
        } else if (wide > 0) {
          byte = wide;
          wide = 0;
        } else if (at < end) {
          const code = text.charCodeAt(at++);
          byte = code & 0xff;
          wide = code >>> 8;
        } else {
          ending = 1;
          break;
        }
        const place = length & 7;
        if (place < 4) ml |= byte << (8 * place);
        else mh |= byte << (8 * (place - 4));
        length++;
        isWhole = place === 7;
      }
      if (ending === 1) mh |= (length & 0xff) << 24;
      if (ending > 1) {
        if (ending === 2) v2l ^= 0xff;
        ml = 0;
        mh = 0;
      }
      v3l ^= ml;
      v3h ^= mh;
      let l = 0;
      let h = 0;
      // v0 += v1; v1 <<<= 13; v1 ^= v0; v0 <<<= 32
      l = (v0l >>> 0) + (v1l >>> 0);
      v0h = (v0h + v1h + (l > 0xffffffff ? 1 : 0)) | 0;
      v0l = l | 0;
      l = (v1l << 13) | (v1h >>> 19);
      h = (v1h << 13) | (v1l >>> 19);
      v1l = l ^ v0l;
      v1h = h ^ v0h;
      l = v0l;
      v0l = v0h;
      v0h = l;
      // v2 += v3; v3 <<<= 16; v3 ^= v2
      l = (v2l >>> 0) + (v3l >>> 0);
      v2h = (v2h + v3h + (l > 0xffffffff ? 1 : 0)) | 0;
      v2l = l | 0;
      l = (v3l << 16) | (v3h >>> 16);
      h = (v3h << 16) | (v3l >>> 16);
      v3l = l ^ v2l;
      v3h = h ^ v2h;
      // v0 += v3; v3 <<<= 21; v3 ^= v0
      l = (v0l >>> 0) + (v3l >>> 0);
      v0h = (v0h + v3h + (l > 0xffffffff ? 1 : 0)) | 0;
      v0l = l | 0;
      l = (v3l << 21) | (v3h >>> 11);
      h = (v3h << 21) | (v3l >>> 11);
      v3l = l ^ v0l;
      v3h = h ^ v0h;
      // v2 += v1; v1 <<<= 17; v1 ^= v2; v2 <<<= 32
      l = (v2l >>> 0) + (v1l >>> 0);
      v2h = (v2h + v1h + (l > 0xffffffff ? 1 : 0)) | 0;
      v2l = l | 0;
      l = (v1l << 17) | (v1h >>> 15);
      h = (v1h << 17) | (v1l >>> 15);
      v1l = l ^ v2l;
      v1h = h ^ v2h;
      l = v2l;
      v2l = v2h;
      v2h = l;
      v0l ^= ml;
      v0h ^= mh;
      ml = 0;
      mh = 0;
      if (ending > 0 && ++ending > 4) break;
    }
    this.low = (v0l ^ v1l ^ v2l ^ v3l) >>> 0;
    this.high = (v0h ^ v1h ^ v2h ^ v3h) >>> 0;
  }
}
