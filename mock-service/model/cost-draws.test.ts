import { describe, expect, it } from 'vitest';
import { CostDraws } from './cost-draws.ts';

const CONFIG = { hit: { fixed: 3 }, miss: { exponential: 20 }, write: { lognormal: { p50: 20, p99: 60 } } };

describe('CostDraws', () => {
  it("gives a user's n-th miss the same cost whatever others did before: arms of a comparison see the same", () => {
    const [quiet, busy] = [new CostDraws(CONFIG, 'primary', 1), new CostDraws(CONFIG, 'primary', 1)];
    for (let user = 0; user < 50; user++) busy.next('miss', user + 100);
    for (let i = 0; i < 5; i++) busy.next('write', 7);
    const drawn = (draws: CostDraws): number[] => Array.from({ length: 4 }, () => draws.next('miss', 7));
    expect(drawn(busy)).toEqual(drawn(quiet));
  });

  it('draws anew for another miss, user, class, pool and seed', () => {
    const draws = new CostDraws(CONFIG, 'primary', 1);
    const costs = [
      draws.next('miss', 7),
      draws.next('miss', 7),
      draws.next('miss', 8),
      draws.next('write', 7),
      new CostDraws(CONFIG, 'alternate', 1).next('miss', 7),
      new CostDraws(CONFIG, 'primary', 2).next('miss', 7),
    ];
    expect(new Set(costs).size).toBe(costs.length);
  });

  it('draws for each class apart, though their distributions are the same', () => {
    const draws = new CostDraws(
      { hit: { exponential: 20 }, miss: { exponential: 20 }, write: { exponential: 20 } },
      'primary',
      1,
    );
    const costs = (['hit', 'miss', 'write'] as const).map(kind => draws.next(kind, 7));
    expect(new Set(costs).size).toBe(3);
    // Every version draws them so: a drill that is run again is the same drill.
    expect(costs.map(cost => cost.toFixed(6))).toEqual(['31.067079', '10.051754', '21.970527']);
  });

  it('costs what is fixed', () => {
    const draws = new CostDraws(CONFIG, 'primary', 1);
    expect([draws.next('hit', 1), draws.next('hit', 1)]).toEqual([3, 3]);
  });

  it('has the mean and the spread of its distribution, over users as over misses of one', () => {
    const draws = new CostDraws(CONFIG, 'primary', 3);
    const over = (next: (i: number) => number): { mean: number; cv2: number } => {
      const costs = Array.from({ length: 40_000 }, (_, i) => next(i));
      const mean = costs.reduce((sum, cost) => sum + cost, 0) / costs.length;
      const variance = costs.reduce((sum, cost) => sum + (cost - mean) * (cost - mean), 0) / costs.length;
      return { mean, cv2: variance / (mean * mean) };
    };
    for (const sample of [over(i => draws.next('miss', i)), over(() => draws.next('miss', 50_000))]) {
      expect(sample.mean / 20).toBeCloseTo(1, 1.5);
      expect(sample.cv2).toBeCloseTo(1, 1);
    }
  });
});
