import fc from 'fast-check';
import { expect, it } from 'vitest';
import { UserCounts } from './user-counts.ts';

it('counts each user apart from nought, whatever their numbers', () => {
  const user = fc.oneof(fc.nat(20), fc.constantFrom(16_383, 16_384, 16_385, 32_768, 100_000, 100_001, 500_000));
  fc.assert(
    fc.property(fc.array(user, { maxLength: 60, size: 'max' }), users => {
      const counts = new UserCounts();
      const seen = new Map<number, number>();
      for (const user of users) {
        const before = seen.get(user) ?? 0;
        expect(counts.next(user)).toBe(before);
        seen.set(user, before + 1);
      }
    }),
  );
});
