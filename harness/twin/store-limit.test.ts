import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../mock-service/time/random.ts';
import { storeLimit } from './store-limit.ts';
import type { StoreUse } from './store-use.ts';

const WINDOW_S = 15;
const MEAN_S = 0.02;

/** A store with so many slots, and exponential service, under loads that come and go: of each window its calls and what they took. */
function measured(slots: number, loads: readonly number[], seed: number, slower = (_window: number) => 1): StoreUse {
  const random = new RandomStream(seed);
  const exponential = (mean: number): number => -mean * Math.log(1 - random.next());
  const free = new Float64Array(slots);
  const calls = loads.map(() => 0);
  const seconds = loads.map(() => 0);
  let now = 0;
  while (now < loads.length * WINDOW_S) {
    const window = Math.floor(now / WINDOW_S);
    now += exponential(MEAN_S / (loads[window] as number));
    const slot = free.indexOf(Math.min(...free));
    const end = Math.max(now, free[slot] as number) + slower(window) * exponential(MEAN_S);
    free[slot] = end;
    const ended = Math.floor(end / WINDOW_S);
    if (ended >= loads.length) continue;
    calls[ended]!++;
    seconds[ended]! += end - now;
  }
  return { inProgress: seconds.map(each => each / WINDOW_S), by: 'durations', calls, seconds };
}

/** Up to a share of the slots, and back. */
function day(slots: number, most: number): number[] {
  return Array.from({ length: 60 }, (_, i) => slots * (0.2 + (most - 0.2) * Math.sin((Math.PI * i) / 59)));
}

describe.each([6, 12])('a store with %i slots', slots => {
  test.each([1, 2])('that was nearly full shows its limit (%i)', seed => {
    const found = storeLimit(measured(slots, day(slots, 0.93), seed), { exponential: 1000 * MEAN_S }, WINDOW_S, 1);
    expect(found.kind).toBe('knee');
    if (found.kind !== 'knee') return;
    expect(Math.abs(found.slots / slots - 1)).toBeLessThan(0.1);
    expect(found.interval[0]).toBeLessThanOrEqual(slots * 1.02);
    expect(found.interval[1]).toBeGreaterThanOrEqual(slots * 0.98);
  });

  test('that was never half full does not', () => {
    const found = storeLimit(measured(slots, day(slots, 0.4), 1), { exponential: 1000 * MEAN_S }, WINDOW_S, 1);
    expect(found.kind).toBe('never-near');
    if (found.kind !== 'knee') expect(Math.abs(found.most / (0.4 * slots) - 1)).toBeLessThan(0.2);
  });
});

test('a store that is slow for another reason has no limit for it', () => {
  const use = measured(12, day(12, 0.3), 1, window => (window % 7 === 0 ? 2 : 1));
  expect(storeLimit(use, { exponential: 1000 * MEAN_S }, WINDOW_S, 1).kind).toBe('other-cause');
});

test('a few windows, or none, tell nothing', () => {
  const use = measured(6, day(6, 0.9).slice(0, 8), 1);
  expect(storeLimit(use, { exponential: 1000 * MEAN_S }, WINDOW_S, 1).kind).toBe('too-little');
  expect(storeLimit(null, { fixed: 5 }, WINDOW_S, 1)).toEqual({ kind: 'too-little', most: 0 });
});
