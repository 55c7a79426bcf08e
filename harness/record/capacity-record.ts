import { z } from 'zod';
import { mean } from '../measure/column.ts';
import type { Fact } from '../measure/fact.ts';
import { limitSchema, usageText } from '../verdict/limiting-resource.ts';
import { median } from '../verdict/statistics.ts';
import { verdictSchema } from '../verdict/verdict.ts';
import { type CapacityProbe, capacityProbeSchema } from './capacity-probe.ts';
import { readRecordFile, seal, writeRecordFile } from './record-file.ts';
import { cacheSettingsSchema, scriptSchema, topologySchema } from './record-parts.ts';
import type { RunRecord } from './run-record.ts';

export const CAPACITY_SCHEMA_VERSION = 1;
const KIND = 'capacity record';

/** What measurements of capacity have in common: what was measured, and how. */
export const measurementFields = {
  script: scriptSchema,
  topology: topologySchema,
  cacheSettings: cacheSettingsSchema,
  clock: z.enum(['live', 'virtual']),
  arrivals: z.enum(['poisson', 'even']),
  startedAt: z.iso.datetime(),
  pool: z.string().describe('Had to bear all of the load.'),
  start: z.enum(['cold', 'warm']).describe('Of its caches, in each probe.'),
  resolution: z.number().describe('Neighbouring loads differ by this share at the end of the search.'),
  holdS: z.number().describe('How long each load was held; enough to show an onset at the resolution.'),
} as const;

/** The highest load at which every objective holds (how-it-works §7). */
export const capacityRecordSchema = z
  .strictObject({
    schemaVersion: z.literal(CAPACITY_SCHEMA_VERSION),
    verdict: verdictSchema.describe('Whether the headroom is what the topology asks for.'),
    reasons: z.array(z.string()).describe('Sentences that a person can act on, the most important first.'),
    ...measurementFields,
    capacityPerSecond: z
      .number()
      .nullable()
      .describe('Planned requests per second; the median of the seeds. Null: no load that was tried held.'),
    interval: z
      .tuple([z.number().nullable(), z.number().nullable()])
      .describe(
        'The lowest of the loads that held last, and the highest of those that then broke, over the seeds; null: not found.',
      ),
    recoversAtPerSecond: z
      .number()
      .nullable()
      .describe(
        'The highest load, up to the capacity, at which service comes back once overloaded. Null: none, or not measured.',
      ),
    peak: z.number().describe('Regional peak, requests per second.'),
    headroom: z.number().nullable().describe('capacityPerSecond ÷ peak.'),
    headroomLimit: z.number().nullable().describe('What the topology asks for.'),
    limitedBy: limitSchema.nullable().describe('What the pool runs out of first.'),
    callsPerSession: z.number().describe('Mean requests of a session, as measured.'),
    seeds: z.array(
      z.strictObject({
        seed: z.number(),
        heldPerSecond: z.number().nullable(),
        brokePerSecond: z.number().nullable(),
        recoversAtPerSecond: z.number().nullable(),
      }),
    ),
    knobs: z.record(z.string(), z.number()).describe('How often each knob did something in all probes.'),
    probes: z.array(capacityProbeSchema),
    integrity: z.string().describe('Fingerprint of all the rest: an edited record is refused.'),
  })
  .meta({ title: 'Headroom capacity' });

export type CapacityRecord = Fact<typeof capacityRecordSchema>;

/** What one seed's search has come to, as `drill/capacity-run.ts` gives it. */
export interface MeasuredSeed {
  readonly seed: number;
  readonly heldPerSecond: number | null;
  readonly brokePerSecond: number | null;
  readonly unclear: boolean;
  readonly recoversAtPerSecond: number | null;
  readonly callsPerSession: number;
  readonly probes: readonly CapacityProbe[];
  readonly knobs: Readonly<Record<string, number>>;
  readonly sample: RunRecord;
}

/** How it was measured. */
export type MeasuredHow = Pick<
  CapacityRecord,
  'pool' | 'start' | 'resolution' | 'holdS' | 'startedAt' | 'headroomLimit'
>;

/** Makes one record of the searches of all seeds. @param seeds at least one */
export function capacityOf(seeds: readonly MeasuredSeed[], how: MeasuredHow): CapacityRecord {
  const { script, topology, cacheSettings, clock, arrivals } = (seeds[0] as MeasuredSeed).sample;
  const held = seeds.map(({ heldPerSecond }) => heldPerSecond);
  const broke = seeds.map(({ brokePerSecond }) => brokePerSecond);
  const recovers = seeds.map(({ recoversAtPerSecond }) => recoversAtPerSecond);
  const capacityPerSecond = held.includes(null) ? null : median(held as number[]);
  const peak = topology.peakPerSecond;
  const unclear = seeds.some(seed => seed.unclear);
  const measured = {
    capacityPerSecond,
    interval: [
      held.includes(null) ? null : Math.min(...(held as number[])),
      broke.includes(null) ? null : Math.max(...(broke as number[])),
    ] as [number | null, number | null],
    recoversAtPerSecond: recovers.includes(null) ? null : median(recovers as number[]),
    headroom: capacityPerSecond === null ? null : capacityPerSecond / peak,
    headroomLimit: how.headroomLimit,
    limitedBy: unclear
      ? ('generator' as const)
      : mostFrequent(seeds.map(seed => lowestBroken(seed)?.limitedBy ?? null).filter(limit => limit !== null)),
  };
  const record = seal({
    schemaVersion: CAPACITY_SCHEMA_VERSION,
    ...judge(measured, how.pool, seeds.map(lowestBroken)),
    ...{ script, topology, cacheSettings, clock, arrivals },
    ...{ startedAt: how.startedAt, pool: how.pool, start: how.start, resolution: how.resolution, holdS: how.holdS },
    ...measured,
    peak,
    callsPerSession: mean(seeds.map(seed => seed.callsPerSession)) as number,
    seeds: seeds.map(({ seed, heldPerSecond, brokePerSecond, recoversAtPerSecond }) => ({
      ...{ seed, heldPerSecond, brokePerSecond, recoversAtPerSecond },
    })),
    knobs: sums(seeds.map(({ knobs }) => knobs)),
    probes: seeds.flatMap(({ probes }) => probes),
  });
  return capacityRecordSchema.parse(record);
}

/** Writes `capacity.json`. */
export function writeCapacity(file: string, record: CapacityRecord): void {
  writeRecordFile(file, record);
}

/** Reads `capacity.json`. @throws InputErrors if it is none, of another version, truncated or edited. */
export function readCapacity(file: string): CapacityRecord {
  return readRecordFile(file, capacityRecordSchema, KIND, CAPACITY_SCHEMA_VERSION);
}

type Judged = Pick<CapacityRecord, 'capacityPerSecond' | 'headroom' | 'headroomLimit' | 'limitedBy' | 'interval'>;

function judge(
  measured: Judged,
  pool: string,
  broken: readonly (CapacityProbe | null)[],
): Pick<CapacityRecord, 'verdict' | 'reasons'> {
  const { capacityPerSecond, headroom, headroomLimit, limitedBy, interval } = measured;
  if (capacityPerSecond === null || headroom === null) {
    const verdict = limitedBy === 'generator' ? ('inconclusive' as const) : ('fail' as const);
    return { verdict, reasons: [`Not even the lowest load that was tried held on ${pool}.`] };
  }
  const reasons: string[] = [];
  const enough = headroomLimit === null || headroom >= headroomLimit;
  const asked = headroomLimit === null ? 'none is asked for' : `${headroomLimit.toFixed(2)} is asked for`;
  reasons.push(`${pool} bears ${headroom.toFixed(2)} times the regional peak; ${asked}.`);
  if (interval[1] === null) {
    reasons.push(
      limitedBy === 'generator'
        ? 'More was not to be had from the load generator, so the capacity may be higher.'
        : 'Every load that was tried held, so the capacity is higher.',
    );
    return { verdict: enough ? 'pass' : 'inconclusive', reasons };
  }
  const used = broken.find(probe => probe !== null)?.used ?? null;
  if (limitedBy === null && used !== null)
    reasons.push(`Nothing was near its limit when it broke: ${usageText(used)}.`);
  return { verdict: enough ? 'pass' : 'fail', reasons };
}

/** The lowest load that did not hold. */
function lowestBroken({ probes }: MeasuredSeed): CapacityProbe | null {
  const broke = probes.filter(({ kind, outcome }) => kind === 'hold' && outcome === 'broke');
  return broke.reduce<CapacityProbe | null>(
    (low, probe) => (low === null || probe.ratePerSecond < low.ratePerSecond ? probe : low),
    null,
  );
}

function mostFrequent<Item>(items: readonly Item[]): Item | null {
  let best: Item | null = null;
  let most = 0;
  for (const item of items) {
    const times = items.filter(each => each === item).length;
    if (times > most) [best, most] = [item, times];
  }
  return best;
}

function sums(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const each of all) for (const [name, value] of Object.entries(each)) total[name] = (total[name] ?? 0) + value;
  return total;
}
