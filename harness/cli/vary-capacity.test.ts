import { expect, test } from 'vitest';
import type { DrillSpec } from '../drill/drill-spec.ts';
import { ProbeFailed, type RunProbe } from '../drill/probe-workers.ts';
import { testProbe, testSpec } from '../drill/test-probe.ts';
import type { CapacityRecord } from '../record/capacity-record.ts';
import { testCapacity, testSeed } from '../record/test-capacity.ts';
import { SILENT } from '../watch/terminal/ticker.ts';
import { varyCapacity } from './vary-capacity.ts';

/** Two cores at 17 ms a hit bear 117 requests a second of the 110 that are asked for, and 107 if a hit costs a tenth more. */
const SPEC = testSpec({ proxy: { timeout: '300ms' }, cost: { hit: { fixed: '17ms' } } }, 'ttl: none');
const HOW = { pool: 'alternate', start: 'warm', resolution: 0.01, holdMs: 30_000, recovery: false } as const;
const MEASURED = {
  ...testCapacity([1, 2, 3].map(seed => testSeed(seed, 116, 118))),
  ...{ peak: 100, headroomLimit: 1.1, headroom: 1.17, capacityPerSecond: 117, callsPerSession: 1 },
} as CapacityRecord & { readonly headroomLimit: number };

async function varied(run: RunProbe, said: string[] = []) {
  const bench = { run, busiestPerSecond: 100, scriptFingerprint: '', atOnce: 1, close: async () => {} };
  return await varyCapacity(SPEC, MEASURED, HOW, bench, { ...SILENT, say: line => said.push(line) });
}

test('the load that is asked for is held with each figure another, in as many seeds as that takes', async () => {
  const drilled: DrillSpec[] = [];
  const probe = await testProbe();
  const found = await varied(spec => {
    drilled.push(spec);
    return probe(spec);
  });
  expect(found?.perSecond).toBeCloseTo(110);
  expect(found?.variations.filter(({ enough }) => !enough)).toEqual([
    { what: 'a hit costs 10 % more', enough: false, why: '110/s breaks timeouts in 2 of 2 seeds', seeds: 2 },
    {
      ...{ what: 'the peak is 10 % higher', enough: false, seeds: null },
      why: 'it is 1.06 times that, 1.10 is asked for',
    },
  ]);
  // Twelve figures but for the peak's two, which take no drill, and one seed more of the one that turns it.
  expect(drilled.length).toBe(11);
});

test('what could not be held says nothing', async () => {
  const said: string[] = [];
  const found = await varied(() => Promise.reject(new ProbeFailed(105, 'interrupted')), said);
  expect(found).toBeNull();
  expect(said.join()).toContain('what would turn that is not known');
});
