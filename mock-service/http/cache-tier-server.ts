import type { Lookup } from '../model/cache/cache.ts';
import type { RemoteCache } from '../model/remote-cache.ts';
import type { CacheSettings } from '../settings/cache-settings.ts';
import { readPrinted } from '../settings/read-cache-settings.ts';
import type { ListenAddress, MetricsText } from './http-server.ts';
import { type LineServer, serveLines } from './line-server.ts';

/** What an instance says to a cache tier; its settings are the JSON of what `printSettings` gives. */
export type TierArguments =
  | readonly [what: 'look-up', settings: string, key: number]
  | readonly [what: 'fill', settings: string, key: number, record: unknown, missedAt: number]
  | readonly [what: 'remove', settings: string, key: number];

/** What a lookup found; null: it failed. */
export type TierAnswer = readonly [found: Lookup, record: unknown, standInUntil: number] | readonly [found: null];

export interface CacheTierServerOptions extends ListenAddress {
  readonly tier: RemoteCache;
  readonly metrics?: MetricsText;
}

/** Serves a cache tier to `HttpCacheTier`s, with `/healthz` and `/metrics`. */
export function serveCacheTier({ tier, ...options }: CacheTierServerOptions): Promise<LineServer> {
  const known = new Map<string, CacheSettings>();
  const settingsOf = (printed: string): CacheSettings => {
    const settings = known.get(printed) ?? readPrinted(JSON.parse(printed));
    known.set(printed, settings);
    return settings;
  };
  return serveLines({
    ...options,
    received: ([id, ...rest], connection) => {
      const call = rest as unknown as TierArguments;
      const settings = settingsOf(call[1]);
      const answer = (found: TierAnswer): void => connection.send([id, ...found]);
      switch (call[0]) {
        case 'look-up':
          return tier.lookUp(
            {
              key: call[2],
              lookedUp: (...found) => answer([found[0], found[1], found[2]]),
              lookUpFailed: () => answer([null]),
            },
            settings,
          );
        case 'fill':
          return tier.fill(call[2], call[3], call[4], settings);
        case 'remove':
          return tier.remove(call[2], settings);
      }
    },
  });
}
