import { expect, test } from 'vitest';
import { TestDrill } from './test-drill.ts';

const crypto = new TestDrill().module('k6/crypto');

// The digests of 'abc' as FIPS 180-4, RFC 1320, RFC 1321 and the RIPEMD-160 paper give them.
test.each([
  ['md4', 'a448017aaf21d8525fc10ae87aa6729d'],
  ['md5', '900150983cd24fb0d6963f7d28e17f72'],
  ['sha1', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
  ['sha256', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  ['sha384', 'cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7'],
  ['sha512_224', '4634270f707b6a54daae7530460842e20e37ed265ceee9a43e8924aa'],
  ['sha512_256', '53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23'],
  ['ripemd160', '8eb208f7e05d987a9b044a8e98c6b087f15a0bfc'],
])('%s', (name, digest) => {
  expect(crypto[name]('abc', 'hex')).toBe(digest);
  const hasher = crypto.createHash(name);
  hasher.update('a');
  hasher.digest('hex');
  hasher.update('bc');
  expect(hasher.digest('hex')).toBe(digest);
});

// RFC 4231, test case 2.
test('hmac', () => {
  const expected = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';
  expect(crypto.hmac('sha256', 'Jefe', 'what do ya want for nothing?', 'hex')).toBe(expected);
  const hasher = crypto.createHMAC('sha256', 'Jefe');
  hasher.update('what do ya want ');
  hasher.update(new TextEncoder().encode('for nothing?').buffer);
  expect(hasher.digest('hex')).toBe(expected);
});

test('digests come in each of k6 encodings', () => {
  const encodings = ['base64', 'base64url', 'base64rawurl'];
  expect(encodings.map(encoding => crypto.md5('a', encoding))).toEqual([
    'DMF1ucDxtqgxw5niaXcmYQ==',
    'DMF1ucDxtqgxw5niaXcmYQ==',
    'DMF1ucDxtqgxw5niaXcmYQ',
  ]);
  expect(new Uint8Array(crypto.md5('a', 'binary')).length).toBe(16);
});

test('random bytes follow the seed', () => {
  const drill = new TestDrill();
  drill.vu.draws = [0.5, 0.25];
  expect([...new Uint8Array(drill.module('k6/crypto').randomBytes(3))]).toEqual([128, 64, 128]);
});

test.each([
  ["the algorithm 'sha3' is not known", () => crypto.createHash('sha3')],
  ["the encoding 'utf8' is not known", () => crypto.md5('a', 'utf8')],
  ['k6/crypto needs a string or an ArrayBuffer (got a number)', () => crypto.md5(7, 'hex')],
  ['randomBytes() needs a whole number from 1 (got 0)', () => crypto.randomBytes(0)],
])('refused: %s', (message, call) => {
  expect(call).toThrow(message);
});
