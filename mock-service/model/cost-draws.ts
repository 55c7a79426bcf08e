import { type Distribution, type DistributionSpec, distribution } from '../time/distribution.ts';
import { hashText, mix, uniform } from '../time/random.ts';
import { KeyCounts } from './key-counts.ts';

/** A cost that goes with the load: in a straight line from that of an idle instance to that of one whose cores are all busy. */
export interface CostByLoad {
  readonly idle: DistributionSpec;
  readonly busy: DistributionSpec;
}

export type CostSpec = DistributionSpec | CostByLoad;

/** What a task costs a core. */
export interface CostConfig {
  readonly hit: CostSpec;
  readonly miss: CostSpec;
  readonly write: CostSpec;
}

export type CostClass = keyof CostConfig;

/** Costs of some of the work, beside the pool's own. The name keys their draws. */
export interface NamedCosts {
  readonly name: string;
  readonly cost: CostConfig;
}

/** The share of its cores that an instance has kept busy lately, 0–1. */
export interface Load {
  share(): number;
}

export function goesWithLoad(spec: CostSpec): spec is CostByLoad {
  return 'idle' in spec;
}

/** One class of cost: the n-th draw of a key is the same in every drill with the same seed and pool. */
class ClassDraws {
  #cost: Distribution;
  /** The cost at full load, where it is another; drawn by the same chance. */
  #busy: Distribution | null;
  /** The one value there is, or null when draws vary. */
  #fixed: number | null;
  #key: number;
  #counts = new KeyCounts();

  constructor(spec: CostSpec, key: number) {
    const byLoad = goesWithLoad(spec);
    const idle = byLoad ? spec.idle : spec;
    this.#cost = distribution(idle);
    this.#busy = byLoad ? distribution(spec.busy) : null;
    this.#fixed = 'fixed' in idle && !byLoad ? idle.fixed : null;
    this.#key = key;
  }

  next(key: number, load: Load): number {
    if (this.#fixed !== null) return this.#fixed;
    const u = uniform(mix(mix(this.#key, key), this.#counts.next(key)));
    const idle = this.#cost(u);
    return this.#busy === null ? idle : idle + (this.#busy(u) - idle) * load.share();
  }
}

type SetDraws = Readonly<Record<CostClass, ClassDraws>>;

/** The CPU time of a pool's requests, ms on one core. */
export class CostDraws {
  readonly #sets: readonly SetDraws[];

  /**
   * @param config the costs of all work that names no others
   * @param pool the pool's name, part of the key: pools are apart when live, so they must be when virtual.
   * @param others costs 1, 2 …
   */
  constructor(config: CostConfig, pool: string, seed: number, others: readonly NamedCosts[] = []) {
    const key = mix(seed, hashText(pool));
    this.#sets = [
      drawsOf(config, key),
      ...others.map(({ name, cost }) => drawsOf(cost, mix(mix(key, 4), hashText(name)))),
    ];
  }

  /** @param costs which of the costs, by index */
  next(costs: number, kind: CostClass, key: number, load: Load): number {
    return (this.#sets[costs] as SetDraws)[kind].next(key, load);
  }
}

function drawsOf(config: CostConfig, key: number): SetDraws {
  return {
    hit: new ClassDraws(config.hit, mix(key, 1)),
    miss: new ClassDraws(config.miss, mix(key, 2)),
    write: new ClassDraws(config.write, mix(key, 3)),
  };
}
