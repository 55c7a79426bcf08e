import { type CapacityPlan, capacityOfSeed } from '../drill/capacity-run.ts';
import type { AnySpec, DrillSpec } from '../drill/drill-spec.ts';
import { ProbeFailed } from '../drill/probe-workers.ts';
import { type CapacityRecord, capacityOf } from '../record/capacity-record.ts';
import { straddles } from '../verdict/capacity.ts';
import type { CapacityProbe } from '../verdict/capacity-probe.ts';
import { bisection, climb, type NextLoad, staircase } from '../verdict/capacity-search.ts';
import { ms, rate, seconds, share } from '../verdict/figures.ts';
import { interruptedAt } from '../verdict/interrupted.ts';
import { timeLeft } from '../watch/progress/time-left.ts';
import type { Ticker } from '../watch/terminal/ticker.ts';
import { EXIT } from './exit-code.ts';
import type { CapacityHow, SeedsOfCapacity } from './flags/capacity-flags.ts';
import type { DrillInputs } from './flags/drill-flags.ts';
import { inParallel } from './in-parallel.ts';
import type { ProbeBench } from './probe-bench.ts';

/** What is said of an interruption that leaves no record. */
export const NOTHING_FOUND = 'interrupted before anything was found: there is no record';

/** One thing whose capacity is asked for. */
export interface CapacityTask<Spec extends AnySpec> {
  /** What progress calls it; '' for the only one. */
  readonly name: string;
  readonly spec: Spec;
}

/** What a search has come to. */
type Searched = Awaited<ReturnType<typeof capacityOfSeed>>;

/**
 * Measures the capacity of each task with several seeds, as many searches at once as the bench allows.
 * @param ticker told of each probe
 * @param meanwhile told after each probe what would be returned if all were interrupted now
 * @returns the records, in the order of the tasks; of one that was interrupted what had been found, null if that is nothing
 * @throws ProbeFailed for what is no interruption
 */
export async function measureCapacities<Spec extends AnySpec>(
  tasks: readonly CapacityTask<Spec>[],
  how: CapacityHow,
  { first, most }: SeedsOfCapacity,
  bench: ProbeBench<Spec>,
  ticker: Ticker,
  meanwhile: (records: () => (CapacityRecord | null)[]) => void = () => {},
): Promise<(CapacityRecord | null)[]> {
  const startedAt = new Date().toISOString();
  const several = most > 1;
  const begunAt = performance.now();
  let [over, known] = [0, 0];
  const search = async (
    some: readonly CapacityTask<Spec>[],
    from: number,
    to: number,
    recordsOf: (begun: readonly (Searched | null)[]) => (CapacityRecord | null)[],
  ): Promise<(Searched | null)[]> => {
    const searches = some.flatMap(task =>
      Array.from({ length: to - from }, (_, i) => ({ ...task, seed: task.spec.seed + from + i })),
    );
    const begun: (Searched | null)[] = searches.map(() => null);
    known += searches.length;
    await inParallel([...searches.entries()], bench.atOnce, async ([i, { name, spec, seed }]) => {
      const plan: CapacityPlan = { ...how, next: nextLoadOn(spec) };
      const prefix = [name, several ? `seed ${seed}` : ''].filter(part => part !== '').join(', ');
      const tell = (probe: CapacityProbe, found: Searched): void => {
        const left = timeLeft(over, known, performance.now() - begunAt);
        const place = known === 1 ? '' : `${over} of ${known} searches done${left}; `;
        // Live each takes minutes.
        const tell = spec.clock === 'live' ? ticker.say : ticker.tick;
        tell(`${place}${prefix === '' ? '' : `${prefix}: `}${probeLine(probe)}`);
        begun[i] = found;
        meanwhile(() => recordsOf(begun));
      };
      begun[i] = await orInterrupted(capacityOfSeed({ ...spec, seed }, plan, bench.busiestPerSecond, bench.run, tell));
      over++;
    });
    return begun;
  };
  const recordOf = ({ spec }: CapacityTask<Spec>, begun: readonly (Searched | null)[]): CapacityRecord | null => {
    const known = begun.filter(each => each !== null);
    const finished = known.filter(each => each.finished);
    const kept = finished.length > 0 ? finished : known.slice(0, 1);
    if (kept.length === 0) return null;
    return capacityOf(kept, {
      ...{ pool: how.pool, start: how.start, resolution: how.resolution, holdS: how.holdMs / 1000, startedAt },
      headroomLimit: spec.topology.objectives.headroom,
      looks: most > first ? 2 : 1,
      interrupted: interruptedAt(finished.length, begun.length),
    });
  };
  const allOf = (begun: readonly (Searched | null)[]): (CapacityRecord | null)[] =>
    tasks.map((task, i) => recordOf(task, begun.slice(i * first, (i + 1) * first)));
  const looked = await search(tasks, 0, first, allOf);
  const records = allOf(looked);
  for (const [i, task] of tasks.entries()) {
    const record = records[i] ?? null;
    const isOpen = record !== null && record.interrupted === undefined && most > first && straddles(record);
    if (isOpen) ticker.say(`${first} seeds leave open whether that is enough: ${most - first} more`);
    if (!isOpen) continue;
    const withMore = (more: readonly (Searched | null)[]): (CapacityRecord | null)[] =>
      records.with(i, recordOf(task, [...looked.slice(i * first, (i + 1) * first), ...more]));
    records[i] = withMore(await search([task], first, most, withMore))[i] ?? null;
  }
  return records;
}

function nextLoadOn({ clock, target }: AnySpec): NextLoad {
  if (target !== undefined) return climb;
  return clock === 'virtual' ? bisection : staircase;
}

/** Null for a search that was interrupted before it had found anything. @throws ProbeFailed for what is no interruption */
export async function orInterrupted<Found>(search: Promise<Found>): Promise<Found | null> {
  try {
    return await search;
  } catch (error) {
    if (error instanceof ProbeFailed && error.code === EXIT.interrupted) return null;
    throw error;
  }
}

/** `1,355/s held for 303 s: p99 502 ms, CPU 86.1%, hit ratio 88%`. */
export function probeLine(probe: CapacityProbe): string {
  const { kind, ratePerSecond, outcome, holdS, broken, timeouts, p99Ms, cpu, hitRatio, instances } = probe;
  const what = kind === 'instances' ? `${instances} instances ` : '';
  const load = `${what}${rate(ratePerSecond)}${kind === 'recovery' ? ' after an overload' : ''}`;
  const words = { held: kind === 'recovery' ? 'recovers' : 'holds', broke: 'breaks', unclear: 'is unclear' };
  const why = outcome === 'broke' && kind !== 'recovery' ? ` ${broken.join(', ')}` : '';
  const facts = [
    `p99 ${p99Ms === null ? '–' : ms(p99Ms)}`,
    ...(timeouts > 0 ? [`${timeouts} timeouts`] : []),
    `CPU ${cpu === null ? '–' : share(cpu)}`,
    `hit ratio ${hitRatio === null ? '–' : share(hitRatio)}`,
  ];
  return `${load} ${words[outcome]}${why} (${seconds(holdS)}; ${facts.join(', ')})`;
}

/** The drill that the common flags describe, with the first of the settings. */
export function specOf({ spec, settings, baseline }: DrillInputs): DrillSpec {
  const [underTest] = settings;
  return { ...spec, settings: { underTest, baseline } };
}
