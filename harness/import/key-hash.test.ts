import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KeyHash } from './key-hash.ts';

const SECRET = Uint8Array.from({ length: 16 }, (_, i) => i);

/** SipHash-1-3 once more, on 64-bit numbers, as the paper has it. */
function reference(secret: Uint8Array, bytes: Uint8Array): bigint {
  const word = (from: Uint8Array, at: number): bigint => {
    let value = 0n;
    for (let i = 7; i >= 0; i--) value = (value << 8n) | BigInt(from[at + i] ?? 0);
    return value;
  };
  const M = (1n << 64n) - 1n;
  const turn = (x: bigint, by: bigint): bigint => ((x << by) | (x >> (64n - by))) & M;
  const [k0, k1] = [word(secret, 0), word(secret, 8)];
  let [v0, v1, v2, v3] = [
    k0 ^ 0x736f6d6570736575n,
    k1 ^ 0x646f72616e646f6dn,
    k0 ^ 0x6c7967656e657261n,
    k1 ^ 0x7465646279746573n,
  ];
  const round = (): void => {
    v0 = (v0 + v1) & M;
    v1 = turn(v1, 13n) ^ v0;
    v0 = turn(v0, 32n);
    v2 = (v2 + v3) & M;
    v3 = turn(v3, 16n) ^ v2;
    v0 = (v0 + v3) & M;
    v3 = turn(v3, 21n) ^ v0;
    v2 = (v2 + v1) & M;
    v1 = turn(v1, 17n) ^ v2;
    v2 = turn(v2, 32n);
  };
  const whole = bytes.length - (bytes.length % 8);
  for (let at = 0; at <= whole; at += 8) {
    const m = at < whole ? word(bytes, at) : word(bytes.slice(at), 0) | (BigInt(bytes.length & 0xff) << 56n);
    v3 ^= m;
    round();
    v0 ^= m;
  }
  v2 ^= 0xffn;
  for (let i = 0; i < 3; i++) round();
  return v0 ^ v1 ^ v2 ^ v3;
}

test('is SipHash-1-3', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), fc.uint8Array({ maxLength: 40 }), (secret, bytes) => {
      const hash = new KeyHash(secret);
      hash.of(`xx${String.fromCharCode(...bytes)}yyy`, 2, 2 + bytes.length, -1);
      expect((BigInt(hash.high) << 32n) | BigInt(hash.low)).toBe(reference(secret, bytes));
    }),
  );
});

test('another secret, space or text gives another hash, also beyond one byte a character', () => {
  const of = (text: string, space: number, secret = SECRET): string => {
    const hash = new KeyHash(secret);
    hash.of(text, 0, text.length, space);
    return `${hash.high} ${hash.low}`;
  };
  const all = [
    of('a', 0),
    of('a', 1),
    of('b', 0),
    of('a', 0, SECRET.toReversed()),
    of('\u0161', 0),
    of('\u0261', 0),
    of('', 0),
  ];
  expect(new Set(all).size).toBe(all.length);
  expect(of('a', 0)).toBe(of('a', 0));
});

test('a secret has 16 bytes', () => {
  expect(() => new KeyHash(new Uint8Array(8))).toThrow('16 bytes');
});
