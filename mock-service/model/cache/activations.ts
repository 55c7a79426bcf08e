import type { CacheSettings } from '../../settings/cache-settings.ts';

/**
 * How often each knob did something (model §2). A drill in which a knob never acted says nothing about that knob:
 * - capacity, policy: evictions
 * - ttl: entries found expired; ttlJitter: those of them whose ttl was spread; expiry: those, or renewals when sliding
 * - coalesce: lookups that joined a read of their key under way
 * - refreshAhead: early refreshes; staleWhileRevalidate, staleIfError: stale answers; negativeTtl: negative hits
 * - keepLateResults: results that came after their caller had gone, kept or dropped
 * - entrySize: entries stored; scope: hits in a cache that instances share
 */
export type Activations = Record<Knob, number>;

export type Knob =
  | 'capacity'
  | 'policy'
  | 'ttl'
  | 'ttlJitter'
  | 'expiry'
  | 'coalesce'
  | 'refreshAhead'
  | 'staleWhileRevalidate'
  | 'staleIfError'
  | 'negativeTtl'
  | 'keepLateResults'
  | 'entrySize'
  | 'scope';

export function noActivations(): Activations {
  return {
    capacity: 0,
    policy: 0,
    ttl: 0,
    ttlJitter: 0,
    expiry: 0,
    coalesce: 0,
    refreshAhead: 0,
    staleWhileRevalidate: 0,
    staleIfError: 0,
    negativeTtl: 0,
    keepLateResults: 0,
    entrySize: 0,
    scope: 0,
  };
}

/** How many entries the settings allow. */
export function capacityOf(settings: CacheSettings): number {
  const { capacity } = settings;
  return Math.max(1, Math.floor('entries' in capacity ? capacity.entries : capacity.bytes / settings.entrySizeBytes));
}
