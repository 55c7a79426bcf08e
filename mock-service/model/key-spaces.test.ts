import { expect, it } from 'vitest';
import { KeySpaces } from './key-spaces.ts';

const spaces = new KeySpaces([
  { name: 'order', first: 100, count: 50, sizeBytes: 4096 },
  { name: 'cart', first: 150, count: 1, sizeBytes: null },
  { name: 'product', first: 200, count: 10, sizeBytes: 8192 },
]);

it('knows of each key which kind it is, and how large', () => {
  const keys = [99, 100, 149, 150, 151, 199, 200, 209, 210];
  expect(keys.map(key => spaces.indexOf(key))).toEqual([-1, 0, 0, 1, -1, -1, 2, 2, -1]);
  expect(keys.map(key => spaces.sizeOf(key))).toEqual([null, 4096, 4096, null, null, null, 8192, 8192, null]);
});
