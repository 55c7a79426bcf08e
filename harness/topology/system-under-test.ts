import type { Topology } from './topology.ts';

/**
 * What a drill and its verdict know of the system under test. Of a modelled one everything is known (a `Topology`); of one that exists
 * what nobody has told is null.
 */
export interface SystemUnderTest
  extends Pick<
    Topology,
    | 'name'
    | 'fingerprint'
    | 'scale'
    | 'users'
    | 'popularity'
    | 'peakPerSecond'
    | 'calibration'
    | 'objectives'
    | 'classes'
  > {
  readonly pools: Readonly<Record<string, PoolLimits>>;
  /** What the pools share behind their caches: slots that there are. */
  readonly directory: { readonly concurrency: number | null };
  /** The deadline of what stands before the pools, and how it asks instances for their health. */
  readonly proxy: { readonly timeoutMs: number; readonly health?: Topology['proxy']['health'] };
  /** How often pools are measured, ms, where others than Headroom do; undefined: in every second. */
  readonly measuredEveryMs?: number;
}

/** What a pool has. */
export interface PoolLimits {
  readonly instances: number | null;
  readonly cores: number | null;
  readonly memoryBytes: number | null;
  /** Requests that may wait at one instance; Infinity: any number, null: nobody knows. */
  readonly queue: number | null;
}
