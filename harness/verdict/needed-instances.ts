import { known } from '../measure/column.ts';
import type { CapacityProbe } from './capacity-probe.ts';
import { ratio } from './figures.ts';
import type { Verdict } from './verdict.ts';

/** How many instances were found to be needed. */
export interface FoundInstances {
  /** Null: not even the most that were tried bear the load. */
  readonly instances: number | null;
  readonly unclear: boolean;
  readonly probes: readonly CapacityProbe[];
  /** Of each seed; the whole is the most of them. */
  readonly bySeed: readonly { readonly seed: number; readonly needed: number | null }[];
}

/** The searches of several seeds as one: what is enough in all of them. @param found at least one */
export function ofAllSeeds<Found extends FoundInstances>(found: readonly Found[]): Found {
  const needed = found.map(({ instances }) => instances);
  return {
    ...(found[0] as Found),
    instances: needed.includes(null) ? null : Math.max(...(needed as number[])),
    unclear: found.some(({ unclear }) => unclear),
    probes: found.flatMap(({ probes }) => probes),
    bySeed: found.flatMap(({ bySeed }) => bySeed),
  };
}

/** What was asked of the pool. */
interface Asked {
  readonly pool: string;
  readonly start: 'cold' | 'warm';
  /** How many times the regional peak. */
  readonly headroom: number;
  /** Instances that the topology gives it. */
  readonly has: number;
  /** One instance stands for this many. */
  readonly scale: number;
}

/** Whether a pool has as many instances as it needs. */
export function judgeInstances(
  { instances, unclear, probes, bySeed }: FoundInstances,
  asked: Asked,
): { verdict: Verdict; reasons: readonly string[]; limitedBy: CapacityProbe['limitedBy'] } {
  const few = probes
    .filter(({ outcome }) => outcome === 'broke')
    .reduce<CapacityProbe | null>(
      (most, each) => (most && (most.instances ?? 0) >= (each.instances ?? 0) ? most : each),
      null,
    );
  const enough = bySeed.filter(({ needed }) => needed !== null && needed <= asked.has).length;
  const isOpen = unclear || (enough > 0 && enough < bySeed.length);
  const verdict = enough === bySeed.length ? 'pass' : isOpen ? 'inconclusive' : 'fail';
  const spread = bySeed.every(({ needed }) => needed === instances) ? [] : [spreadSentence(bySeed)];
  return { verdict, reasons: [sentence(instances, asked), ...spread], limitedBy: few?.limitedBy ?? null };
}

/** `By seed: 4, 5, 5; the most of them is taken.` */
function spreadSentence(bySeed: FoundInstances['bySeed']): string {
  const each = bySeed.map(({ needed }) => (needed === null ? 'more than were tried' : String(needed)));
  return `By seed: ${each.join(', ')}; the most of them is taken.`;
}

/** What a search for instances had found when it was interrupted. */
export function foundUntilThen({ probes }: Pick<FoundInstances, 'probes'>, pool: string): string {
  const of = (outcome: CapacityProbe['outcome']): number[] =>
    known(probes.filter(probe => probe.outcome === outcome).map(({ instances }) => instances));
  const [held, broke] = [of('held'), of('broke')];
  const enough = held.length === 0 ? 'no number that was tried was enough' : `${Math.min(...held)} were enough`;
  const few = broke.length === 0 ? 'none was too few' : `${Math.max(...broke)} were too few`;
  return `Of the instances of ${pool}, ${enough} and ${few}.`;
}

function sentence(needed: number | null, { pool, headroom, has, start, scale }: Asked): string {
  const load = `${ratio(headroom)} times the regional peak from a ${start} start`;
  if (needed === null) return `No number of instances of ${pool} that was tried bears ${load}.`;
  const real = scale === 1 ? '' : ` (${needed * scale} at real scale)`;
  return `${pool} needs ${needed} ${needed === 1 ? 'instance' : 'instances'}${real} for ${load}; it has ${has}.`;
}
