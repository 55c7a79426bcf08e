import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Shedding, shedChance, shedShare } from './shedding.ts';

const CONFIG = { from: 0.8, to: 0.95, curve: 'cubic' } as const;

test('the share grows along the curve from nothing to all', () => {
  expect([0, 0.8, 0.875, 0.95, 1].map(cpu => Number(shedShare(CONFIG, cpu).toFixed(9)))).toEqual([0, 0, 0.125, 1, 1]);
  expect(shedShare({ ...CONFIG, curve: 'linear' }, 0.875)).toBeCloseTo(0.5, 9);
  expect(shedShare({ ...CONFIG, curve: 'quadratic' }, 0.875)).toBeCloseTo(0.25, 9);
});

test('the last class goes first, and the others only with what it does not cover', () => {
  const chances = (share: number) => [0, 1, 2].map(rank => shedChance(share, [50, 30, 20], rank));
  expect(chances(0)).toEqual([0, 0, 0]);
  expect(chances(0.1)).toEqual([0, 0, 0.5]);
  expect(chances(0.35)).toEqual([0, 0.5, 1]);
  expect(chances(1)).toEqual([1, 1, 1]);
});

test('over all classes just the share is refused', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 5 }),
      (share, offered) => {
        const all = offered.reduce((sum, each) => sum + each, 0);
        const refused = offered.reduce((sum, each, rank) => sum + each * shedChance(share, offered, rank), 0);
        expect(refused).toBeCloseTo(share * all, 6);
      },
    ),
  );
});

test('goes by the load lately, and by what came lately', () => {
  const cpu = { share: () => 0.5 };
  const shedding = new Shedding({ from: 0.4, to: 0.6, curve: 'linear' }, 2, cpu, 1, 0);
  const refused = (rank: number, fromMs: number) => {
    for (let i = 0; i < 1000; i++) if (shedding.refuses(rank, fromMs + i)) shed++;
  };
  let shed = 0;
  // Half of all is to be refused, and all are of the first class.
  refused(0, 0);
  expect(shed / 1000).toBeCloseTo(0.5, 1);
  // Of both as many come: the last is refused as a whole, the first not at all.
  for (let i = 0; i < 10_000; i++) shedding.refuses(i % 2, 1000 + i);
  shed = 0;
  const [before] = shedding.shed as [number, number];
  for (let i = 0; i < 1000; i++) shedding.refuses(i % 2, 11_000 + i);
  expect((shedding.shed[0] as number) - before).toBeLessThan(20);
});
