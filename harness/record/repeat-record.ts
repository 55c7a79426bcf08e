import { z } from 'zod';
import {
  arrivalsSchema,
  clockSchema,
  drilledSettingsSchema,
  drilledTopologySchema,
  scriptSchema,
} from '../verdict/drill-identity.ts';
import { type Interrupted, interruptedSchema, judgedInPart } from '../verdict/interrupted.ts';
import { judgeRepeat } from '../verdict/repeat.ts';
import {
  replicatedFigures,
  replicatedFiguresSchema,
  replicatedSeries,
  replicatedSeriesSchema,
} from '../verdict/replicated-run.ts';
import { verdictSchema } from '../verdict/verdict.ts';
import { type RecordOf, reasonsSchema, recordKind } from './record-kind.ts';
import type { RunRecord } from './run-record.ts';
import { sealed } from './seal.ts';

/** One drill with several seeds: every figure of their run records, with its interval. */
export const REPEAT = recordKind({
  name: 'repeat',
  called: 'record of a repeated run',
  title: 'Headroom repeated run',
  version: 1,
  fields: {
    verdict: verdictSchema.describe('The gravest of the seeds: fail, inconclusive, pass.'),
    reasons: reasonsSchema,
    interrupted: interruptedSchema.optional(),
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
  },
});

export type RepeatRecord = RecordOf<typeof REPEAT>;

/** Makes one record of the runs of several seeds. @param runs at least one, all of which came to their end. @param paths of their records */
export function repeatOf(
  runs: readonly RunRecord[],
  paths: readonly string[],
  interrupted?: Interrupted,
): RepeatRecord {
  const first = runs[0] as RunRecord;
  const { script, topology, cacheSettings, clock, arrivals, startedAt, startsAt } = first;
  return sealed(REPEAT, {
    ...judgedInPart(judgeRepeat(runs), interrupted, 'seeds'),
    ...(interrupted === undefined ? {} : { interrupted }),
    ...{ script, topology, cacheSettings, clock },
    seeds: runs.map(({ seed, verdict }, i) => ({ seed, verdict, path: paths[i] ?? '' })),
    ...{ arrivals, startedAt, startsAt },
    figures: replicatedFigures(runs),
    series: replicatedSeries(runs.map(({ series }) => series)),
  });
}
