/** For tests: a calibration and a backtest. */
import { BACKTEST, type BacktestRecord } from './backtest-record.ts';
import { type ApartRecord, CALIBRATION, type CalibrationRecord } from './calibration-record.ts';
import { sealed } from './seal.ts';
import { incidentRun } from './test-run.ts';
import { UNCERTAINTY, type UncertaintyRecord } from './uncertainty-record.ts';

const CPU: ApartRecord = {
  ...{ figure: 'cpu of primary', unit: 'share', observed: 0.5, predicted: 0.52, bias: 0.02, spread: 0.03 },
  ...{ limit: 0.03, windows: 9, holds: true },
};
const TELEMETRY: CalibrationRecord['telemetry'] = {
  twin: { file: 'twin.yaml', fingerprint: 'f00d' },
  url: 'http://127.0.0.1:9090',
  ...{ from: '2026-06-01T06:00:00.000Z', to: '2026-06-01T10:00:00.000Z', windowS: 60 },
  gaps: ['storeUsed: there is no query; not known without it: how full the store was'],
};
const COLUMNS = { 'primary.cpu': [0.4, 0.5, null, 0.6], hitRatio: [0.8, 0.8, 0.81, 0.79], p99Ms: [120, 130, 140, 150] };

/** @param changes laid over one that fits */
export function testCalibration(changes: Partial<CalibrationRecord> = {}): CalibrationRecord {
  const { schemaVersion: _, integrity: __, ...rest } = { schemaVersion: 1, integrity: '', ...changes };
  return sealed(CALIBRATION, {
    ...{ verdict: 'measured', reasons: ['The twin does what the service did.'], name: 'shop', telemetry: TELEMETRY },
    ...{ seed: 1, rows: 300, left: { restarted: 2 }, residual: 0.02, residuals: [[10, 0.1]] },
    demands: [
      {
        ...{ path: 'service.routes.GET /<b>.cost.miss', ms: 24, interval: [22, 26], share: 0.6, requests: 9000 },
        ...{ inflation: 12, standing: 'known', others: [], shape: 'fixed' },
        points: [
          [100, 2.4],
          [200, 4.9],
        ],
      },
      {
        ...{ path: 'cost.hit', ms: 4, interval: [0, 9], share: 0.1, requests: 9000, inflation: null },
        ...{ standing: 'moves-with', others: ['cost.miss'], shape: null, points: [] },
      },
    ],
    store: {
      ...{ meanMs: 10, interval: [9, 11], shape: 'exponential', slots: null },
      knee: { kind: 'knee', slots: 24, interval: [22, 27], most: null },
    },
    import: {
      ...{ file: 'log/import.json', name: 'shop', integrity: 'cafe', startsAt: TELEMETRY.from, spanS: 7200 },
      ...{ sampleRate: 0.5, requests: 90_000, observed: 0.61, reached: 0.6, ofSize: 0.66, ofTtl: null },
      entries: [{ name: 'product', keys: 4000, lookups: 90_000, ofSize: 0.66, ofTtl: null }],
      curve: { method: 'exact', entries: [1, 100, 10_000], hitRatio: [0.1, 0.5, 0.8] },
      ttlCurve: { method: 'exact', ttlS: [1, 60, 3600], hitRatio: [0.05, 0.4, 0.8] },
    },
    notMeasured: ['restarts'],
    skews: [{ name: 'product', skew: 0.9, interval: [0.88, 0.92], observed: 0.6, reached: 0.6 }],
    ...{
      check: [CPU],
      heldOut: [CPU, { ...CPU, figure: 'p99', unit: 'ms', observed: 100, predicted: 110, bias: 0.1 }],
    },
    windows: { from: 10, fitted: 2, heldOut: 2, observed: COLUMNS, predicted: COLUMNS },
    draws: [['cost.miss.fixed=24ms']],
    tornado: [{ path: 'cost.hit', halfWidth: 1 }],
    ...rest,
  } as never);
}

/** @param changes laid over one that is off */
export function testBacktest(changes: Partial<BacktestRecord> = {}): BacktestRecord {
  const { schemaVersion: _, integrity: __, ...rest } = { schemaVersion: 1, integrity: '', ...changes };
  return sealed(BACKTEST, {
    ...{ verdict: 'off', reasons: ['cpu of primary: 60% in the twin, 50% measured.'], seed: 1, telemetry: TELEMETRY },
    topology: { name: 'shop', file: 'mine/topology.yaml', fingerprint: 'beef' },
    apart: [{ ...CPU, predicted: 0.6, bias: 0.1, holds: false }],
    causes: [{ path: 'cost.miss', twin: '24 ms', telemetry: '30 ms (29 ms–31 ms)' }],
    windows: { from: 3, observed: COLUMNS, predicted: COLUMNS },
    ...rest,
  } as never);
}

/** A drill that fails in one draw of two. */
export function testUncertainty(): UncertaintyRecord {
  const { script, topology, cacheSettings } = incidentRun();
  const draw = { parameters: { 'cost.miss': 24 }, timeouts: 0, worstP99Ms: null, capacityPerSecond: null };
  return sealed(UNCERTAINTY, {
    ...{ verdict: 'inconclusive', reasons: ['It fails in 1 of 2 draws: undetermined at this calibration.'] },
    ...{ script, topology, cacheSettings, seed: 1, failing: 1, undecided: 0 },
    calibration: { name: 'shop', from: TELEMETRY.from, to: TELEMETRY.to },
    deciding: { path: 'cost.miss', correlation: 0.8, within: 0.03 },
    draws: [
      { ...draw, verdict: 'pass' },
      { ...draw, verdict: 'fail', parameters: { 'cost.miss': 26 }, timeouts: 12 },
    ],
  });
}
