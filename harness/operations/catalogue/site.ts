import type { NodeDegradation } from '../../../mock-service/model/cache-nodes.ts';
import type { DirectoryDegradation } from '../../../mock-service/model/directory.ts';
import type { AnySettings } from '../../../mock-service/settings/cache-settings.ts';

/** What operations call the cache tier, and the proxy's own servers. */
export const CACHE_TIER = 'cache-tier';
export const PROXY = 'proxy';

/** What a pool can be told. Plain data: it crosses to the pool's process when live. */
export type PoolCommand =
  /** Settings by instance; null leaves one as it is. */
  | { readonly kind: 'settings'; readonly perInstance: readonly (AnySettings | null)[] }
  /** The first ⌈share · n⌉ instances; or one of them, from 0. */
  | { readonly kind: 'restart'; readonly share: number; readonly nth?: number }
  | { readonly kind: 'flush' }
  /** How many of its instances take load. */
  | { readonly kind: 'scale'; readonly count: number }
  /** The share of the CPU's speed that remains. */
  | { readonly kind: 'cpu'; readonly share: number };

export type DirectoryCommand = { readonly kind: 'degrade'; readonly degradation: DirectoryDegradation | null };

/** Of the tier's first nodes, ⌈share · n⌉ of them. */
export type CacheTierCommand =
  | { readonly kind: 'restart'; readonly share: number }
  | { readonly kind: 'flush'; readonly share: number }
  /** Null: as they were. */
  | { readonly kind: 'degrade'; readonly share: number; readonly degradation: NodeDegradation | null };

/** Who is let in, from the present share linearly to another. */
export interface ThrottleCommand {
  readonly kind: 'throttle';
  /** Of the users or of the requests: those that are admitted, 0–1. */
  readonly share: number;
  readonly by: 'user' | 'request';
  readonly overMs: number;
  /** `GET /path/:id`; null: every route. Throttles of different routes stand side by side. */
  readonly route: string | null;
  /** Of requests, by its name; null: every class. */
  readonly class: string | null;
  /** What those who are refused are told in `Retry-After`. */
  readonly retryAfterMs: number;
}

export type ProxyCommand =
  | { readonly kind: 'move'; readonly to: string; readonly overMs: number }
  /** Whoever is being moved stays where they are, or the move goes on. */
  | { readonly kind: 'hold' | 'go-on' }
  | ThrottleCommand
  | { readonly kind: 'scale'; readonly pool: string; readonly count: number }
  /** Of its own servers. */
  | { readonly kind: 'restart'; readonly share: number };

/** The system under test as operations see it: commands go in, nothing comes back (an operation answers before it is done). */
export interface Site {
  /** In the topology's order: the first is home. */
  readonly pools: readonly { readonly name: string; readonly instances: number; readonly restartAfterMs: number }[];
  /** Null: there is none. */
  readonly cacheTier: { readonly restartAfterMs: number } | null;
  /** The proxy's own servers; null: without limits. */
  readonly proxyServers: { readonly restartAfterMs: number } | null;
  /** `GET /path/:id` */
  readonly routes: readonly string[];
  /** Of requests, by name; left out: they have none. */
  readonly classes?: readonly string[];
  pool(name: string, command: PoolCommand): void;
  directory(command: DirectoryCommand): void;
  tier(command: CacheTierCommand): void;
  proxy(command: ProxyCommand): void;
  /** What `GET /state` shows beside the settings in force: routing and health, as JSON. */
  state(): unknown;
}
