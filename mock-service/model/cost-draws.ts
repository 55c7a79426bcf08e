import { type Distribution, type DistributionSpec, distribution } from '../time/distribution.ts';
import { hashText, mix, uniform } from '../time/random.ts';
import { UserCounts } from './user-counts.ts';

/** What a task costs a core. */
export interface CostConfig {
  readonly hit: DistributionSpec;
  readonly miss: DistributionSpec;
  readonly write: DistributionSpec;
}

export type CostClass = keyof CostConfig;

/** One class of cost: the n-th draw of a user is the same in every drill with the same seed and pool. */
class ClassDraws {
  #cost: Distribution;
  /** The one value there is, or null when draws vary. */
  #fixed: number | null;
  #key: number;
  #counts = new UserCounts();

  constructor(spec: DistributionSpec, key: number) {
    this.#cost = distribution(spec);
    this.#fixed = 'fixed' in spec ? spec.fixed : null;
    this.#key = key;
  }

  next(user: number): number {
    if (this.#fixed !== null) return this.#fixed;
    return this.#cost(uniform(mix(mix(this.#key, user), this.#counts.next(user))));
  }
}

/** The CPU time of a pool's requests, ms on one core. */
export class CostDraws {
  readonly #classes: Readonly<Record<CostClass, ClassDraws>>;

  /** @param pool the pool's name, part of the key: pools are apart when live, so they must be when virtual. */
  constructor(config: CostConfig, pool: string, seed: number) {
    const key = mix(seed, hashText(pool));
    this.#classes = {
      hit: new ClassDraws(config.hit, mix(key, 1)),
      miss: new ClassDraws(config.miss, mix(key, 2)),
      write: new ClassDraws(config.write, mix(key, 3)),
    };
  }

  next(kind: CostClass, user: number): number {
    return this.#classes[kind].next(user);
  }
}
