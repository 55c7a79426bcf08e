import { z } from 'zod';
import type { RandomStream } from '../../mock-service/time/random.ts';
import type { Fact } from '../measure/fact.ts';
import {
  arrivalsSchema,
  clockSchema,
  drilledSettingsSchema,
  drilledTopologySchema,
  scriptSchema,
} from '../verdict/drill-identity.ts';
import { judgeRanking, rankArms, rankedSchema } from '../verdict/ranking.ts';
import { verdictSchema } from '../verdict/verdict.ts';
import { readRecordFile, seal, writeRecordFile } from './record-file.ts';
import type { RunRecord } from './run-record.ts';

export const RANKING_SCHEMA_VERSION = 1;

const { rank, ...judged } = rankedSchema.shape;

/** Several cache settings under the same drill, in order. */
export const rankingRecordSchema = z
  .strictObject({
    schemaVersion: z.literal(RANKING_SCHEMA_VERSION),
    verdict: verdictSchema.describe('Of the best of them.'),
    reasons: z.array(z.string()).describe('Sentences that a person can act on, the most important first.'),
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
    integrity: z.string().describe('Fingerprint of all the rest: an edited record is refused.'),
  })
  .meta({ title: 'Headroom ranking' });

export type RankingRecord = Fact<typeof rankingRecordSchema>;

/** Settings, their runs by seed, and where the runs' records are. */
export interface RankingArm {
  readonly runs: readonly RunRecord[];
  readonly paths: readonly string[];
}

/** Ranks settings by their runs. @param arms at least one, all with the same seeds; the first is the baseline */
export function rankingOf(arms: readonly RankingArm[], random: RandomStream): RankingRecord {
  const named = arms.map(({ runs }) => ({ name: (runs[0] as RunRecord).cacheSettings.name, runs }));
  const ranked = rankArms(named, random);
  const sampleOf = (arm: number): RunRecord => arms[arm]?.runs[0] as RunRecord;
  const { script, topology, clock, arrivals, startedAt, durationS } = sampleOf(0);
  const record = seal({
    schemaVersion: RANKING_SCHEMA_VERSION,
    ...judgeRanking(ranked),
    ...{ script, topology, clock, arrivals, startedAt, durationS },
    seeds: (arms[0] as RankingArm).runs.map(({ seed }) => seed),
    baseline: sampleOf(0).cacheSettings.name,
    entries: ranked.map(({ arm, name: _, ...entry }) => ({
      ...entry,
      cacheSettings: sampleOf(arm).cacheSettings,
      paths: arms[arm]?.paths ?? [],
    })),
  });
  return rankingRecordSchema.parse(record);
}

/** Writes `ranking.json`. */
export function writeRanking(file: string, record: RankingRecord): void {
  writeRecordFile(file, record);
}

/** Reads `ranking.json`. @throws InputErrors if it is none, of another version, truncated or edited. */
export function readRanking(file: string): RankingRecord {
  return readRecordFile(file, rankingRecordSchema, 'ranking record', RANKING_SCHEMA_VERSION);
}
