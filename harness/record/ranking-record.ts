import { z } from 'zod';
import {
  arrivalsSchema,
  clockSchema,
  drilledSettingsSchema,
  drilledTopologySchema,
  scriptSchema,
} from '../verdict/drill-identity.ts';
import { type Interrupted, interruptedSchema, judgedInPart } from '../verdict/interrupted.ts';
import { judgeRanking, rankArms, rankedSchema } from '../verdict/ranking.ts';
import { verdictSchema } from '../verdict/verdict.ts';
import { type RecordOf, reasonsSchema, recordKind } from './record-kind.ts';
import type { RunRecord } from './run-record.ts';
import { sealed } from './seal.ts';

const { rank, ...judged } = rankedSchema.shape;

/** Several cache settings under the same drill, in order. */
export const RANKING = recordKind({
  name: 'ranking',
  called: 'ranking record',
  title: 'Headroom ranking',
  version: 1,
  fields: {
    verdict: verdictSchema.describe('Of the best of them.'),
    reasons: reasonsSchema,
    interrupted: interruptedSchema.optional(),
    script: scriptSchema,
    topology: drilledTopologySchema,
    clock: clockSchema,
    arrivals: arrivalsSchema,
    seeds: z.array(z.number()),
    startedAt: z.iso.datetime(),
    durationS: z.number(),
    baseline: z.string().describe('The settings that were named first.'),
    entries: z
      .array(
        z.strictObject({
          rank,
          cacheSettings: drilledSettingsSchema,
          ...judged,
          paths: z.array(z.string()).describe("Its runs' records."),
        }),
      )
      .describe('The best first.'),
  },
});

export type RankingRecord = RecordOf<typeof RANKING>;

/** Settings, their runs by seed, and where the runs' records are. */
export interface RankingArm {
  readonly runs: readonly RunRecord[];
  readonly paths: readonly string[];
}

/** Ranks settings by their runs. @param arms at least one, all with the same seeds; the first is the baseline */
export function rankingOf(arms: readonly RankingArm[], interrupted?: Interrupted): RankingRecord {
  const named = arms.map(({ runs }) => ({ name: (runs[0] as RunRecord).cacheSettings.name, runs }));
  const ranked = rankArms(named);
  const sampleOf = (arm: number): RunRecord => arms[arm]?.runs[0] as RunRecord;
  const { script, topology, clock, arrivals, startedAt, durationS } = sampleOf(0);
  return sealed(RANKING, {
    ...judgedInPart(judgeRanking(ranked), interrupted, 'seeds'),
    ...(interrupted === undefined ? {} : { interrupted }),
    ...{ script, topology, clock, arrivals, startedAt, durationS },
    seeds: (arms[0] as RankingArm).runs.map(({ seed }) => seed),
    baseline: sampleOf(0).cacheSettings.name,
    entries: ranked.map(({ arm, name: _, ...entry }) => ({
      ...entry,
      cacheSettings: sampleOf(arm).cacheSettings,
      paths: arms[arm]?.paths ?? [],
    })),
  });
}
