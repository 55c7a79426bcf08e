import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BACKTEST, type BacktestRecord } from '../record/backtest-record.ts';
import { readRecord } from '../record/record-file.ts';
import { writeRecord } from '../record/write-record.ts';
import { telemetrySpan } from '../report/calibration-text.ts';
import type { Topology } from '../topology/topology.ts';

/** Where the last backtest of a twin is: beside its calibration. Null: the topology is no twin. */
function placeOf(topologyFile: string, { calibration }: Pick<Topology, 'calibration'>): string | null {
  return calibration === undefined ? null : join(dirname(topologyFile), dirname(calibration), BACKTEST.file);
}

/** Keeps a backtest where drills on the twin look for it. */
export function keepLastBacktest(topologyFile: string, topology: Topology, record: BacktestRecord): void {
  const place = placeOf(topologyFile, topology);
  if (place !== null) writeRecord(BACKTEST, place, record);
}

/**
 * What is to be said before any verdict on a twin whose last backtest does not hold; null: nothing, since it held, was never asked, or is no twin.
 * @throws InputErrors for a record that was edited
 */
export function twinStanding(topologyFile: string, topology: Topology): string | null {
  const place = placeOf(topologyFile, topology);
  if (place === null || !existsSync(place)) return null;
  const { verdict, reasons, telemetry, topology: tested } = readRecord(BACKTEST, place);
  if (verdict === 'holds') return null;
  const when = `its last backtest (${telemetrySpan(telemetry)})`;
  const of = tested.fingerprint === topology.fingerprint ? '' : ', of the topology as it was then';
  if (verdict === 'inconclusive') return `TWIN NOT PROVED: ${when}${of} did not tell. ${reasons[0] ?? ''}`;
  return `TWIN OFF: ${when}${of} does not hold. ${reasons[0] ?? ''}`;
}
