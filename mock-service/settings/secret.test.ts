import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { masked, maskedIn, maskOf } from './secret.ts';

const SECRETS = [
  { name: 'KEY', value: 'a b/"ü' },
  { name: 'LONG', value: 'abcd-efgh' },
  { name: 'SHORT', value: 'abcd' },
];

describe('a mask', () => {
  test.each([
    ['as it is: a b/"ü', 'as it is: ${KEY}'],
    ['/x?key=a%20b%2F%22%C3%BC&k=2', '/x?key=${KEY}&k=2'],
    ['key=a+b%2F%22%C3%BC', 'key=${KEY}'],
    ['{"key":"a b/\\"ü"}', '{"key":"${KEY}"}'],
    [`Basic ${Buffer.from('a b/"ü').toString('base64')}`, 'Basic ${KEY}'],
    // What contains another goes first.
    ['abcd-efgh, abcd', '${LONG}, ${SHORT}'],
    ['nothing', 'nothing'],
  ])('%s', (text, without) => expect(masked(text, SECRETS)).toBe(without));

  test('takes the value out of any text', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 4 }), fc.string(), fc.string(), (value, before, after) => {
        fc.pre(!'${NAME}'.includes(value) && !`${before}${after}`.includes('$'));
        const mask = maskOf([{ name: 'NAME', value }]);
        const text = mask(`${before}${value}${after}`);
        expect(text.split('${NAME}').join('\u0000')).not.toContain(value);
      }),
    );
  });

  test('of no secrets changes nothing', () => expect(maskOf([{ name: 'EMPTY', value: '' }])('text')).toBe('text'));
});

test('a value is masked in all of its texts and keys, but for words of its own', () => {
  const value = { verdict: 'abcd', 'of abcd': ['abcd', 1, null, { deep: 'x abcd' }] };
  expect(maskedIn(value, maskOf(SECRETS), word => word === 'verdict')).toEqual({
    verdict: '${SHORT}',
    'of ${SHORT}': ['${SHORT}', 1, null, { deep: 'x ${SHORT}' }],
  });
});
