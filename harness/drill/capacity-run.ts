import { highest } from '../measure/column.ts';
import type { MeasuredSeed } from '../record/capacity-record.ts';
import type { MeasuredInstances } from '../record/instances-record.ts';
import type { RunRecord } from '../record/run-record.ts';
import { type CapacityProbe, callsPerSession, probeOf } from '../verdict/capacity-probe.ts';
import {
  bisection,
  bracketOf,
  fewest,
  type NextLoad,
  type SearchPlan,
  type TriedLoad,
} from '../verdict/capacity-search.ts';
import { holdMsFor } from '../verdict/hold-time.ts';
import { interruptedAt } from '../verdict/interrupted.ts';
import type { AnySpec, DrillSpec } from './drill-spec.ts';
import { holdSpec, OVERLOAD, type ProbeSetting, recoverySpec, withInstances } from './probe-spec.ts';
import { ProbeFailed, type RunProbe } from './probe-workers.ts';

/** How capacity is looked for. */
export interface CapacityPlan extends ProbeSetting {
  readonly next: NextLoad;
  /** Each load is held so long as tells it from the highest that has held before: less where steps are large. */
  readonly holdMsOf?: (aboveHeld: number) => number;
  /** Planned requests per second that no load goes beyond. */
  readonly mostPerSecond?: number;
  /** How often a load is tried of which the generator's machine leaves open whether it holds; 1. */
  readonly tries?: number;
  /** A share: 0.01. */
  readonly resolution: number;
  /** Whether to look for the load at which service comes back, too. */
  readonly recovery: boolean;
}

/** Loads are looked for between these factors of the script's own highest load. */
const LEAST_FACTOR = 1 / 256;
const MOST_FACTOR = 256;
/** Recovery is told to this share of the load. */
export const RECOVERY_RESOLUTION = 0.05;

/** Carries out probes and keeps what they tell. */
class Probing<Spec extends AnySpec> {
  readonly probes: CapacityProbe[] = [];
  readonly knobs: Record<string, number> = {};
  readonly #base: Spec;
  readonly #pool: string;
  readonly #busiestPerSecond: number;
  readonly #run: RunProbe<Spec>;
  sample: RunRecord | null = null;
  calls = 0;

  constructor(base: Spec, { pool }: ProbeSetting, busiestPerSecond: number, run: RunProbe<Spec>) {
    this.#base = base;
    this.#pool = pool;
    this.#busiestPerSecond = busiestPerSecond;
    this.#run = run;
  }

  rate(factor: number): number {
    return factor * this.#busiestPerSecond * this.calls;
  }

  /** The factor of a rate; Infinity before the requests of a session are known. */
  factorOf(perSecond: number): number {
    return this.calls === 0 ? Number.POSITIVE_INFINITY : perSecond / (this.#busiestPerSecond * this.calls);
  }

  async probe(kind: CapacityProbe['kind'], spec: Spec, factor: number): Promise<CapacityProbe> {
    const holdS = (spec.direction?.load.stages.at(-1)?.durationMs ?? 0) / 1000;
    const record = await this.#run(spec);
    assertAnswers(record);
    const slots = this.#base.topology.directory.concurrency;
    const measured = probeOf(record, kind, this.#pool, holdS, slots);
    const calls = callsPerSession(record);
    // Sessions that held are whole; of those that an outage cut short the brief ones are over first.
    if (calls !== null && (measured.outcome === 'held' || this.calls === 0)) this.calls = calls;
    this.sample ??= record;
    for (const [knob, times] of Object.entries(record.knobs)) this.knobs[knob] = (this.knobs[knob] ?? 0) + times;
    const probe = { ...measured, ratePerSecond: this.rate(factor) };
    this.probes.push(probe);
    return probe;
  }
}

/**
 * A pool that answers 404 to everybody bears any load.
 * @throws ProbeFailed if nobody got what the script asks for
 */
function assertAnswers({ objectives, requests, reasons }: RunRecord): void {
  const answers = objectives.find(({ name }) => name === 'good');
  if (answers?.status === 'broken' || (answers?.status === 'no-data' && requests.offered === 0)) {
    throw new ProbeFailed(90, `There is no capacity to measure: ${reasons[0] ?? ''}`);
  }
}

/** Told of each probe, and of what the search has come to with it, as if it were interrupted now. */
export type TellProbe<Search> = (probe: CapacityProbe, found: Search) => void;

/** A search, which may have been interrupted: it has then what had been found until then. */
export interface SeedSearch extends MeasuredSeed {
  readonly finished: boolean;
}

/**
 * Goes through a search.
 * @returns whether it came to its end
 * @throws ProbeFailed; if it was interrupted, only where nothing had been found yet
 */
async function unlessInterrupted(
  probing: { readonly sample: RunRecord | null },
  search: () => Promise<void>,
): Promise<boolean> {
  try {
    await search();
    return true;
  } catch (error) {
    if (!(error instanceof ProbeFailed && error.code === 105) || probing.sample === null) throw error;
    return false;
  }
}

/**
 * Looks for the highest load that the pool bears, with the base's seed.
 * @param busiestPerSecond iterations per second at factor 1
 * @throws ProbeFailed
 */
export async function capacityOfSeed<Spec extends AnySpec>(
  base: Spec,
  plan: CapacityPlan,
  busiestPerSecond: number,
  run: RunProbe<Spec>,
  tell: TellProbe<SeedSearch> = () => {},
): Promise<SeedSearch> {
  const probing = new Probing(base, plan, busiestPerSecond, run);
  const { resolution, holdMsOf, mostPerSecond = Number.POSITIVE_INFINITY } = plan;
  const search = (): SearchPlan => {
    const most = Math.min(MOST_FACTOR, probing.factorOf(mostPerSecond));
    return { start: 1, resolution, least: LEAST_FACTOR, most };
  };
  const tried: TriedLoad[] = [];
  const recovered: TriedLoad[] = [];
  const rateOf = (factor: number | null): number | null => (factor === null ? null : probing.rate(factor));
  const found = (finished: boolean): SeedSearch => {
    const { held, broke, unclear } = bracketOf(tried);
    return {
      seed: base.seed,
      heldPerSecond: rateOf(held),
      brokePerSecond: unclear ? null : rateOf(broke),
      unclear,
      recoversAtPerSecond: rateOf(bracketOf(recovered).held),
      callsPerSession: probing.calls,
      ...{ probes: probing.probes, knobs: probing.knobs, sample: probing.sample as RunRecord },
      finished,
    };
  };
  const told = (probe: CapacityProbe): void => tell(probe, found(false));
  const finished = await unlessInterrupted(probing, async () => {
    await follow(plan.next, search, tried, told, factor => {
      const holdMs = holdMsOf?.(factor / (bracketOf(tried).held ?? 0) - 1) ?? plan.holdMs;
      return unlessUnclear(plan.tries ?? 1, told, () =>
        probing.probe('hold', holdSpec(base, { ...plan, holdMs }, factor), factor),
      );
    });
    const { held, broke, unclear } = bracketOf(tried);
    // Nobody overloads a system that exists on purpose.
    if (base.target !== undefined || !plan.recovery || held === null || broke === null || unclear) return;
    // Coarser than the capacity itself: what is asked for is whether service comes back at a load that it had borne.
    const holdMs = holdMsFor(base.topology.proxy.timeoutMs, RECOVERY_RESOLUTION);
    const limits = { start: held, resolution: RECOVERY_RESOLUTION, least: held * LEAST_FACTOR, most: held };
    const modelled: DrillSpec = base;
    await follow(
      bisection,
      () => limits,
      recovered,
      told,
      factor =>
        probing.probe(
          'recovery',
          recoverySpec(modelled, { ...plan, holdMs }, broke * OVERLOAD, factor) as Spec,
          factor,
        ),
    );
  });
  return found(finished);
}

/** Tries so often at most. @param tell told of those that are tried again */
async function unlessUnclear(
  tries: number,
  tell: (probe: CapacityProbe) => void,
  probe: () => Promise<CapacityProbe>,
): Promise<CapacityProbe> {
  const probed = await probe();
  if (probed.outcome !== 'unclear' || tries <= 1) return probed;
  tell(probed);
  return unlessUnclear(tries - 1, tell, probe);
}

/** As many times the instances of today are tried at most. */
const MOST_TIMES = 32;

/** How long a drill is that only counts the requests of sessions. */
const COUNTING_MS = 30_000;

/** Looks for the fewest instances of the pool that bear a load. @param perSecond requests planned. @throws ProbeFailed */
export async function neededInstances(
  base: DrillSpec,
  plan: ProbeSetting,
  perSecond: number,
  busiestPerSecond: number,
  run: RunProbe,
  tell: TellProbe<MeasuredInstances> = () => {},
): Promise<MeasuredInstances> {
  const probing = new Probing(base, plan, busiestPerSecond, run);
  const calls = callsPerSession(await run(holdSpec(base, { ...plan, holdMs: COUNTING_MS }, 1)));
  const factor = perSecond / (busiestPerSecond * (calls ?? 1));
  const { instances: today } = base.topology.pools[plan.pool] as { instances: number };
  const tried: TriedLoad[] = [];
  const found = (finished: boolean): MeasuredInstances => {
    const held = tried.filter(({ outcome }) => outcome === 'held').map(({ load }) => load);
    const instances = held.length === 0 ? null : Math.min(...held);
    return {
      instances,
      bySeed: [{ seed: base.seed, needed: instances }],
      unclear: tried.some(({ outcome }) => outcome === 'unclear'),
      probes: probing.probes,
      sample: probing.sample as RunRecord,
      interrupted: interruptedAt(finished ? 1 : 0, 1),
    };
  };
  const finished = await unlessInterrupted(probing, async () => {
    for (;;) {
      const instances = fewest(tried, today, today * MOST_TIMES);
      if (instances === null) return;
      const topology = withInstances(base.topology, plan.pool, instances);
      const probe = await probing.probe('instances', holdSpec({ ...base, topology }, plan, factor), factor);
      tried.push({ load: instances, outcome: probe.outcome });
      tell(probe, found(false));
    }
  });
  return found(finished);
}

/** Tries loads until the search has come to its end. @param tried those that were tried are added @param tell told then */
async function follow(
  next: NextLoad,
  plan: () => SearchPlan,
  tried: TriedLoad[],
  tell: (probe: CapacityProbe) => void,
  probe: (load: number) => Promise<CapacityProbe>,
): Promise<void> {
  for (let load = next(tried, plan()); load !== null; load = next(tried, plan())) {
    const done = await probe(load);
    const { outcome, used } = done;
    tried.push({ load, outcome, used: used === null ? null : highest(Object.values(used)) });
    tell(done);
  }
}
