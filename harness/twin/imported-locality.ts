import type { CacheSettings, NamedCacheSettings } from '../../mock-service/settings/cache-settings.ts';
import { printDuration } from '../../mock-service/settings/units.ts';
import type { CalibrationRecord } from '../record/calibration-record.ts';
import { hitRatioOfSize, hitRatioOfTtl } from '../record/import-record.ts';
import type { Topology } from '../topology/topology.ts';
import { count, share } from '../verdict/figures.ts';
import type { Line } from './fitted-topology.ts';
import type { ImportedKeys } from './imported-keys.ts';
import { meanHits, type WindowFigures } from './window-figures.ts';

export type ImportedLocality = NonNullable<CalibrationRecord['import']>;

/** Lines of the topology that an import says. */
export function importedLines({ service, users }: Topology, imported: ImportedKeys): Line[] {
  const { file, copies, keys, reuse } = imported;
  const lines: Line[] = [];
  const seenUsers = imported.users * copies;
  if (seenUsers > users)
    lines.push({
      path: ['users'],
      value: seenUsers,
      source: `${count(seenUsers)} asked in what is replayed of ${file}`,
    });
  for (const entry of service?.entries ?? []) {
    const seen = (keys.get(entry.name) ?? 0) * copies;
    const popularity = reuse.kinds.find(kind => kind.entry === entry.name)?.popularity;
    if (seen === 0 || entry.keys === 'user') continue;
    const path = (key: string): string[] => ['service', 'entries', entry.name, key];
    if (seen > entry.keys)
      lines.push({
        path: path('count'),
        value: seen,
        source: `distinct keys in what is replayed of ${file}: there may be more`,
      });
    lines.push({
      path: path('popularity'),
      value: popularity?.zipf == null ? 'uniform' : { zipf: popularity.zipf },
      source: `of ${file}, for warm starts alone: what is asked for again, and how soon, is in the keys of traffic.js`,
    });
  }
  return lines;
}

/** What a calibration says of the keys that its twin was asked for. */
export function importedLocality(
  { file, record, reuse, copies, keys }: ImportedKeys,
  { settings }: NamedCacheSettings,
  { service }: Topology,
  observed: readonly WindowFigures[],
  predicted: readonly WindowFigures[],
): ImportedLocality {
  const { profile } = record;
  if (profile === null) throw new Error('an import without a profile has no keys: looked at before');
  const entries = [...keys].map(([name, distinct]): ImportedLocality['entries'][number] => ({
    ...{ name, keys: distinct * copies },
    ...{ lookups: reuse.kinds.find(kind => kind.entry === name)?.lookups ?? 0, ...exactOf(reuse, settings, name) },
  }));
  if (service === undefined) throw new Error('a twin is of a declared service');
  const { bySize, byTtl } = reuse;
  return {
    ...{ file, name: record.name, integrity: record.integrity, startsAt: profile.startsAt, spanS: profile.spanS },
    ...{ sampleRate: profile.sampleRate, requests: profile.requests },
    ...{ observed: meanHits(observed), reached: meanHits(predicted), ...exactOf(reuse, settings), entries },
    curve: { method: bySize.method.kind, entries: bySize.entries, hitRatio: bySize.hitRatio },
    ttlCurve: { method: byTtl.method.kind, ttlS: byTtl.ttlS, hitRatio: byTtl.hitRatio },
  };
}

/** The hit ratio of one LRU cache of today's size, and of one whose entries live as long as today's. */
function exactOf(
  reuse: ImportedKeys['reuse'],
  { capacity, ttlMs }: CacheSettings,
  entry?: string,
): { readonly ofSize: number | null; readonly ofTtl: number | null } {
  return {
    ofSize: 'entries' in capacity ? hitRatioOfSize(reuse, capacity.entries, entry) : null,
    ofTtl: Number.isFinite(ttlMs) ? hitRatioOfTtl(reuse, ttlMs / 1000, entry) : null,
  };
}

/** What is to be known of a hit ratio that rests on an import. @param leadS what the caches were filled by before it was compared */
export function localitySentences(
  { file, observed, reached }: ImportedLocality,
  { settings: { ttlMs } }: NamedCacheSettings,
  leadS: number,
): string[] {
  const sentences: string[] = [];
  if (observed !== null && reached !== null)
    sentences.push(
      `Keys are those of ${file}, in their order: hit ratio ${share(reached)} in the twin, ${share(observed)} measured.`,
    );
  if (ttlMs > 1000 * leadS)
    sentences.push(
      `Caches of the twin began empty ${printDuration(1000 * leadS)} before the windows that are compared, and entries live ${Number.isFinite(ttlMs) ? `for ${printDuration(ttlMs)}` : 'until they are evicted'}: if real ones held more by then, its hit ratio is too low. A longer --for.`,
    );
  return sentences;
}
