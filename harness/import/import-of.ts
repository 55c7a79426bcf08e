import { IMPORT, type ImportRecord } from '../record/import-record.ts';
import { sealed } from '../record/seal.ts';
import type { CensusResult, RouteCount } from './census.ts';
import type { ReadLog } from './read-logs.ts';
import { TRAFFIC } from './replay-script.ts';
import type { HitCurve, ReuseResult } from './reuse.ts';
import { SESSION_GAP_S } from './sessions.ts';
import { rounded } from './spread.ts';
import type { TrafficProfile } from './traffic-profile.ts';

/** What was imported, and from where. */
export interface Imported {
  readonly name: string;
  readonly importedAt: Date;
  readonly logs: readonly ReadLog[];
  /** What was taken for the user. */
  readonly userBy: string;
  readonly census: CensusResult;
  readonly profile: TrafficProfile | null;
  /** Of one cache under the written settings. */
  readonly profileHits: number | null;
}

/** The record of an import. */
export function importOf({ name, importedAt, logs, userBy, census, profile, profileHits }: Imported): ImportRecord {
  const { firstMs, lastMs, rate, sessions, reuse } = census;
  const sum = (of: (log: ReadLog) => number): number => logs.reduce((all, log) => all + of(log), 0);
  const spanS = (lastMs - firstMs) / 1000;
  const peak = ({ perSecond, atMs }: { perSecond: number; atMs: number }) => ({
    perSecond: rounded(perSecond),
    at: instant(atMs),
  });
  return sealed(IMPORT, {
    ...{ name, importedAt: importedAt.toISOString() },
    log: {
      files: logs.map(({ firstMs: from, lastMs: to, ...log }) => ({
        ...log,
        firstAt: from === null ? null : instant(from),
        lastAt: to === null ? null : instant(to),
      })),
      ...{ lines: sum(log => log.lines), unparsed: sum(log => log.unparsed), requests: census.requests },
      ...{ startsAt: instant(firstMs), spanS, resolutionMs: census.resolutionMs, outOfOrder: census.outOfOrder },
    },
    leftOut: census.leftOut,
    user: { by: userBy, named: census.named },
    rate: {
      ...{ startsAt: instant(rate.startsAtMs), bucketS: rate.bucketS, counts: rate.counts },
      meanPerSecond: rounded(census.requests / Math.max(1, spanS)),
      peak: {
        second: peak(rate.second),
        minute: peak(rate.minute),
        fiveMinutes: rate.fiveMinutes === null ? null : peak(rate.fiveMinutes),
      },
      dispersion: rate.dispersion === null ? null : rounded(rate.dispersion),
    },
    statuses: census.statuses,
    routes: routesOf(census.routes),
    sessions: sessions === null ? null : { ...sessions, gapS: SESSION_GAP_S },
    reuse: reuse === null || reuse.lookups === 0 ? null : reuseOf(reuse, census.kinds),
    profile:
      profile === null
        ? null
        : {
            ...{ file: TRAFFIC, startsAt: instant(profile.startsAtMs), spanS: profile.spanS },
            ...{ sampleRate: profile.sampleRate, requests: profile.requests.length, users: profile.users },
            peakPerSecond: rounded(profile.peakPerSecond),
            keys: Object.fromEntries(profile.keys),
            hitRatio: profileHits,
          },
  });
}

function routesOf(routes: readonly RouteCount[]): ImportRecord['routes'] {
  const all = routes.reduce((sum, { requests }) => sum + requests, 0);
  return routes
    .filter(({ requests }) => requests > 0)
    .toSorted((a, b) => b.requests - a.requests)
    .map(({ requests, ...route }) => ({ ...route, requests, share: rounded(requests / all) }));
}

function reuseOf(reuse: ReuseResult, names: readonly string[]): NonNullable<ImportRecord['reuse']> {
  const { method, bySize, byBytes, byTtl } = reuse;
  const curve = ({ hitRatio }: HitCurve) => ({ method, hitRatio });
  return {
    ...{ lookups: reuse.lookups, keys: reuse.keys, removed: reuse.removed },
    bySize: { ...curve(bySize), entries: bySize.at },
    byBytes: byBytes === null ? null : { ...curve(byBytes), bytes: byBytes.at, byteHitRatio: byBytes.byteHitRatio },
    byTtl: { ...curve(byTtl), ttlS: byTtl.at },
    kinds: reuse.kinds.flatMap((kind, i) =>
      kind.lookups === 0
        ? []
        : [
            {
              ...{ entry: names[i] as string, lookups: kind.lookups, keys: kind.keys, sizeBytes: kind.sizeBytes },
              ...{ hitRatioBySize: kind.bySize, hitRatioByBytes: kind.byBytes, hitRatioByTtl: kind.byTtl },
              popularity: kind.popularity,
            },
          ],
    ),
  };
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}
