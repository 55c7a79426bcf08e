import type { Sample, SnapshotMetrics } from '../../mock-service/http/snapshot-metrics.ts';
import type { AnySettings } from '../../mock-service/settings/cache-settings.ts';
import type { LoadEngine } from '../load/load-engine.ts';
import type { RunRecord } from '../record/run-record.ts';
import type { ObjectiveResult } from '../verdict/objectives/judged-objective.ts';
import { objective } from '../verdict/objectives/objectives.ts';

/** What a drill's metrics are labelled with. */
export interface DrillNames {
  /** The script's path. */
  readonly script: string;
  readonly settings: { readonly underTest: AnySettings; readonly baseline: AnySettings | null };
}

/** How far a drill is. */
export interface DrillProgress {
  readonly stage: LoadEngine['stage'];
  /** t = 0 as Unix time, ms; NaN before. */
  readonly startedEpochMs: number;
  /** What has been measured so far: a record as if the drill were interrupted now. Null before t = 0. */
  readonly record: RunRecord | null;
  /** The record is the drill's own, and no draft. */
  readonly finished: boolean;
}

const PHASES = ['new', 'setup', 'warming', 'load', 'teardown', 'summary', 'finished'] as const;
const VERDICTS = ['undecided', 'pass', 'fail', 'inconclusive'] as const;

/** The metrics of the drill that this process runs: phase, onset, objectives and verdict, by settings under test. */
export function addDrillMetrics(
  metrics: SnapshotMetrics,
  { script, settings }: DrillNames,
  read: () => DrillProgress,
): void {
  const { name, fingerprint } = settings.underTest;
  const labels = { settings: name, fingerprint };
  const gauge = (metric: string, help: string, samples: (progress: DrillProgress) => readonly Sample[]): void =>
    metrics.gauge(`headroom_drill_${metric}`, help, () => samples(read()));
  gauge('info', 'The drill under way: its script and the cache settings under test.', () => [
    [{ ...labels, script, baseline: settings.baseline?.name ?? '' }, 1],
  ]);
  gauge('phase', '1 for the phase that the drill is in.', ({ stage }) =>
    PHASES.map((phase): Sample => [{ phase }, Number(phase === stage)]),
  );
  gauge('started_time_seconds', 't = 0, Unix time.', ({ startedEpochMs }) => [[{}, startedEpochMs / 1000]]);
  gauge('onset_seconds', 'Second of the drill in which sustained timeouts began; absent while none have.', progress => [
    [labels, progress.record?.timeouts.onsetS ?? Number.NaN],
  ]);
  gauge('onset_requests_per_second', 'Planned load when the first of these timeouts was issued.', progress => [
    [labels, progress.record?.timeouts.onsetRatePerSecond ?? Number.NaN],
  ]);
  gauge('verdict', '1 for the verdict: undecided until the end, unless an objective is broken already.', progress => {
    const current = verdictOf(progress);
    return VERDICTS.map((verdict): Sample => [{ ...labels, verdict }, Number(verdict === current)]);
  });
  gauge(
    'objective_value',
    'What an objective has come to: shares of requests, seconds, or capacity ÷ peak.',
    progress => objectives(progress, ({ name, value }) => (value === null ? Number.NaN : value * unitOf(name))),
  );
  gauge('objective_broken', '1 for an objective that is broken.', progress =>
    objectives(progress, ({ status }) => Number(status === 'broken')),
  );

  function objectives({ record }: DrillProgress, value: (objective: ObjectiveResult) => number): Sample[] {
    return (record?.objectives ?? []).map(each => [{ ...labels, objective: each.name }, value(each)]);
  }
}

/** Times are ms in records and seconds here. */
export function unitOf(name: ObjectiveResult['name']): number {
  return objective(name).unit === 'ms' ? 0.001 : 1;
}

function verdictOf({ record, finished }: DrillProgress): (typeof VERDICTS)[number] {
  if (record === null) return 'undecided';
  // More load cannot mend what is broken; until the end, everything else may change.
  return finished || record.verdict === 'fail' ? record.verdict : 'undecided';
}
