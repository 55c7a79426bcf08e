import { expect, test } from 'vitest';
import { SnapshotMetrics } from '../../mock-service/http/snapshot-metrics.ts';
import { incidentRun, quietRun, testSettings } from '../record/test-run.ts';
import { addDrillMetrics, type DrillProgress } from './drill-metrics.ts';

/** What is not zero of a drill that is so far. */
async function scrape(progress: Partial<DrillProgress>): Promise<string[]> {
  const metrics = new SnapshotMetrics();
  const settings = { underTest: testSettings('short-ttl'), baseline: testSettings('baseline') };
  addDrillMetrics(metrics, { script: 'a.ts', settings }, () => {
    return { stage: 'load', startedEpochMs: 1000, record: null, finished: false, ...progress };
  });
  return (await metrics.text())
    .split('\n')
    .filter(line => line.startsWith('headroom') && !/ 0$/.test(line))
    .map(line => line.replace('settings="short-ttl",fingerprint="short-ttl0000000"', '…'));
}

test('before t = 0 there is a phase and no more', async () => {
  expect(await scrape({ stage: 'setup', startedEpochMs: Number.NaN })).toEqual([
    'headroom_drill_info{…,script="a.ts",baseline="baseline"} 1',
    'headroom_drill_phase{phase="setup"} 1',
    'headroom_drill_verdict{…,verdict="undecided"} 1',
  ]);
});

test('what is broken is decided while the drill goes on', async () => {
  const lines = await scrape({ record: incidentRun() });
  expect(lines).toContain('headroom_drill_verdict{…,verdict="fail"} 1');
  expect(lines).toContain('headroom_drill_onset_seconds{…} 29');
  expect(lines).toContain('headroom_drill_objective_broken{…,objective="timeouts"} 1');
  expect(lines).toContain('headroom_drill_objective_value{…,objective="p99"} 2.004');
});

test('what holds is not, until its end', async () => {
  expect(await scrape({ record: quietRun() })).toContain('headroom_drill_verdict{…,verdict="undecided"} 1');
  const done = await scrape({ record: quietRun(), finished: true, stage: 'finished' });
  expect(done).toContain('headroom_drill_verdict{…,verdict="pass"} 1');
  expect(done.filter(line => line.includes('onset'))).toEqual([]);
});
