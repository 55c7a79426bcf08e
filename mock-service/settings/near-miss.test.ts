import fc from 'fast-check';
import { expect, test } from 'vitest';
import { editDistance, nearMiss } from './near-miss.ts';

const KEYS = ['capacity', 'policy', 'ttl', 'ttlJitter', 'coalesce', 'negativeTtl'];

test.each([
  ['ttlJiter', 'ttlJitter'],
  ['ttl_jitter', 'ttlJitter'],
  ['TTL', 'ttl'],
  ['tlt', 'ttl'],
  ['coalesse', 'coalesce'],
  ['capa', 'capacity'],
])('%s was meant to be %s', (written, meant) => expect(nearMiss(written, KEYS)).toBe(meant));

test.each(['maxAge', 'x', 'size', ''])('%j is near none of them', written =>
  expect(nearMiss(written, KEYS)).toBeUndefined(),
);

test.each([
  ['', 'abc', 3],
  ['kitten', 'sitting', 3],
  ['ab', 'ba', 1],
  ['same', 'same', 0],
])('from %s to %s it takes %d edits', (a, b, edits) => expect(editDistance(a, b)).toBe(edits));

test('the distance is symmetric, and at least the difference of the lengths', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
      expect(editDistance(a, b)).toBe(editDistance(b, a));
      expect(editDistance(a, b)).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
    }),
  );
});
