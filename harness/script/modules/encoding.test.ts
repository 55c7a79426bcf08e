import fc from 'fast-check';
import { expect, test } from 'vitest';
import { b64decode, b64encode } from './encoding.ts';

test.each([
  ['std', '+/8='],
  ['rawstd', '+/8'],
  ['url', '-_8='],
  ['rawurl', '-_8'],
])('variant %s', (variant, text) => {
  const bytes = new Uint8Array([0xfb, 0xff]);
  expect(b64encode(bytes.buffer, variant)).toBe(text);
  expect(new Uint8Array(b64decode(text, variant) as ArrayBuffer)).toEqual(bytes);
});

test('text survives there and back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.constantFrom('std', 'rawstd', 'url', 'rawurl'), (text, variant) => {
      expect(b64decode(b64encode(text, variant), variant, 's')).toBe(text);
    }),
  );
});

test('what is not base64 is refused', () => {
  expect(() => b64decode('a?b')).toThrow("b64decode(): the text is not base64 of the variant 'std'");
  expect(() => b64encode('a', 'hex')).toThrow("the base64 variant 'hex' is not known: use std, rawstd, url, rawurl");
  expect(() => b64encode(7)).toThrow('b64encode() needs a string or an ArrayBuffer (got a number)');
});
