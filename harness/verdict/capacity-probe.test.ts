import { describe, expect, test } from 'vitest';
import { incidentRun, quietRun } from '../record/test-run.ts';
import { callsPerSession, probeOf } from './capacity-probe.ts';

const SLOTS = 200;

describe('a probe', () => {
  test('is what became of a load that was held, and what of the pool was used', () => {
    const run = quietRun();
    const probe = probeOf(run, 'hold', 'alternate', 30, SLOTS);
    expect(probe).toMatchObject({
      ...{ kind: 'hold', seed: run.seed, instances: 4, holdS: 30, outcome: 'held', broken: [] },
      ...{ timeouts: 0, errors: 0, reason: run.reasons[0] },
      ...{ peakMemory: run.pools.alternate?.peakMemory, hitRatio: run.pools.alternate?.hitRatio },
      peakDirectoryConcurrency: run.directory.peakConcurrency,
      p99Ms: run.objectives.find(({ name }) => name === 'p99')?.value,
    });
    expect(probe.limitedBy).not.toBe('generator');
    const busy = run.series.columns['alternate.cpu']?.filter(
      (_, i) => (run.series.columns['alternate.offered']?.[i] ?? 0) > 0,
    ) as number[];
    expect(probe.cpu).toBeCloseTo(busy.reduce((sum, each) => sum + each, 0) / busy.length, 12);
  });

  test('that broke says which objectives that hold at any load, how many timed out, and what was full', () => {
    const run = incidentRun();
    const probe = probeOf(run, 'hold', 'alternate', 30, SLOTS);
    expect(probe).toMatchObject({ outcome: 'broke', timeouts: run.timeouts.count, limitedBy: run.cause?.resource });
    expect(probe.errors).toBeCloseTo(run.requests.errors / (run.requests.offered - run.requests.interrupted), 12);
    expect(probe.broken).toContain('timeouts');
    expect(probe.broken).not.toContain('recovery');
  });

  test('names the objectives of classes that broke, and how each class was served', () => {
    const none = { refused: 0, timeouts: 0, unexpected: 0, interrupted: 0 };
    const classes = [
      { ...none, name: 'user', offered: 100, good: 90, errors: 10, objectives: [classObjective('errors', 0.05, 0.1)] },
      { ...none, name: 'prefetch', offered: 0, good: 0, errors: 0, objectives: [] },
    ];
    const { broken, classes: served } = probeOf({ ...quietRun(), classes }, 'hold', 'alternate', 30, SLOTS);
    expect(broken).toEqual(['errors of class user']);
    expect(served).toEqual([
      { name: 'user', good: 0.9 },
      { name: 'prefetch', good: null },
    ]);
    expect(probeOf(quietRun(), 'hold', 'alternate', 30, SLOTS)).not.toHaveProperty('classes');
  });

  test('that the generator could not bear is unclear, and limited by it', () => {
    const probe = probeOf({ ...quietRun(), verdict: 'inconclusive' }, 'hold', 'alternate', 30, SLOTS);
    expect([probe.outcome, probe.limitedBy]).toEqual(['unclear', 'generator']);
  });

  test('of recovery goes by whether service came back', () => {
    const run = incidentRun();
    const outcome = (changes: Partial<typeof run.timeouts>) =>
      probeOf({ ...run, timeouts: { ...run.timeouts, ...changes } }, 'recovery', 'alternate', 30, SLOTS).outcome;
    expect(outcome({})).toBe('held');
    expect(outcome({ recoveredS: null })).toBe('broke');
    expect(outcome({ recoveredS: null, recovery: null })).toBe('unclear');
  });

  test('without answers, and of a pool that there is not, knows what it knows', () => {
    const run = quietRun();
    const silent = { ...run, objectives: [], requests: { ...run.requests, interrupted: run.requests.offered } };
    const probe = probeOf(silent, 'hold', 'nowhere', 30, SLOTS);
    expect(probe).toMatchObject({ errors: null, p99Ms: run.requests.responseTimeMs.p99, instances: null });
    expect(probe).toMatchObject({ cpu: null, peakMemory: null, hitRatio: null });
    expect(probeOf({ ...silent, reasons: [] }, 'hold', 'nowhere', 30, SLOTS).reason).toBe('');
  });
});

function classObjective(name: 'errors', limit: number, value: number) {
  return { name, limit, value, status: value > limit ? ('broken' as const) : ('ok' as const) };
}

test('requests of a session are those planned, of the sessions due', () => {
  const run = quietRun();
  const planned = (run.series.columns.planned ?? []).reduce((sum: number, each) => sum + (each ?? 0), 0);
  expect(callsPerSession(run)).toBe(planned / run.generator.dueIterations);
  expect(callsPerSession({ ...run, generator: { ...run.generator, dueIterations: 0 } })).toBeNull();
  const series = { ...run.series, columns: { ...run.series.columns, planned: [] } };
  expect(callsPerSession({ ...run, series })).toBeNull();
});
