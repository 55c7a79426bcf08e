import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RandomStream } from '../../mock-service/time/random.ts';
import { holm } from './holm.ts';

it("multiplies the least chance by all, the next by one fewer, and keeps their order: Holm's example", () => {
  expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02].map(each => expect.closeTo(each, 12)));
});

it('is never below the chance itself, nor above as many times it as there are', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 15 }), chances => {
      for (const [i, adjusted] of holm(chances).entries()) {
        expect(adjusted).toBeGreaterThanOrEqual(chances[i] as number);
        expect(adjusted).toBeLessThanOrEqual(Math.min(1, chances.length * (chances[i] as number)));
      }
    }),
  );
});

it('finds anything where there is nothing at most as often as it says', () => {
  const random = new RandomStream(3);
  let any = 0;
  for (let i = 0; i < 10_000; i++)
    if (holm(Array.from({ length: 12 }, () => random.next())).some(p => p <= 0.05)) any++;
  expect(any / 10_000).toBeLessThan(0.056);
  expect(any / 10_000).toBeGreaterThan(0.04);
});
