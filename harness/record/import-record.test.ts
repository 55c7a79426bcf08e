import { expect, test } from 'vitest';
import { hitRatioOfSize, hitRatioOfTtl, type ImportReuse } from './import-record.ts';
import { testImport } from './test-import.ts';

const REUSE = testImport().reuse as ImportReuse;

test('a hit ratio between two points of a curve lies on the line between them; past the last it stays', () => {
  expect(hitRatioOfSize(REUSE, 10)).toBe(0.2);
  expect(hitRatioOfSize(REUSE, 55)).toBeCloseTo(0.4);
  expect(hitRatioOfSize(REUSE, 1e9)).toBe(0.9);
  expect(hitRatioOfTtl(REUSE, 630)).toBeCloseTo(0.7);
  expect(hitRatioOfTtl(REUSE, 0.5)).toBeCloseTo(0.05);
});

test('a kind has a curve of its own, and one that is not there has none', () => {
  expect(hitRatioOfSize(REUSE, 10, 'product')).toBe(0.22);
  expect(hitRatioOfTtl(REUSE, 60, 'cart')).toBe(0.2);
  expect(hitRatioOfSize(REUSE, 10, 'order')).toBeNull();
  expect(hitRatioOfTtl(REUSE, 10, 'order')).toBeNull();
});
