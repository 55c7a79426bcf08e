import { z } from 'zod';
import type { Fact } from '../measure/fact.ts';
import {
  arrivalsSchema,
  clockSchema,
  drilledSettingsSchema,
  drilledTopologySchema,
  scriptSchema,
} from '../verdict/drill-identity.ts';
import { judgeRepeat } from '../verdict/repeat.ts';
import {
  replicatedFigures,
  replicatedFiguresSchema,
  replicatedSeries,
  replicatedSeriesSchema,
} from '../verdict/replicated-run.ts';
import { verdictSchema } from '../verdict/verdict.ts';
import { readRecordFile, seal, writeRecordFile } from './record-file.ts';
import type { RunRecord } from './run-record.ts';

export const REPEAT_SCHEMA_VERSION = 1;

/** One drill with several seeds: every figure of their run records, with its interval. */
export const repeatRecordSchema = z
  .strictObject({
    schemaVersion: z.literal(REPEAT_SCHEMA_VERSION),
    verdict: verdictSchema.describe('The gravest of the seeds: fail, inconclusive, pass.'),
    reasons: z.array(z.string()).describe('Sentences that a person can act on, the most important first.'),
    script: scriptSchema,
    topology: drilledTopologySchema,
    cacheSettings: drilledSettingsSchema,
    clock: clockSchema,
    seeds: z.array(z.strictObject({ seed: z.number(), verdict: verdictSchema, path: z.string() })),
    arrivals: arrivalsSchema,
    startedAt: z.iso.datetime(),
    startsAt: z.iso.datetime().nullable(),
    figures: replicatedFiguresSchema,
    series: replicatedSeriesSchema.describe("The run records' series: mean and 95 % interval of each interval."),
    integrity: z.string().describe('Fingerprint of all the rest: an edited record is refused.'),
  })
  .meta({ title: 'Headroom repeated run' });

export type RepeatRecord = Fact<typeof repeatRecordSchema>;

/** Makes one record of the runs of several seeds. @param runs at least one. @param paths of their records */
export function repeatOf(runs: readonly RunRecord[], paths: readonly string[]): RepeatRecord {
  const first = runs[0] as RunRecord;
  const { script, topology, cacheSettings, clock, arrivals, startedAt, startsAt } = first;
  const record = seal({
    schemaVersion: REPEAT_SCHEMA_VERSION,
    ...judgeRepeat(runs),
    ...{ script, topology, cacheSettings, clock },
    seeds: runs.map(({ seed, verdict }, i) => ({ seed, verdict, path: paths[i] ?? '' })),
    ...{ arrivals, startedAt, startsAt },
    figures: replicatedFigures(runs),
    series: replicatedSeries(runs.map(({ series }) => series)),
  });
  return repeatRecordSchema.parse(record);
}

/** Writes `repeat.json`. */
export function writeRepeat(file: string, record: RepeatRecord): void {
  writeRecordFile(file, record);
}

/** Reads `repeat.json`. @throws InputErrors if it is none, of another version, truncated or edited. */
export function readRepeat(file: string): RepeatRecord {
  return readRecordFile(file, repeatRecordSchema, 'record of a repeated run', REPEAT_SCHEMA_VERSION);
}
