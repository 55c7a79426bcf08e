import { z } from 'zod';
import { mean } from '../measure/column.ts';
import type { Fact } from '../measure/fact.ts';
import { type CapacityProbe, capacityProbeSchema } from './capacity-probe.ts';
import { ratio } from './figures.ts';
import { limitSchema, usageText } from './limiting-resource.ts';
import { median } from './statistics.ts';
import type { Verdict } from './verdict.ts';

const maybe = z.number().nullable();

/** What one seed's search has come to, as the record has it. Rates are requests per second planned. */
const searchedSeedSchema = z.strictObject({
  seed: z.number(),
  heldPerSecond: maybe.describe('The highest load that held; null: not even the lowest tried.'),
  brokePerSecond: maybe.describe(
    'The lowest load that did not; null: all that were tried held, or only the generator gave way.',
  ),
  recoversAtPerSecond: maybe.describe(
    'The highest load, up to the capacity, at which service came back after an overload; null: none, or not measured.',
  ),
});

/** The same, and what the capacity of all seeds is made of. */
export interface SearchedSeed extends Fact<typeof searchedSeedSchema> {
  /** What would have come next is only the generator's limit. */
  readonly unclear: boolean;
  /** Mean requests of a session. */
  readonly callsPerSession: number;
  readonly probes: readonly CapacityProbe[];
  /** How often each knob did something, all probes. */
  readonly knobs: Readonly<Record<string, number>>;
}

/** The highest load at which every objective holds, over the seeds. */
export const measuredCapacitySchema = z.strictObject({
  capacityPerSecond: maybe.describe(
    'Planned requests per second; the median of the seeds. Null: no load that was tried held.',
  ),
  interval: z
    .tuple([maybe, maybe])
    .describe(
      'The lowest of the loads that held last, and the highest of those that then broke, over the seeds; null: not found.',
    ),
  recoversAtPerSecond: maybe.describe(
    'The highest load, up to the capacity, at which service comes back once overloaded. Null: none, or not measured.',
  ),
  peak: z.number().describe('Regional peak, requests per second.'),
  headroom: maybe.describe('capacityPerSecond ÷ peak.'),
  headroomLimit: maybe.describe('What the topology asks for.'),
  limitedBy: limitSchema.nullable().describe('What the pool runs out of first.'),
  callsPerSession: z.number().describe('Mean requests of a session, as measured.'),
  seeds: z.array(searchedSeedSchema),
  knobs: z.record(z.string(), z.number()).describe('How often each knob did something in all probes.'),
  probes: z.array(capacityProbeSchema),
});

/** A capacity, and whether it is what the topology asks for. */
export interface JudgedCapacity extends Fact<typeof measuredCapacitySchema> {
  readonly verdict: Verdict;
  readonly reasons: readonly string[];
}

/**
 * Judges the searches of all seeds.
 * @param seeds at least one
 * @param asked the pool, the regional peak, and the headroom that is asked for
 */
export function judgeCapacity(
  seeds: readonly SearchedSeed[],
  { pool, peak, headroomLimit }: { pool: string; peak: number; headroomLimit: number | null },
): JudgedCapacity {
  const held = seeds.map(({ heldPerSecond }) => heldPerSecond);
  const broke = seeds.map(({ brokePerSecond }) => brokePerSecond);
  const recovers = seeds.map(({ recoversAtPerSecond }) => recoversAtPerSecond);
  const capacityPerSecond = ofAll(held, median);
  const unclear = seeds.some(seed => seed.unclear);
  const broken = seeds.map(lowestBroken);
  const measured = {
    capacityPerSecond,
    interval: [ofAll(held, least), ofAll(broke, most)] as const,
    recoversAtPerSecond: ofAll(recovers, median),
    peak,
    headroom: capacityPerSecond === null ? null : capacityPerSecond / peak,
    headroomLimit,
    limitedBy: unclear
      ? ('generator' as const)
      : mostFrequent(broken.map(probe => probe?.limitedBy ?? null).filter(limit => limit !== null)),
    callsPerSession: mean(seeds.map(seed => seed.callsPerSession)) as number,
    seeds: seeds.map(({ seed, heldPerSecond, brokePerSecond, recoversAtPerSecond }) => ({
      ...{ seed, heldPerSecond, brokePerSecond, recoversAtPerSecond },
    })),
    knobs: sums(seeds.map(({ knobs }) => knobs)),
    probes: seeds.flatMap(({ probes }) => probes),
  };
  return { ...judge(measured, pool, broken), ...measured };
}

/** Whether a pool bears as much as is asked for; where nothing is, the peak. @param headroom null: it bears nothing that was tried */
export function isEnough(headroom: number | null, headroomLimit: number | null): boolean {
  return headroom !== null && headroom >= (headroomLimit ?? 1);
}

function judge(
  { capacityPerSecond, headroom, headroomLimit, limitedBy, interval }: Fact<typeof measuredCapacitySchema>,
  pool: string,
  broken: readonly (CapacityProbe | null)[],
): Pick<JudgedCapacity, 'verdict' | 'reasons'> {
  if (capacityPerSecond === null || headroom === null) {
    const verdict = limitedBy === 'generator' ? 'inconclusive' : 'fail';
    return { verdict, reasons: [`Not even the lowest load that was tried held on ${pool}.`] };
  }
  const enough = headroomLimit === null || isEnough(headroom, headroomLimit);
  const asked = headroomLimit === null ? 'none is asked for' : `${ratio(headroomLimit)} is asked for`;
  const bears = `${pool} bears ${ratio(headroom)} times the regional peak; ${asked}.`;
  if (interval[1] !== null) {
    const used = broken.find(probe => probe !== null)?.used ?? null;
    const idle =
      limitedBy === null && used !== null ? [`Nothing was near its limit when it broke: ${usageText(used)}.`] : [];
    return { verdict: enough ? 'pass' : 'fail', reasons: [bears, ...idle] };
  }
  const more =
    limitedBy === 'generator'
      ? 'More was not to be had from the load generator, so the capacity may be higher.'
      : 'Every load that was tried held, so the capacity is higher.';
  return { verdict: enough ? 'pass' : 'inconclusive', reasons: [bears, more] };
}

/** The lowest load that did not hold. */
function lowestBroken({ probes }: SearchedSeed): CapacityProbe | null {
  const broke = probes.filter(({ kind, outcome }) => kind === 'hold' && outcome === 'broke');
  return broke.reduce<CapacityProbe | null>(
    (low, probe) => (low === null || probe.ratePerSecond < low.ratePerSecond ? probe : low),
    null,
  );
}

/** Null if any seed has none. */
function ofAll(values: readonly (number | null)[], of: (values: readonly number[]) => number): number | null {
  return values.includes(null) ? null : of(values as readonly number[]);
}

function least(values: readonly number[]): number {
  return Math.min(...values);
}

function most(values: readonly number[]): number {
  return Math.max(...values);
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
