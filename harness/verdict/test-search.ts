/** Searches for a capacity in round figures. */
import type { SearchedSeed } from './capacity.ts';
import type { CapacityProbe } from './capacity-probe.ts';

export function testProbe(
  ratePerSecond: number,
  outcome: CapacityProbe['outcome'],
  rest: Partial<CapacityProbe> = {},
): CapacityProbe {
  return {
    ...{ kind: 'hold', seed: 1, ratePerSecond, instances: 4, holdS: 303, outcome },
    broken: outcome === 'broke' ? ['p99'] : [],
    ...{ timeouts: 0, errors: 0, p99Ms: ratePerSecond / 2, cpu: ratePerSecond / 1500, peakMemory: 0.4, hitRatio: 0.88 },
    ...{
      peakDirectoryConcurrency: 20,
      limitedBy: 'cpu',
      used: { cpu: 0.97, memory: 0.4, queue: 0.2, directory: 0.1 },
      reason: 'All 3 objectives that apply hold.',
    },
    ...rest,
  };
}

/** A search that ended between two loads. @param held null: nothing held; @param broke null: everything did */
export function testSearch(
  seed: number,
  held: number | null,
  broke: number | null,
  rest: Partial<SearchedSeed> = {},
): SearchedSeed {
  const probes = [
    ...(held === null ? [] : [testProbe(0.7 * held, 'held', { seed }), testProbe(held, 'held', { seed })]),
    ...(broke === null ? [] : [testProbe(broke, 'broke', { seed })]),
  ];
  return {
    ...{ seed, heldPerSecond: held, brokePerSecond: broke, unclear: false, recoversAtPerSecond: null },
    ...{ callsPerSession: 9.15, probes, knobs: { ttl: 120, policy: 0 } },
    ...rest,
  };
}
