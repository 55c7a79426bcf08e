import { z } from 'zod';
import { known, mean } from '../measure/column.ts';
import type { Fact } from '../measure/fact.ts';
import { type CapacityProbe, capacityProbeSchema } from './capacity-probe.ts';
import { count, ratio } from './figures.ts';
import { limitSchema, usageText } from './limiting-resource.ts';
import { MISSES, type Sampling } from './sampling.ts';
import { meanWithError, median } from './statistics.ts';
import { studentQuantile } from './student.ts';
import { verdictSchema } from './verdict.ts';

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
    'Planned requests per second: the highest load that held, mean over the seeds. Null: no load that was tried held.',
  ),
  interval: z
    .tuple([maybe, maybe])
    .describe(
      'What the seeds span: the lowest of the loads that held last, and the highest of those that then broke; null: not found.',
    ),
  confidence: z
    .tuple([z.number(), z.number()])
    .nullable()
    .default(null)
    .describe('95 % interval of the mean over seeds (Student); null: one seed says nothing of another.'),
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

/** `measured`: a figure, since nothing is asked for. */
export const capacityVerdictSchema = z.enum([...verdictSchema.options, 'measured']);
export type CapacityVerdict = z.infer<typeof capacityVerdictSchema>;

/**
 * Seeds on the virtual clock, where nobody says how many, and where those leave open whether there is as much as is asked for. Either
 * number is fixed, so that each look is Student's, with half of what the interval may miss.
 */
export const CAPACITY_SEEDS = { first: 3, most: 8 } as const;

/** A capacity, and whether it is what the topology asks for. */
export interface JudgedCapacity extends Fact<typeof measuredCapacitySchema> {
  readonly verdict: CapacityVerdict;
  readonly reasons: readonly string[];
}

/** The pool, the regional peak, the headroom that is asked for, and how often the number of seeds could be changed by what they gave. */
export interface AskedCapacity extends Pick<Sampling, 'looks'> {
  readonly pool: string;
  readonly peak: number;
  readonly headroomLimit: number | null;
}

/** Judges the searches of all seeds. @param seeds at least one */
export function judgeCapacity(
  seeds: readonly SearchedSeed[],
  { pool, peak, headroomLimit, looks }: AskedCapacity,
): JudgedCapacity {
  const held = seeds.map(({ heldPerSecond }) => heldPerSecond);
  const broke = seeds.map(({ brokePerSecond }) => brokePerSecond);
  const recovers = seeds.map(({ recoversAtPerSecond }) => recoversAtPerSecond);
  const capacityPerSecond = ofAll(held, values => mean(values) as number);
  const unclear = seeds.some(seed => seed.unclear);
  const broken = seeds.map(lowestBroken);
  const measured = {
    capacityPerSecond,
    interval: [ofAll(held, least), ofAll(broke, most)] as const,
    confidence: confidenceOf(held, looks),
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

/** Student's interval of the mean over seeds; null: there are not two, or one bears nothing that was tried. */
function confidenceOf(held: readonly (number | null)[], looks: Sampling['looks']): readonly [number, number] | null {
  const values = known(held);
  if (values.length < 2 || values.length < held.length) return null;
  const { mean: middle, standardError } = meanWithError(values);
  const half = studentQuantile(MISSES / looks, values.length - 1) * standardError;
  return [middle - half, middle + half];
}

/** Whether the interval leaves open if there is as much as is asked for. */
export function straddles({
  confidence,
  peak,
  headroomLimit,
}: Pick<JudgedCapacity, 'confidence' | 'peak' | 'headroomLimit'>): boolean {
  if (confidence === null || headroomLimit === null) return false;
  const [low, high] = confidence;
  return low < headroomLimit * peak && headroomLimit * peak <= high;
}

/** Whether a pool bears as much as is asked for; where nothing is, the peak. @param headroom null: it bears nothing that was tried */
export function isEnough(headroom: number | null, headroomLimit: number | null): boolean {
  return headroom !== null && headroom >= (headroomLimit ?? 1);
}

function judge(
  measured: Fact<typeof measuredCapacitySchema>,
  pool: string,
  broken: readonly (CapacityProbe | null)[],
): Pick<JudgedCapacity, 'verdict' | 'reasons'> {
  const { capacityPerSecond, headroom, headroomLimit, limitedBy, interval, confidence, peak, seeds } = measured;
  if (capacityPerSecond === null || headroom === null) {
    const verdict = limitedBy === 'generator' ? 'inconclusive' : 'fail';
    return { verdict, reasons: [`Not even the lowest load that was tried held on ${pool}.`] };
  }
  const enough = headroomLimit === null || isEnough(headroom, headroomLimit);
  const asked = headroomLimit === null ? 'none is asked for' : `${ratio(headroomLimit)} is asked for`;
  const sure =
    confidence === null
      ? ''
      : ` (95%: ${ratio(confidence[0] / peak)} to ${ratio(confidence[1] / peak)}, ${seeds.length} seeds)`;
  const bears = `${pool} bears ${ratio(headroom)} times the regional peak${sure}; ${asked}.`;
  if (interval[1] !== null) {
    const used = broken.find(probe => probe !== null)?.used ?? null;
    const idle =
      limitedBy === null && used !== null ? [`Nothing was near its limit when it broke: ${usageText(used)}.`] : [];
    if (straddles(measured)) {
      const open = `${count(seeds.length)} seeds leave open whether that is enough: --repeat with a larger number tells more.`;
      return { verdict: 'inconclusive', reasons: [bears, open, ...idle] };
    }
    return { verdict: headroomLimit === null ? 'measured' : enough ? 'pass' : 'fail', reasons: [bears, ...idle] };
  }
  const more =
    limitedBy === 'generator'
      ? 'More was not to be had from the load generator, so the capacity may be higher.'
      : 'Every load that was tried held, so the capacity is higher.';
  return { verdict: headroomLimit === null ? 'measured' : enough ? 'pass' : 'inconclusive', reasons: [bears, more] };
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
