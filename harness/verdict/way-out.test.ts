import fc from 'fast-check';
import { expect, test } from 'vitest';
import { effortOf, leastThrottle, NO_THROTTLE, type Throttling, throttlings } from './way-out.ts';

/** An outage that one share alone ends, held for so long and let back so slowly. */
function outage(share: number, holdS: number, rampS: number) {
  return ({ share: s, holdS: h, rampS: r }: Throttling): boolean => s === share && h >= holdS && r >= rampS;
}

test('it costs no more than the least of trying them all, in a fraction of the trials', async () => {
  const grid = throttlings(100);
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(0.85, 0.7, 0.3, 0.1, 0),
      fc.integer({ min: 0, max: 90 }),
      fc.integer({ min: 0, max: 90 }),
      async (share, holdS, rampS) => {
        const ends = outage(share, holdS, rampS);
        const efforts = grid.filter(ends).map(effortOf);
        const { least, tried } = await leastThrottle(100, Number.POSITIVE_INFINITY, async each => ends(each));
        if (least === null) expect(efforts).toEqual([]);
        else expect(effortOf(least)).toBeLessThanOrEqual(Math.min(...efforts));
        expect(tried.length).toBeLessThan(grid.length / 2);
      },
    ),
    { numRuns: 40 },
  );
});

test('between the steps of the grid it is looked for too', async () => {
  const ends = outage(0.3, 7, 15);
  const { least } = await leastThrottle(100, Number.POSITIVE_INFINITY, async each => ends(each));
  // The grid has 10 and 20 s, which cost half as much again.
  expect(least).toEqual({ share: 0.3, holdS: 8, rampS: 15 });
});

test('what ends by itself needs none, and what nothing ends has none', async () => {
  expect((await leastThrottle(60, Number.POSITIVE_INFINITY, async () => true)).least).toEqual(NO_THROTTLE);
  expect((await leastThrottle(60, Number.POSITIVE_INFINITY, async () => false)).least).toBeNull();
});

test('only less than what is known already is looked for', async () => {
  const { least, tried } = await leastThrottle(200, 10, async each => outage(0.3, 20, 0)(each));
  expect(least).toBeNull();
  expect(tried.every(({ throttling }) => effortOf(throttling) < 10)).toBe(true);
});

test('a throttle fits into its time', () => {
  expect(throttlings(30).every(({ holdS, rampS }) => holdS + rampS <= 30)).toBe(true);
  expect(throttlings(4)).toEqual([NO_THROTTLE]);
});
