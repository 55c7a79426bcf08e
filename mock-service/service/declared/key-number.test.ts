import fc from 'fast-check';
import { expect, test } from 'vitest';
import { numberOf } from './key-number.ts';

test.each([
  ['17', 17],
  ['user17', 17],
  ['user17@eu.example', 17],
  ['p-17', 17],
  ['0', 0],
])('%s is %i', (text, number) => {
  expect(numberOf(text, 100)).toBe(number);
});

test('what carries no number, or none of these, gets one by its hash', () => {
  const texts = ['', 'blue-shirt', '017', '17b', '1-7', '100', '4e8b1c2a-9d0f', '12345678901234567890'];
  const numbers = texts.map(text => numberOf(text, 100));
  expect(numbers).toEqual(texts.map(text => numberOf(text, 100)));
  for (const number of numbers) expect(number).toBeGreaterThanOrEqual(0);
  expect(Math.max(...numbers)).toBeLessThan(100);
  expect(new Set(numbers).size).toBeGreaterThan(5);
});

test('no two numbers below the count share a key, and every text has one', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e8 }), fc.nat(), fc.string(), (count, seed, text) => {
      const number = seed % count;
      expect(numberOf(String(number), count)).toBe(number);
      expect(numberOf(`user${number}@eu.example`, count)).toBe(number);
      const any = numberOf(text, count);
      expect(Number.isInteger(any) && any >= 0 && any < count).toBe(true);
    }),
  );
});
