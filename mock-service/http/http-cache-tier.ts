import type { OnFailure, RemoteCache, RemoteLookup } from '../model/remote-cache.ts';
import type { CacheSettings } from '../settings/cache-settings.ts';
import { printSettings } from '../settings/differences.ts';
import type { Clock } from '../time/clock.ts';
import type { TierAnswer, TierArguments } from './cache-tier-server.ts';
import { LineCaller } from './line-caller.ts';

/** The cache tier as the instances of another process see it. Latency, limits and time-outs are those of the nodes over there. */
export class HttpCacheTier implements RemoteCache {
  readonly onFailure: OnFailure;
  readonly #clock: Clock;
  readonly #caller: LineCaller;
  readonly #printed = new WeakMap<CacheSettings, string>();

  /** @param origin of `serveCacheTier` */
  constructor(origin: string, onFailure: OnFailure, clock: Clock) {
    this.onFailure = onFailure;
    this.#clock = clock;
    this.#caller = new LineCaller(origin);
  }

  lookUp(lookup: RemoteLookup, settings: CacheSettings): void {
    this.#caller.call(['look-up', this.#print(settings), lookup.key] satisfies TierArguments, {
      answered: rest => {
        const answer = rest as unknown as TierAnswer;
        if (answer[0] === null) lookup.lookUpFailed(this.#clock.now());
        else lookup.lookedUp(...answer, this.#clock.now());
      },
      failed: () => lookup.lookUpFailed(this.#clock.now()),
    });
  }

  fill(key: number, record: unknown, missedAt: number, settings: CacheSettings): void {
    this.#caller.call(['fill', this.#print(settings), key, record, missedAt] satisfies TierArguments, null);
  }

  remove(key: number, settings: CacheSettings): void {
    this.#caller.call(['remove', this.#print(settings), key] satisfies TierArguments, null);
  }

  /** Breaks the connection: lookups under way fail. */
  close(): void {
    this.#caller.close();
  }

  #print(settings: CacheSettings): string {
    let printed = this.#printed.get(settings);
    if (printed === undefined) {
      printed = JSON.stringify(printSettings(settings));
      this.#printed.set(settings, printed);
    }
    return printed;
  }
}
