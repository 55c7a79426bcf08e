import { givenSeeds } from '../verdict/sampling.ts';
import { HALTED } from '../verdict/test-rollout.ts';
import { comparisonOf } from './compare-record.ts';
import { draftOf } from './draft-record.ts';
import { instancesOf } from './instances-record.ts';
import { rankingOf } from './ranking-record.ts';
import type { AnyRecord } from './record-kinds.ts';
import { repeatOf } from './repeat-record.ts';
import { type ReplayRecord, replayOf } from './replay-record.ts';
import { rolloutOf } from './rollout-record.ts';
import type { RunRecord } from './run-record.ts';
import { saturationOf } from './saturation-record.ts';
import { sweepOf } from './sweep-record.ts';
import { TEST_HOW, testCapacity, testSeed } from './test-capacity.ts';
import { testImport } from './test-import.ts';
import { testMap } from './test-map.ts';
import { incidentRun, quietRun } from './test-run.ts';
import { testBacktest, testCalibration, testUncertainty } from './test-twins.ts';

/** One record of each kind. */
export function testRecords(): readonly AnyRecord[] {
  const [quiet, incident] = [quietRun(), incidentRun()];
  const { script, topology, cacheSettings, startedAt } = quiet;
  return [
    { kind: 'run', record: quiet },
    { kind: 'draft', record: draftOf(incident) },
    {
      kind: 'compare',
      record: comparisonOf([{ baseline: quiet, candidate: incident }], ['a', 'b'], givenSeeds(1)),
    },
    {
      kind: 'ranking',
      record: rankingOf([quiet, incident].map(run => ({ runs: [run], paths: ['a'] }))),
    },
    { kind: 'repeat', record: repeatOf([quiet, incidentRun({ seed: 2 })], ['a', 'b']) },
    { kind: 'replay', record: testReplay() },
    { kind: 'rollout', record: rolloutOf(quiet, HALTED, [], 'drill/run.json') },
    { kind: 'capacity', record: testCapacity() },
    { kind: 'sweep', record: sweepOf([{ path: 'ttl', values: ['1s'] }], [testCapacity()]) },
    { kind: 'map', record: testMap() },
    {
      kind: 'instances',
      record: instancesOf(
        { instances: 5, bySeed: [{ seed: 1, needed: 5 }], ...testSeed(1, 1100, 1111) },
        { ...TEST_HOW, headroom: 1.1, has: 4 },
      ),
    },
    {
      kind: 'saturation',
      record: saturationOf({
        ...{ script, topology, cacheSettings, startedAt, seed: 1, pool: 'alternate', start: 'cold', connections: 200 },
        ...{ durationS: 5, ceilingPerSecond: 1900, failedShare: 0, cpu: 0.97, hitRatio: null, peak: 1000 },
        latencyMs: { p50: 90, p99: 210, max: 260 },
      }),
    },
    { kind: 'import', record: testImport() },
    { kind: 'calibration', record: testCalibration() },
    { kind: 'backtest', record: testBacktest() },
    { kind: 'uncertainty', record: testUncertainty() },
  ];
}

/** An incident that comes out as it is told. */
export function testReplay(incident: RunRecord = incidentRun(), elsewhere = false): ReplayRecord {
  const quiet = quietRun();
  const facts = {
    ...{ name: 'acme-2026-06-01', title: 'Acme, 1 June 2026', source: 'https://acme.example/report' },
    ...{ happened: 'The cache was emptied at peak.', ended: 'Users were let back slowly.' },
  };
  const drills = [
    { name: 'incident', asks: 'at peak', expected: 'stays-down', path: 'incident/run.json', run: incident },
    { name: 'quiet-hour', asks: 'off-peak', expected: 'holds', path: 'quiet-hour/run.json', run: quiet },
  ] as const;
  return replayOf(facts, drills, elsewhere);
}
