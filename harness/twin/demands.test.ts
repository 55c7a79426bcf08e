import { describe, expect, test } from 'vitest';
import { mix, uniform } from '../../mock-service/time/random.ts';
import { type DemandRow, fitDemands, isInvented } from './demands.ts';

const NAMES = ['cost.hit', 'cost.miss', 'cost.write'];
const TRUE = [0.004, 0.03, 0.015];

/** Windows of two instances, whose costs vary by a twentieth. @param counts of a window */
function rows(windows: number, counts: (u: (k: number) => number) => number[], seed = 1): DemandRow[] {
  return Array.from({ length: 2 * windows }, (_, i) => {
    const u = (k: number): number => uniform(mix(mix(seed, i), k));
    const each = counts(u);
    const cpuS = each.reduce((sum, count, k) => sum + count * (TRUE[k] as number), 0);
    return { window: i >> 1, counts: each, cpuS: cpuS * (1 + 0.1 * (u(9) - 0.5)) };
  });
}

const apart = (u: (k: number) => number): number[] => [400 + 800 * u(0), 100 + 200 * u(1), 50 + 150 * u(2)];

describe('service demands', () => {
  test('are what they were made of, each within its interval', () => {
    const { demands, residual } = fitDemands(NAMES, rows(120, apart), 1);
    for (const [i, { seconds, interval, unknown }] of demands.entries()) {
      const real = TRUE[i] as number;
      expect(Math.abs(seconds / real - 1)).toBeLessThan(0.1);
      expect(interval[0]).toBeLessThan(seconds);
      expect(interval[1]).toBeGreaterThan(seconds);
      expect(isInvented(unknown)).toBe(false);
    }
    expect(residual).toBeLessThan(0.05);
  });

  test('are the same for the same seed, and intervals are of the seed alone', () => {
    const data = rows(40, apart);
    expect(fitDemands(NAMES, data, 3)).toEqual(fitDemands(NAMES, data, 3));
    expect(fitDemands(NAMES, data, 4).demands.map(({ seconds }) => seconds)).toEqual(
      fitDemands(NAMES, data, 3).demands.map(({ seconds }) => seconds),
    );
  });

  test('that always come together are not made up: each names the other', () => {
    const together = rows(120, u => {
      const [hit = 0, , write = 0] = apart(u);
      return [hit, hit / 2, write];
    });
    const { demands } = fitDemands(NAMES, together, 1);
    expect(demands[0]?.unknown).toEqual({ kind: 'moves-with', others: ['cost.miss'] });
    expect(demands[1]?.unknown).toEqual({ kind: 'moves-with', others: ['cost.hit'] });
    expect(isInvented(demands[2]?.unknown ?? null)).toBe(false);
  });

  test('of what never came are not known, and hold nothing up', () => {
    const { demands } = fitDemands(
      NAMES,
      rows(60, u => [...apart(u).slice(0, 2), 0]),
      1,
    );
    expect(demands[2]?.unknown).toEqual({ kind: 'never-came' });
    expect(isInvented({ kind: 'never-came' })).toBe(false);
  });

  test('fewer windows make wider intervals', () => {
    const width = (windows: number): number => {
      const [, miss] = fitDemands(NAMES, rows(windows, apart), 1).demands;
      return (miss?.interval[1] ?? 0) - (miss?.interval[0] ?? 0);
    };
    expect(width(12)).toBeGreaterThan(1.5 * width(200));
  });

  test('intervals of 90 % have the truth about as often', () => {
    let covered = 0;
    for (let seed = 0; seed < 25; seed++) {
      const { demands } = fitDemands(NAMES, rows(40, apart, 100 + seed), seed);
      for (const [i, { interval }] of demands.entries())
        if (interval[0] <= (TRUE[i] as number) && (TRUE[i] as number) <= interval[1]) covered++;
    }
    expect(covered / 75).toBeGreaterThan(0.8);
    expect(covered / 75).toBeLessThan(0.98);
  });
});
