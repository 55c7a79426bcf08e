import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../mock-service/time/random.ts';
import {
  bisection,
  bracketOf,
  climb,
  fewest,
  type NextLoad,
  type ProbeOutcome,
  type SearchPlan,
  staircase,
  type TriedLoad,
} from './capacity-search.ts';
import { holdMsFor } from './hold-time.ts';

const PLAN: SearchPlan = { start: 1, resolution: 0.01, least: 0.01, most: 100 };

function search(next: NextLoad, answer: (load: number) => ProbeOutcome, plan = PLAN): TriedLoad[] {
  const tried: TriedLoad[] = [];
  for (let load = next(tried, plan); load !== null; load = next(tried, plan)) {
    tried.push({ load, outcome: answer(load) });
    if (tried.length > 200) throw new Error('the search does not end');
  }
  return tried;
}

const upTo =
  (capacity: number) =>
  (load: number): ProbeOutcome =>
    load <= capacity ? 'held' : 'broke';

describe.each([
  ['bisection', bisection],
  ['staircase', staircase],
])('%s', (_, next) => {
  test('finds any capacity within its limits to the resolution', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.02, max: 50, noNaN: true }), capacity => {
        const { held, broke } = bracketOf(search(next, upTo(capacity)));
        expect(held).toBeLessThanOrEqual(capacity);
        expect(broke).toBeGreaterThan(capacity);
        expect((broke as number) / (held as number)).toBeLessThanOrEqual(1.01 + 1e-9);
      }),
    );
  });

  test('a system that bears everything ends at the most that is tried', () => {
    const tried = search(next, () => 'held');
    expect(bracketOf(tried)).toEqual({ held: 100, broke: null, unclear: false });
  });

  test('a system that bears nothing ends at the least that is tried', () => {
    const tried = search(next, () => 'broke');
    expect(bracketOf(tried)).toEqual({ held: null, broke: 0.01, unclear: false });
  });

  test('where the generator is the limit the bracket says so', () => {
    const tried = search(next, load => (load <= 2 ? 'held' : 'unclear'));
    expect(bracketOf(tried)).toMatchObject({ unclear: true });
  });

  /**
   * Chance: a load of x times the capacity holds with probability 1 / (1 + e^(40(x − 1))), so that one in eight holds at 5 % too
   * much and one in eight breaks at 5 % too little.
   */
  test('chance in the answers moves the result by no more than chance', () => {
    const errors: number[] = [];
    for (let seed = 1; seed <= 200; seed++) {
      const stream = new RandomStream(seed);
      const capacity = 0.5 + 3 * stream.next();
      const tried = search(next, load => {
        return stream.next() < 1 / (1 + Math.exp(40 * (load / capacity - 1))) ? 'held' : 'broke';
      });
      errors.push((bracketOf(tried).held as number) / capacity - 1);
    }
    const mean = errors.reduce((sum, each) => sum + each, 0) / errors.length;
    expect(Math.abs(mean)).toBeLessThan(0.05);
    expect(errors.filter(error => Math.abs(error) > 0.12).length).toBeLessThanOrEqual(10);
  });
});

test('a bisection takes few probes', () => {
  expect(search(bisection, upTo(1.37))).toHaveLength(8);
});

test('a staircase is never more than a fifth above what holds', () => {
  for (const capacity of [1.01, 1.37, 2.5, 7]) {
    for (const { load } of search(staircase, upTo(capacity), { ...PLAN, resolution: 0.05 })) {
      expect(load).toBeLessThanOrEqual(1.2 * capacity);
    }
  }
});

test('a climb goes up only, never more than a step above what has held, and ends at the first load that does not hold', () => {
  const plan = { ...PLAN, resolution: 0.05, most: 4 };
  const capacities = fc.double({ min: 0.1, max: 6, noNaN: true });
  fc.assert(
    fc.property(capacities, fc.boolean(), (capacity, isMeasured) => {
      const tried: TriedLoad[] = [];
      for (let load = climb(tried, plan); load !== null; load = climb(tried, plan)) {
        tried.push({ load, outcome: upTo(capacity)(load), used: isMeasured ? load / capacity : null });
      }
      const held = tried.filter(({ outcome }) => outcome === 'held').map(({ load }) => load);
      expect(tried.length - held.length).toBeLessThanOrEqual(1);
      for (const [i, { load }] of tried.entries()) {
        const before = held[i - 1] ?? 0.25 / 1.05;
        expect(load).toBeGreaterThan(before);
        expect(load / before).toBeLessThanOrEqual((isMeasured ? 1.2 : 1.05) + 1e-9);
        expect(load).toBeLessThanOrEqual(plan.most);
      }
      const { broke } = bracketOf(tried);
      if (capacity >= plan.most) expect([held.at(-1), broke]).toEqual([plan.most, null]);
      else if (capacity >= 0.25) expect((broke as number) / (held.at(-1) as number)).toBeLessThanOrEqual(1.05 + 1e-9);
      else expect(held).toEqual([]);
    }),
  );
});

test('of answers that contradict each other the lowest load that broke counts', () => {
  const tried: TriedLoad[] = [
    { load: 2, outcome: 'held' },
    { load: 1, outcome: 'held' },
    { load: 1.5, outcome: 'broke' },
  ];
  expect(bracketOf(tried)).toEqual({ held: 1, broke: 1.5, unclear: false });
});

describe('the fewest that hold', () => {
  const count = (needed: number, start: number, most = 1000): TriedLoad[] => {
    const tried: TriedLoad[] = [];
    for (let n = fewest(tried, start, most); n !== null; n = fewest(tried, start, most)) {
      tried.push({ load: n, outcome: n >= needed ? 'held' : 'broke' });
      if (tried.length > 50) throw new Error('the search does not end');
    }
    return tried;
  };

  test('are found from any start', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 500 }), (needed, start) => {
        const tried = count(needed, start);
        expect(tried).toContainEqual({ load: needed, outcome: 'held' });
        if (needed > 1) expect(tried).toContainEqual({ load: needed - 1, outcome: 'broke' });
      }),
    );
  });

  test('are not there when even the most do not', () => {
    expect(count(2000, 4).at(-1)).toEqual({ load: 1000, outcome: 'broke' });
  });
});

test('a step is held until its first timeout must have been seen, and half as long again', () => {
  expect(holdMsFor(30_000, 0.05)).toBeCloseTo(945_000, 6);
  expect(holdMsFor(2000, 0.1)).toBeCloseTo(33_000, 6);
});
