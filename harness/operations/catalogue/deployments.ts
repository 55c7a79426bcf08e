import { instanceCount } from '../../../mock-service/model/instance-count.ts';
import type { NamedCacheSettings } from '../../../mock-service/settings/cache-settings.ts';
import type { Site } from './site.ts';

/** The settings of every instance, by pool. */
export type InForce = ReadonlyMap<string, readonly NamedCacheSettings[]>;

/** Which settings each instance has, and had: what a roll-back goes by. */
export class Deployments {
  #inForce: InForce;
  /** What was in force before each fingerprint was first deployed, oldest first. */
  #before: { fingerprint: string; inForce: InForce }[] = [];
  readonly #baseline: NamedCacheSettings;

  constructor(
    pools: readonly { name: string; instances: number }[],
    initial: NamedCacheSettings,
    baseline: NamedCacheSettings,
  ) {
    this.#inForce = new Map(pools.map(({ name, instances }) => [name, Array(instances).fill(initial)]));
    this.#baseline = baseline;
  }

  get inForce(): InForce {
    return this.#inForce;
  }

  /** Deploys to the first ceil(share · n) instances of the pool, or of every pool. */
  deploy(settings: NamedCacheSettings, pool: string | null, share: number): void {
    if (!this.#before.some(({ fingerprint }) => fingerprint === settings.fingerprint)) {
      this.#before.push({ fingerprint: settings.fingerprint, inForce: this.#inForce });
    }
    this.#inForce = new Map(
      [...this.#inForce].map(([name, instances]) => {
        const count = pool === null || pool === name ? instanceCount(share, instances.length) : 0;
        return [name, instances.map((had, i) => (i < count ? settings : had))];
      }),
    );
  }

  /**
   * Returns every instance to what it had before the present fingerprint (the one deployed last) was first deployed to any of
   * them, or to the baseline where nothing was deployed (model §5). What is undone is forgotten: a second roll-back goes on
   * from there.
   */
  rollBack(): void {
    const last = this.#before.pop();
    this.#inForce =
      last?.inForce ??
      new Map([...this.#inForce].map(([name, instances]) => [name, instances.map(() => this.#baseline)]));
  }

  /** Tells the site what every instance is to have. */
  putInForce(site: Site): void {
    for (const [pool, perInstance] of this.#inForce) site.pool(pool, { kind: 'settings', perInstance });
  }

  /** Which settings there are now, over all instances. */
  settingsInForce(): { name: string; fingerprint: string }[] {
    const all = [...this.#inForce.values()].flat();
    return [...new Map(all.map(({ name, fingerprint }) => [`${name} ${fingerprint}`, { name, fingerprint }])).values()];
  }
}
