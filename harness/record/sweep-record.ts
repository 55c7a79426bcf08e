import { z } from 'zod';
import { measuredCapacitySchema } from '../verdict/capacity.ts';
import { interruptedAt, interruptedSchema } from '../verdict/interrupted.ts';
import { type CapacityRecord, measurementFields } from './capacity-record.ts';
import { type RecordOf, recordKind } from './record-kind.ts';
import { sealed } from './seal.ts';

const maybe = z.number().nullable();

export const sweepPointSchema = z.strictObject({
  values: z.array(z.string()).describe('Of the knobs, in their order, as people write them.'),
  settingsFingerprint: z.string(),
  topologyFingerprint: z.string(),
  ...measuredCapacitySchema.pick({
    capacityPerSecond: true,
    interval: true,
    confidence: true,
    recoversAtPerSecond: true,
  }).shape,
  ...measuredCapacitySchema.pick({ headroom: true, limitedBy: true }).shape,
  hitRatio: maybe.describe('At the highest load that held.'),
  cpu: maybe.describe('Mean, at the highest load that held.'),
  idle: z.array(z.string()).describe('Those of the knobs that never did anything: the figures say nothing about them.'),
});

/** Capacity against one or two knobs, all else equal. */
export const SWEEP = recordKind({
  name: 'sweep',
  called: 'sweep record',
  title: 'Headroom sweep',
  version: 1,
  fields: {
    interrupted: interruptedSchema.optional(),
    ...measurementFields,
    seeds: z.array(z.number()),
    peak: z.number().describe('Regional peak, requests per second.'),
    headroomLimit: maybe.describe('What the topology asks for.'),
    knobs: z.array(z.strictObject({ path: z.string(), values: z.array(z.string()) })).describe('One, or two.'),
    points: z.array(sweepPointSchema).describe('Every combination that was measured, the last knob varying fastest.'),
  },
});

export type SweepRecord = RecordOf<typeof SWEEP>;
export type SweepPoint = SweepRecord['points'][number];
/** A knob and the values that it is to have. */
export type SweepKnob = SweepRecord['knobs'][number];

/** Every combination of the knobs' values, the last knob varying fastest. */
export function combinations(knobs: readonly SweepKnob[]): string[][] {
  return knobs.reduce<string[][]>(
    (rows, { values }) => rows.flatMap(row => values.map(value => [...row, value])),
    [[]],
  );
}

/**
 * Makes one record of the capacities at every combination.
 * @param knobs with at least one value each
 * @param capacities in the order of `combinations`; null: its searches were interrupted. At least one is not
 */
export function sweepOf(knobs: readonly SweepKnob[], capacities: readonly (CapacityRecord | null)[]): SweepRecord {
  const measured = capacities.filter(capacity => capacity !== null);
  const interrupted = interruptedAt(measured.length, capacities.length);
  const first = measured[0] as CapacityRecord;
  const { script, topology, cacheSettings, clock, arrivals, startedAt, pool, start, resolution, holdS } = first;
  return sealed(SWEEP, {
    ...(interrupted === undefined ? {} : { interrupted }),
    ...{ script, topology, cacheSettings, clock, arrivals, startedAt, pool, start, resolution, holdS },
    seeds: first.seeds.map(({ seed }) => seed),
    peak: first.peak,
    headroomLimit: first.headroomLimit,
    knobs,
    points: combinations(knobs).flatMap((values, i) => {
      const capacity = capacities[i] ?? null;
      return capacity === null ? [] : [pointOf(values, knobs, capacity)];
    }),
  });
}

function pointOf(values: string[], knobs: readonly SweepKnob[], capacity: CapacityRecord): SweepPoint {
  const held = capacity.probes.filter(({ kind, outcome }) => kind === 'hold' && outcome === 'held');
  const highest = held.sort((a, b) => b.ratePerSecond - a.ratePerSecond)[0];
  const { capacityPerSecond, interval, confidence, recoversAtPerSecond, headroom, limitedBy, cacheSettings, topology } =
    capacity;
  return {
    values,
    settingsFingerprint: cacheSettings.fingerprint,
    topologyFingerprint: topology.fingerprint,
    ...{ capacityPerSecond, interval, confidence, recoversAtPerSecond, headroom, limitedBy },
    hitRatio: highest?.hitRatio ?? null,
    cpu: highest?.cpu ?? null,
    idle: knobs.map(({ path }) => path).filter(path => capacity.knobs[path.split('.')[0] as string] === 0),
  };
}
