import type { CacheSettings } from './cache-settings.ts';
import { printDuration, printShare, printSize } from './units.ts';

/** A knob by the name that people write. */
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

/** One knob that two settings disagree about, each value as people write it. */
export interface Difference {
  readonly knob: Knob;
  readonly from: string;
  readonly to: string;
}

/** The values of all knobs as people write them, in the order of the shipped files: `{ ttl: '300s', … }`. */
export function printSettings(settings: CacheSettings): Record<Knob, string> {
  const { capacity, refreshAheadBeta } = settings;
  return {
    capacity: 'bytes' in capacity ? printSize(capacity.bytes) : String(capacity.entries),
    policy: settings.policy,
    ttl: settings.ttlMs === Number.POSITIVE_INFINITY ? 'none' : printDuration(settings.ttlMs),
    ttlJitter: printShare(settings.ttlJitter),
    expiry: settings.expiry,
    coalesce: String(settings.coalesce),
    refreshAhead: refreshAheadBeta === null ? 'off' : `{ beta: ${refreshAheadBeta} }`,
    staleWhileRevalidate: printDuration(settings.staleWhileRevalidateMs),
    staleIfError: printDuration(settings.staleIfErrorMs),
    negativeTtl: printDuration(settings.negativeTtlMs),
    keepLateResults: String(settings.keepLateResults),
    entrySize: printSize(settings.entrySizeBytes),
    scope: settings.scope,
  };
}

/** The knobs in which `to` differs from `from`; none for equal settings. */
export function differences(from: CacheSettings, to: CacheSettings): Difference[] {
  const [before, after] = [printSettings(from), printSettings(to)];
  const knobs = Object.keys(before) as Knob[];
  return knobs
    .filter(knob => before[knob] !== after[knob])
    .map(knob => ({ knob, from: before[knob], to: after[knob] }));
}

/** `ttl: 300s → 1s, coalesce: true → false`, or `no difference`. */
export function printDifferences(list: readonly Difference[]): string {
  return list.length === 0 ? 'no difference' : list.map(each => `${each.knob}: ${each.from} → ${each.to}`).join(', ');
}
