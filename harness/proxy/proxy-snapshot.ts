import type { Reason, TransportFailure } from '../transport/exchange.ts';
import type { FailoverProxy } from './failover-proxy.ts';
import type { ServerCounts } from './proxy-servers.ts';
import type { ThrottleState } from './throttle.ts';

/** Everything that a proxy has counted so far, as plain data. */
export interface ProxySnapshot {
  readonly pools: readonly PoolSnapshot[];
  readonly throttles: readonly ThrottleState[];
  /** The proxy's own servers; empty: without limits. */
  readonly servers: readonly { readonly up: boolean; readonly held: number; readonly busyMs: number }[];
  readonly serverCounts: Readonly<ServerCounts> | null;
  readonly inFlight: number;
  readonly retriesDenied: number;
  /** Answers that broke off after their headers. */
  readonly truncated: number;
  /** Connections to the instances, live only; `repeated`: requests sent once more, since theirs had been closed while it lay idle. */
  readonly connections: { readonly open: number; readonly opened: number; readonly repeated: number } | null;
}

export interface PoolSnapshot {
  readonly name: string;
  /** The share of the users that it gets now, 0–1. */
  readonly weight: number;
  /** Whether most users go to it. */
  readonly active: boolean;
  /** Requests whose caller went away before any answer. */
  readonly abandoned: number;
  /** Requests that no instance was there for. */
  readonly unserved: readonly AnswerCount[];
  /** From a request's arrival to its answer's headers, in the buckets of DURATION_BOUNDS_MS and one beyond; not cumulated. */
  readonly durations: { readonly counts: readonly number[]; readonly sumMs: number };
  readonly instances: readonly InstanceSnapshot[];
}

export interface InstanceSnapshot {
  /** `alternate-2` */
  readonly name: string;
  readonly up: boolean;
  readonly ejected: boolean;
  /** The part of its share that it has, 0–1; null: its pool has no slow start. */
  readonly weight: number | null;
  readonly inFlight: number;
  readonly attempts: number;
  readonly retries: number;
  readonly checksPassed: number;
  readonly checksFailed: number;
  readonly ejections: number;
  /** Requests by what their callers got; the last instance tried stands for the request. */
  readonly outcomes: readonly AnswerCount[];
  /** Attempts that ended without an answer. */
  readonly broken: readonly { readonly failure: TransportFailure; readonly count: number }[];
}

export interface AnswerCount {
  readonly status: number;
  readonly reason: Reason | null;
  readonly count: number;
}

/** @param connections the live proxy's, if it is live. */
export function proxySnapshot(proxy: FailoverProxy, connections: ProxySnapshot['connections'] = null): ProxySnapshot {
  const state = proxy.state();
  const { inFlight, retriesDenied, truncated, servers } = proxy.forwarder;
  return {
    pools: proxy.pools.map((pool, index) => ({
      name: pool.name,
      weight: state.pools[index]?.weight ?? 0,
      active: pool.name === state.active,
      abandoned: pool.abandoned,
      unserved: pool.unserved.list(),
      durations: pool.durations.read(),
      instances: pool.instances.map(instance => ({
        name: instance.name,
        up: instance.health.up,
        ejected: instance.ejected,
        weight: proxy.weightOf(instance),
        inFlight: instance.inFlight,
        attempts: instance.attempts,
        retries: instance.retries,
        checksPassed: instance.checksPassed,
        checksFailed: instance.checksFailed,
        ejections: instance.ejections,
        outcomes: instance.outcomes.list(),
        broken: [...instance.broken].map(([failure, count]) => ({ failure, count })),
      })),
    })),
    servers: servers?.states() ?? [],
    serverCounts: servers?.counts ?? null,
    throttles: state.throttles,
    inFlight,
    retriesDenied,
    truncated,
    connections,
  };
}
