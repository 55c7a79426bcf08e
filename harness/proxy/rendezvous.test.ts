import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hashText } from '../../mock-service/time/random.ts';
import { rendezvous } from './rendezvous.ts';

const instances = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ name: `primary-${i}`, key: hashText(`primary-${i}`) }));
const USERS = 20_000;

/** χ² of the users' spread over `count` instances. */
function chiSquare(count: number): number {
  const hits = new Map<string, number>();
  const candidates = instances(count);
  for (let user = 0; user < USERS; user++) {
    const name = rendezvous(candidates, user, null)?.name ?? '';
    hits.set(name, (hits.get(name) ?? 0) + 1);
  }
  const expected = USERS / count;
  return candidates.reduce((sum, { name }) => sum + ((hits.get(name) ?? 0) - expected) ** 2 / expected, 0);
}

test.each([2, 4, 8, 13])('spreads the users evenly over %i instances', count => {
  // The 99.99th percentile of χ² with n degrees of freedom is below n + 4·√(2n) + 10.
  expect(chiSquare(count)).toBeLessThan(count - 1 + 4 * Math.sqrt(2 * (count - 1)) + 10);
});

test('when an instance leaves, only its own users move', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 12 }), fc.nat(), fc.nat({ max: 0xffffffff }), (count, which, user) => {
      const all = instances(count);
      const gone = all[which % count];
      const before = rendezvous(all, user, null);
      const after = rendezvous(
        all.filter(one => one !== gone),
        user,
        null,
      );
      if (before !== gone) expect(after).toBe(before);
      else expect(after).toBe(rendezvous(all, user, gone ?? null));
    }),
  );
});

test('the order of the candidates does not matter', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(instances(9), { minLength: 1 }), fc.nat(), (some, user) => {
      const sorted = [...some].sort((a, b) => a.key - b.key);
      expect(rendezvous(some, user, null)).toBe(rendezvous(sorted, user, null));
    }),
  );
});

test('the one to avoid is taken if it is alone, and nobody if there is nobody', () => {
  const [only] = instances(1);
  expect(rendezvous([only!], 7, only!)).toBe(only);
  expect(rendezvous([], 7, null)).toBeNull();
});
