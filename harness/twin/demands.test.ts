import { describe, expect, test } from 'vitest';
import { mix, uniform } from '../../mock-service/time/random.ts';
import { type DemandFit, type DemandRow, fitDemands, isInvented, type LatencyRow } from './demands.ts';

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

  test('that come together but for what windows cut off are not made up either', () => {
    const together = rows(120, u => {
      const [hit = 0, , write = 0] = apart(u);
      return [hit, hit + 2 * u(7) - 1, write];
    });
    const { demands } = fitDemands(NAMES, together, 1);
    for (const [i, other] of [
      [0, 'cost.miss'],
      [1, 'cost.hit'],
    ] as const)
      expect(demands[i]?.unknown).toEqual({ kind: 'moves-with', others: [other] });
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

describe('latencies beside CPU time', () => {
  const PLAIN = ['cost.hit', 'page', 'cost.miss'];
  const COSTS = [0.004, 0.002, 0.03];
  /** CPU time in which misses drown what hits and pages take. */
  const drowned = (windows: number, seed: number): DemandRow[] =>
    Array.from({ length: windows }, (_, window) => {
      const u = (k: number): number => uniform(mix(mix(seed, window), k));
      const counts = [200 + 200 * u(0), 100 + 100 * u(1), 600 + 300 * u(2)];
      const cpuS = counts.reduce((sum, count, k) => sum + count * (COSTS[k] as number), 0);
      return { window, counts, cpuS: cpuS * (1 + 0.06 * (u(9) - 0.5)) };
    });
  /** Hits and pages wait alike, 1 to 20 ms by window. @param hidden what pages wait for that is no CPU time, s */
  const waited = (windows: number, hidden = 0): LatencyRow[] =>
    Array.from({ length: windows }, (_, window) => {
      const u = (k: number): number => uniform(mix(mix(77, window), k));
      const wait = 0.001 + 0.02 * u(3);
      return [0, 1].map(cost => ({
        ...{ window, group: 'primary', cost, variance: 1e-8 },
        seconds: wait + (COSTS[cost] as number) + cost * hidden + 1e-4 * (u(4 + cost) - 0.5),
      }));
    }).flat();
  /** Of what hits cost more than pages, over the draws, s. */
  const spread = ({ draws }: DemandFit): number => {
    const apart = draws.map(([hit = 0, page = 0]) => hit - page);
    return Math.max(...apart) - Math.min(...apart);
  };

  test('tell costs apart that are small beside the rest', () => {
    const rowsOf = drowned(60, 5);
    const alone = fitDemands(PLAIN, rowsOf, 1);
    const fit = fitDemands(PLAIN, rowsOf, 1, waited(60));
    expect(spread(fit)).toBeLessThan(0.1 * spread(alone));
    expect(fit.demands[0]!.seconds - fit.demands[1]!.seconds).toBeCloseTo(0.002, 4);
    expect(fit.demands.map(({ byLatency }) => byLatency)).toEqual([true, true, false]);
  });

  test('that CPU time contradicts are left out, and named', () => {
    const rowsOf = drowned(60, 5);
    const fit = fitDemands(PLAIN, rowsOf, 1, waited(60, 0.05));
    expect(fit.contradicted).toHaveLength(1);
    expect(fit.demands).toEqual(fitDemands(PLAIN, rowsOf, 1).demands);
  });

  test('tell nothing of what CPU time does not see at all', () => {
    const together = drowned(60, 5).map(({ window, counts: [hit = 0, , miss = 0] }) => {
      const counts = [hit, hit, miss];
      return { window, counts, cpuS: counts.reduce((sum, count, k) => sum + count * (COSTS[k] as number), 0) };
    });
    const { demands } = fitDemands(PLAIN, together, 1, waited(60));
    expect(demands.map(({ unknown }) => unknown?.kind)).toEqual(['moves-with', 'moves-with', undefined]);
  });

  test('leave intervals that have the truth about as often', () => {
    let covered = 0;
    for (let seed = 0; seed < 25; seed++) {
      const { demands } = fitDemands(PLAIN, drowned(40, 200 + seed), seed, waited(40));
      for (const [i, { interval }] of demands.entries())
        if (interval[0] <= (COSTS[i] as number) && (COSTS[i] as number) <= interval[1]) covered++;
    }
    expect(covered / 75).toBeGreaterThan(0.8);
  });
});
