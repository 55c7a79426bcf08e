import { describe, expect, it } from 'vitest';
import { CostDraws } from './cost-draws.ts';

const CONFIG = { hit: { fixed: 3 }, miss: { exponential: 20 }, write: { lognormal: { p50: 20, p99: 60 } } };

/** Nobody asks for the load where no cost goes with it. */
const IDLE = { share: (): number => 0 };

describe('CostDraws', () => {
  it("gives a key's n-th miss the same cost whatever others did before: arms of a comparison see the same", () => {
    const [quiet, busy] = [new CostDraws(CONFIG, 'primary', 1), new CostDraws(CONFIG, 'primary', 1)];
    for (let user = 0; user < 50; user++) busy.next(0, 'miss', user + 100, IDLE);
    for (let i = 0; i < 5; i++) busy.next(0, 'write', 7, IDLE);
    const drawn = (draws: CostDraws): number[] => Array.from({ length: 4 }, () => draws.next(0, 'miss', 7, IDLE));
    expect(drawn(busy)).toEqual(drawn(quiet));
  });

  it('draws anew for another miss, key, class, pool and seed', () => {
    const draws = new CostDraws(CONFIG, 'primary', 1);
    const costs = [
      draws.next(0, 'miss', 7, IDLE),
      draws.next(0, 'miss', 7, IDLE),
      draws.next(0, 'miss', 8, IDLE),
      draws.next(0, 'write', 7, IDLE),
      new CostDraws(CONFIG, 'alternate', 1).next(0, 'miss', 7, IDLE),
      new CostDraws(CONFIG, 'primary', 2).next(0, 'miss', 7, IDLE),
    ];
    expect(new Set(costs).size).toBe(costs.length);
  });

  it('draws for each class apart, though their distributions are the same', () => {
    const draws = new CostDraws(
      { hit: { exponential: 20 }, miss: { exponential: 20 }, write: { exponential: 20 } },
      'primary',
      1,
    );
    const costs = (['hit', 'miss', 'write'] as const).map(kind => draws.next(0, kind, 7, IDLE));
    expect(new Set(costs).size).toBe(3);
    // Every version draws them so: a drill that is run again is the same drill.
    expect(costs.map(cost => cost.toFixed(6))).toEqual(['31.067079', '10.051754', '21.970527']);
  });

  it('costs what is fixed', () => {
    const draws = new CostDraws(CONFIG, 'primary', 1);
    expect([draws.next(0, 'hit', 1, IDLE), draws.next(0, 'hit', 1, IDLE)]).toEqual([3, 3]);
  });

  it('has the mean and the spread of its distribution, over keys as over misses of one', () => {
    const draws = new CostDraws(CONFIG, 'primary', 3);
    const over = (next: (i: number) => number): { mean: number; cv2: number } => {
      const costs = Array.from({ length: 40_000 }, (_, i) => next(i));
      const mean = costs.reduce((sum, cost) => sum + cost, 0) / costs.length;
      const variance = costs.reduce((sum, cost) => sum + (cost - mean) * (cost - mean), 0) / costs.length;
      return { mean, cv2: variance / (mean * mean) };
    };
    for (const sample of [over(i => draws.next(0, 'miss', i, IDLE)), over(() => draws.next(0, 'miss', 50_000, IDLE))]) {
      expect(sample.mean / 20).toBeCloseTo(1, 1.5);
      expect(sample.cv2).toBeCloseTo(1, 1);
    }
  });
});
