import fc from 'fast-check';
import { expect, it } from 'vitest';
import { KeyCounts } from './key-counts.ts';

it('counts each key apart from nought, whatever their numbers', () => {
  const key = fc.oneof(fc.nat(20), fc.constantFrom(16_383, 16_384, 16_385, 32_768, 100_000, 100_001, 500_000));
  fc.assert(
    fc.property(fc.array(key, { maxLength: 60, size: 'max' }), keys => {
      const counts = new KeyCounts();
      const seen = new Map<number, number>();
      for (const key of keys) {
        const before = seen.get(key) ?? 0;
        expect(counts.next(key)).toBe(before);
        seen.set(key, before + 1);
      }
    }),
  );
});
