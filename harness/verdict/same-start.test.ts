import { expect, test } from 'vitest';
import type { ComparedRun, RunPair } from './compared-run.ts';
import { firstHitRatio, startDoubts, unprovenStart } from './same-start.ts';

function run(hitRatio: readonly (number | null)[], name = 'a', more: Partial<ComparedRun> = {}): ComparedRun {
  return {
    cacheSettings: { name, fingerprint: name, values: {} },
    pools: { primary: {}, alternate: {} },
    target: { reset: { how: 'exit 0' } },
    timeline: [
      { atS: -1, operation: 'deploy' },
      { atS: 3, operation: 'deploy' },
    ],
    series: { intervalS: 1, columns: { 'primary.hitRatio': hitRatio, 'primary.offered': [1, 10, 10, 100, 100] } },
    seed: 7,
    ...more,
  } as unknown as ComparedRun;
}

function pair(a: readonly (number | null)[], b: readonly (number | null)[]): RunPair {
  return { baseline: run(a), candidate: run(b, 'b') };
}

test('the first hit ratio is that of the time before anything is done, by what was asked', () => {
  expect(firstHitRatio(run([1, 0.2, 0.3, 0.9, 0.9]))).toBeCloseTo((1 + 2 + 3) / 21);
  expect(firstHitRatio(run([null, null, 0.3, 0.9]))).toBeNull();
});

test('a cache that survived its reset is found', () => {
  const warm = pair([0.1, 0.2, 0.3], [0.8, 0.8, 0.8]);
  expect(startDoubts([warm])).toEqual([
    'The two drills did not begin alike, whatever reset says: in the first seconds the hit ratio was 24.3% with a and 80% with b.',
  ]);
  expect(startDoubts([pair([0.1, 0.2, 0.3], [0.1, 0.3, 0.3])])).toEqual([]);
  expect(unprovenStart([warm])).toBeNull();
});

test('what nobody measured is said, and is no doubt', () => {
  const unknown = pair([], []);
  expect(startDoubts([unknown])).toEqual([]);
  expect(unprovenStart([unknown])).toContain('is not measured: it takes a hit ratio');
  expect(unprovenStart([unknown, pair([0.1, 0.1, 0.1], [0.1, 0.1, 0.1])])).toContain('in 1 of 2 pairs');
});

test('a modelled site is made anew for each drill', () => {
  const modelled = { baseline: run([0, 0, 0], 'a', { target: undefined }), candidate: run([1, 1, 1], 'b') };
  expect([startDoubts([modelled]), unprovenStart([modelled])]).toEqual([[], null]);
});
