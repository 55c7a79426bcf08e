import { instanceCount } from '../../../mock-service/model/instance-count.ts';
import type { AnySettings } from '../../../mock-service/settings/cache-settings.ts';
import type { Site } from './site.ts';

/** The settings of every instance, by pool. */
export type InForce = ReadonlyMap<string, readonly AnySettings[]>;

/** An instance that is to get settings. */
export interface Change {
  readonly pool: string;
  readonly index: number;
  readonly settings: AnySettings;
}

/** Which settings each instance has, and had: what a roll-back goes by. */
export class Deployments {
  #inForce: InForce;
  /** What was in force before each fingerprint was first deployed, oldest first. */
  #before: { fingerprint: string; inForce: InForce }[] = [];
  readonly #baseline: AnySettings;

  constructor(pools: readonly { name: string; instances: number }[], initial: AnySettings, baseline: AnySettings) {
    this.#inForce = new Map(pools.map(({ name, instances }) => [name, Array(instances).fill(initial)]));
    this.#baseline = baseline;
  }

  get inForce(): InForce {
    return this.#inForce;
  }

  /** A deploy to the first ceil(share · n) instances of the pool, or of every pool. @returns what it is to change, in turn */
  deploy(settings: AnySettings, pool: string | null, share: number): Change[] {
    if (!this.#before.some(({ fingerprint }) => fingerprint === settings.fingerprint)) {
      this.#before.push({ fingerprint: settings.fingerprint, inForce: this.#inForce });
    }
    return [...this.#inForce].flatMap(([name, instances]) => {
      const count = pool === null || pool === name ? instanceCount(share, instances.length) : 0;
      return Array.from({ length: count }, (_, index) => ({ pool: name, index, settings }));
    });
  }

  /**
   * Gives every instance back what it had before the present fingerprint (the one deployed last) was first deployed to any of
   * them, or to the baseline where nothing was deployed (model §5). What is undone is forgotten: a second roll-back goes on
   * from there.
   * @returns what it is to change, in turn
   */
  rollBack(): Change[] {
    const before = this.#before.pop()?.inForce;
    return [...this.#inForce].flatMap(([pool, instances]) =>
      instances.flatMap((has, index) => {
        const settings = before?.get(pool)?.[index] ?? this.#baseline;
        return has === settings ? [] : [{ pool, index, settings }];
      }),
    );
  }

  /** These instances have their settings now. */
  reach(changes: readonly Change[]): void {
    const inForce = new Map([...this.#inForce].map(([pool, instances]) => [pool, [...instances]]));
    for (const { pool, index, settings } of changes) (inForce.get(pool) as AnySettings[])[index] = settings;
    this.#inForce = inForce;
  }

  /** Tells the site what every instance is to have. */
  putInForce(site: Site): void {
    for (const [pool, perInstance] of this.#inForce) site.pool(pool, { kind: 'settings', perInstance });
  }

  /** Which settings there are, over all instances, once these have theirs. */
  settingsWith(changes: readonly Change[]): { name: string; fingerprint: string }[] {
    const changed = new Map(changes.map(({ pool, index, settings }) => [`${pool} ${index}`, settings]));
    const all = [...this.#inForce].flatMap(([pool, instances]) =>
      instances.map((has, index) => changed.get(`${pool} ${index}`) ?? has),
    );
    return [...new Map(all.map(({ name, fingerprint }) => [`${name} ${fingerprint}`, { name, fingerprint }])).values()];
  }
}
