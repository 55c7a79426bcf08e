import type { CacheSettings } from '../../mock-service/settings/cache-settings.ts';
import { printDuration, printShare, printSize } from '../../mock-service/settings/units.ts';

/** Settings as people write them, by knob: `{ ttl: '300s', coalesce: 'true', … }`. */
export type KnobTexts = Readonly<Record<string, string>>;

/** One knob that differs between two settings. */
export interface KnobDifference {
  readonly knob: string;
  readonly baseline: string;
  readonly value: string;
}

/** Every knob's value in the words of a settings file, in the file's order. */
export function knobTexts(settings: CacheSettings): KnobTexts {
  const { capacity, ttlMs, refreshAheadBeta } = settings;
  return {
    capacity: 'entries' in capacity ? String(capacity.entries) : printSize(capacity.bytes),
    policy: settings.policy,
    ttl: ttlMs === Number.POSITIVE_INFINITY ? 'none' : printDuration(ttlMs),
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

/** The knobs in which `value` differs from `baseline`. */
export function knobDifferences(baseline: KnobTexts, value: KnobTexts): KnobDifference[] {
  const knobs = new Set([...Object.keys(baseline), ...Object.keys(value)]);
  const differences: KnobDifference[] = [];
  for (const knob of knobs) {
    const was = baseline[knob] ?? 'not set';
    const is = value[knob] ?? 'not set';
    if (was !== is) differences.push({ knob, baseline: was, value: is });
  }
  return differences;
}
