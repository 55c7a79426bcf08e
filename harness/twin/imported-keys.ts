import type { ServiceDescription } from '../../mock-service/service/declared/description.ts';
import type { ImportRecord, ImportReuse } from '../record/import-record.ts';
import type { TrafficFile } from '../record/traffic-file.ts';
import { nameOf } from './cost-class.ts';

/** What a log was asked for of one kind of entry, in its order: of each request its user and its key. Numbers from 0 on, the most asked for first. */
export type KeyStream = readonly (readonly [user: number, key: number])[];

/** The keys that a service is asked for, as its access log has them: what is asked for again, and how soon. */
export interface ImportedKeys {
  /** The import's record. */
  readonly file: string;
  readonly record: ImportRecord;
  readonly reuse: ImportReuse;
  /** Each key of the log's sample stands for so many. */
  readonly copies: number;
  /** By entry: what looks one up, and what removes one. */
  readonly reads: ReadonlyMap<string, KeyStream>;
  readonly writes: ReadonlyMap<string, KeyStream>;
  /** By entry: distinct keys; of those that each user has one of: users. */
  readonly keys: ReadonlyMap<string, number>;
  readonly users: number;
}

/**
 * The keys of an import, for a service that is described.
 * @returns what is wrong, a sentence each, if it is not an import of that service
 */
export function importedKeys(
  file: string,
  record: ImportRecord,
  { routes, requests }: TrafficFile,
  service: ServiceDescription,
): ImportedKeys | readonly string[] {
  const { reuse, profile } = record;
  if (reuse === null || profile === null) return ['nothing in these logs is looked up: they say nothing of locality'];
  const needed = new Set(service.routes.flatMap(({ reads }) => reads.map(({ entry }) => entry)));
  const known = new Set(routes.flatMap(({ reads }) => (reads === null ? [] : [reads])));
  const problems = [...needed]
    .filter(entry => !known.has(entry))
    .map(
      entry =>
        `no route of the log looks up ${entry}, which the topology's do (it has ${[...known].join(', ') || 'none'}): headroom import LOG --routes TOPOLOGY takes the topology's`,
    );
  if (problems.length > 0) return problems;
  const perUser = new Set(service.entries.flatMap(({ name, keys }) => (keys === 'user' ? [name] : [])));
  const userOf = ranks(requests.map(([, user]) => user));
  const [reads, writes] = [new Map<string, KeyStream>(), new Map<string, KeyStream>()];
  const keys = new Map<string, number>();
  for (const entry of needed) {
    const about = requests.filter(([route]) => routes[route]?.reads === entry || routes[route]?.writes === entry);
    const keyOf = perUser.has(entry) ? userOf : ranks(about.map(([, , key]) => key));
    const stream = (of: 'reads' | 'writes'): KeyStream =>
      about
        .filter(([route]) => (routes[route]?.reads === entry) === (of === 'reads'))
        .map(([, user, key]) => [userOf(user), keyOf(perUser.has(entry) ? user : key)]);
    reads.set(entry, stream('reads'));
    writes.set(entry, stream('writes'));
    keys.set(entry, new Set(about.map(([, user, key]) => (perUser.has(entry) ? user : key))).size);
  }
  const empty = [...needed].filter(entry => reads.get(entry)?.length === 0);
  if (empty.length > 0)
    return empty.map(
      entry => `the stretch of the log that is replayed has no lookup of ${entry}: --window all takes all of it`,
    );
  const copies = Math.max(1, Math.round(1 / profile.sampleRate));
  const users = new Set(requests.map(([, user]) => user)).size;
  return { file, record, reuse, copies, reads, writes, keys, users };
}

/**
 * Where in its keys a log was at a moment, as a share of all of them: telemetry of the same time is then driven by what was asked for at that time. 0
 * where the moment is not in the log.
 * @param atMs Unix time
 */
export function positionAt({ record: { profile, rate } }: ImportedKeys, atMs: number): number {
  if (profile === null) return 0;
  const startMs = Date.parse(profile.startsAt);
  const endMs = startMs + 1000 * profile.spanS;
  if (atMs <= startMs || atMs >= endMs) return 0;
  const [firstMs, widthMs] = [Date.parse(rate.startsAt), 1000 * rate.bucketS];
  /** Requests from the stretch's beginning up to a moment, as if they came evenly within a bucket. */
  const until = (momentMs: number): number =>
    rate.counts.reduce((sum, requests, i) => {
      const fromMs = Math.max(startMs, firstMs + i * widthMs);
      const toMs = Math.min(momentMs, firstMs + (i + 1) * widthMs);
      return toMs > fromMs ? sum + (requests * (toMs - fromMs)) / widthMs : sum;
    }, 0);
  const all = until(endMs);
  return all === 0 ? 0 : until(atMs) / all;
}

/** Which of a topology's entries a route's requests are about, and whether they look it up. Null: none whose key is known. */
export function streamOf(service: ServiceDescription, route: string): { entry: string; of: 'reads' | 'writes' } | null {
  const found = service.routes.find(each => nameOf(each) === route);
  const [read] = found?.reads ?? [];
  if (read !== undefined) return { entry: read.entry, of: 'reads' };
  const [write] = found?.writes ?? [];
  return write === undefined ? null : { entry: write.entry, of: 'writes' };
}

/** Numbers anew: those that come most often first, of those alike the one that came first. */
function ranks(numbers: readonly number[]): (number: number) => number {
  const times = new Map<number, number>();
  for (const number of numbers) times.set(number, (times.get(number) ?? 0) + 1);
  const rank = new Map([...times].sort((a, b) => b[1] - a[1]).map(([number], i) => [number, i]));
  return number => rank.get(number) as number;
}
