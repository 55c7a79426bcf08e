import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cryptoModule } from '../modules/crypto.ts';
import type { Randomness } from '../modules/randomness.ts';
import { nativeDigest } from './native-digest.ts';

type Hashes = Record<string, (...args: unknown[]) => string>;

const NO_RANDOMNESS = null as unknown as Randomness;
const own = cryptoModule(NO_RANDOMNESS) as Hashes;
const native = cryptoModule(NO_RANDOMNESS, nativeDigest) as Hashes;
const ALGORITHMS = ['sha1', 'sha256', 'sha384', 'sha512', 'sha512_224', 'sha512_256'];

test.each(ALGORITHMS)('%s: Node’s bytes are the module’s', algorithm => {
  // Keys beyond a block are hashed first.
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 300 }), (data, key) => {
      expect(nativeDigest(algorithm, data, null)?.length).toBe(nativeDigest(algorithm, data, key)?.length);
      expect(native[algorithm]?.(data.buffer, 'hex')).toBe(own[algorithm]?.(data.buffer, 'hex'));
      expect(native.hmac?.(algorithm, key.buffer, data.buffer, 'base64')).toBe(
        own.hmac?.(algorithm, key.buffer, data.buffer, 'base64'),
      );
    }),
    { numRuns: 30 },
  );
});

test('what Node has not everywhere is the module’s own', () => {
  expect(['md4', 'md5', 'ripemd160'].map(algorithm => nativeDigest(algorithm, new Uint8Array(), null))).toEqual([
    null,
    null,
    null,
  ]);
  expect(native.md5?.('abc', 'hex')).toBe('900150983cd24fb0d6963f7d28e17f72');
});
