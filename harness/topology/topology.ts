import type { CacheTierConfig } from '../../mock-service/model/cache-nodes.ts';
import type { Contention } from '../../mock-service/model/contention.ts';
import type { CostConfig as CpuCosts } from '../../mock-service/model/cost-draws.ts';
import type { QuotaConfig } from '../../mock-service/model/cpu.ts';
import type { RequestClassConfig } from '../../mock-service/model/request-classes.ts';
import type { ShedConfig } from '../../mock-service/model/shedding.ts';
import type { StoreConnectionsConfig } from '../../mock-service/model/store-connections.ts';
import type { WarmUp } from '../../mock-service/model/warming.ts';
import type { ServiceDescription } from '../../mock-service/service/declared/description.ts';
import type { DistributionSpec } from '../../mock-service/time/distribution.ts';
import type { ClassObjectives } from '../verdict/objectives/class-objectives.ts';
import type { Objectives } from '../verdict/objectives/objectives.ts';

/** A topology as the model uses it: ms, bytes, shares 0–1, rates per second at this scale. The file format is model §10. */
export interface Topology {
  readonly name: string;
  readonly fingerprint: string;
  /** One instance here stands for this many. */
  readonly scale: number;
  readonly users: number;
  readonly popularity: 'uniform' | { readonly zipf: number };
  /** Regional peak, requests per second planned. */
  readonly peakPerSecond: number;
  readonly pools: Readonly<Record<string, PoolConfig>>;
  readonly cost: CostConfig;
  readonly directory: DirectoryConfig;
  /** What settings with `scope: tier` use; undefined: there is none. */
  readonly cacheTier?: CacheTierConfig;
  readonly proxy: ProxyConfig;
  /** Operations that take time, and fail; what is left out is done at once. */
  readonly operations?: OperationPaces;
  /** Of requests, the most important first; undefined: all are alike. */
  readonly classes?: readonly RequestClass[];
  /** What the service does; undefined: it is My Sign-Ins. */
  readonly service?: ServiceDescription;
  readonly objectives: Objectives;
  /** The record of the calibration that it is from, from the folder of its file; undefined: it is none's. */
  readonly calibration?: string;
}

export interface RequestClass extends RequestClassConfig {
  /** What `pass` means for its requests alone, shares 0–1; null: not asked for. */
  readonly objectives: ClassObjectives;
}

export interface OperationPaces {
  readonly deploy?: RollingPace;
  readonly 'roll-back'?: RollingPace;
  /** From the order until users begin to move. */
  readonly 'fail-over'?: { readonly detectMs: number };
}

/** Instances are reached one after another, each but for the chance `fails`, 0–1. */
export interface RollingPace {
  readonly takesMs: number;
  readonly fails: number;
}

export interface PoolConfig {
  readonly instances: number;
  /** Cores' worth of CPU time of one instance. */
  readonly cores: number;
  /** How it is meted out; undefined: of a fraction every core is that much slower. */
  readonly quota?: QuotaConfig;
  readonly memoryBytes: number;
  /** Waiting requests beyond those on a core; Infinity = never refuses. */
  readonly queue: number;
  /** What a core does with a request whose caller has gone. */
  readonly expired: 'serve' | 'skip';
  readonly start: 'cold' | 'warm';
  readonly restartAfterMs: number;
  /** Who changes the number of its instances; undefined: nobody. */
  readonly autoscale?: AutoscaleConfig;
  /** How the proxy's share of an instance that comes grows; undefined: it has all of it at once. */
  readonly slowStart?: SlowStartConfig;
  /** How it refuses requests as its CPU fills; undefined: it does not. */
  readonly shed?: ShedConfig;
  /** How what an instance does costs more at first; undefined: it does not. */
  readonly warmUp?: WarmUp;
}

export interface SlowStartConfig {
  readonly windowMs: number;
  /** 1: in a straight line; more: faster at first. */
  readonly aggression: number;
}

export interface AutoscaleConfig {
  /** The share of CPU that is aimed at, 0–1. */
  readonly cpu: number;
  readonly min: number;
  readonly max: number;
  readonly everyMs: number;
  readonly tolerance: number;
  /** From when an instance is asked for until it takes load. */
  readonly bootMs: number;
  /** By at most which share the number grows and shrinks in a minute. */
  readonly up: number;
  readonly down: number;
  /** The number shrinks to no less than was wanted at any time of this. */
  readonly stabilizeMs: number;
  /** Share of those asked for that never come. */
  readonly fails: number;
}

export interface CostConfig extends CpuCosts {
  readonly requestSizeBytes: number;
  readonly baseMemoryBytes: number;
  readonly gc: number;
  readonly contention?: Contention;
}

export interface DirectoryConfig {
  readonly latency: DistributionSpec;
  readonly concurrency: number;
  readonly timeoutMs: number;
  readonly errors: number;
  readonly unknownUsers: number;
  /** Of each instance to it; undefined: as many as it likes, open at once. */
  readonly connections?: StoreConnectionsConfig;
  readonly setUpMs?: number;
}

export interface ProxyConfig {
  readonly timeoutMs: number;
  readonly connectTimeoutMs: number;
  /** How long an answer may pause after its head, live; as `timeoutMs` if not given. */
  readonly idleTimeoutMs?: number;
  readonly retries: number;
  /** Which answers may be retried: statuses as text ('502', '503', '504') or transport outcomes ('refused', 'reset'). */
  readonly retryOn: readonly string[];
  /** Retries allowed as a share of the requests under way and recent. */
  readonly retryBudget: number;
  readonly balance: 'hash-user' | 'round-robin' | 'least-request';
  readonly failover: 'manual' | 'active-passive' | { readonly priority: { readonly overprovisioning: number } };
  readonly health: {
    readonly intervalMs: number;
    readonly timeoutMs: number;
    readonly fall: number;
    readonly rise: number;
    readonly depth: 'shallow' | 'deep';
  };
  readonly ejection: 'off' | { readonly consecutive: number; readonly forMs: number; readonly maxShare: number };
  readonly networkDelayMs: number;
  /** The proxy's own servers; undefined: without limits. */
  readonly servers?: ProxyServersConfig;
}

export interface ProxyServersConfig {
  readonly instances: number;
  readonly cores: number;
  /** CPU time of routing a request once. */
  readonly cost: DistributionSpec;
  readonly memoryBytes: number;
  readonly requestSizeBytes: number;
  readonly baseMemoryBytes: number;
  readonly restartAfterMs: number;
}
