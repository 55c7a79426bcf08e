import type { Instance } from '../model/instance.ts';
import type { Pool } from '../model/pool.ts';
import type { Clock } from '../time/clock.ts';
import { DurationCounts } from '../time/duration-counts.ts';
import type { RequestCounts, RouteCounts } from './request-counts.ts';
import { type Durations, type Labels, type Sample, SnapshotMetrics } from './snapshot-metrics.ts';

/**
 * The metrics of a pool's process: what its instances answered, their caches, cores and memory.
 *
 * Requests are counted by instance, route and status. Their durations come twice, by route and status, and by instance and class of status
 * (2xx, 4xx, 5xx): all at once would be instances × routes × statuses × buckets lines, a scrape of half a megabyte for a pool of eight.
 * @param requests what each instance's server has answered, by index
 */
export function poolMetrics(pool: Pool, requests: readonly RequestCounts[], clock: Clock): SnapshotMetrics {
  const metrics = new SnapshotMetrics();
  addRequests(metrics, pool.name, requests);
  addCaches(metrics, pool);
  addInstances(metrics, pool, clock);
  return metrics;
}

/** A pool has many instances. */
const INSTANCE_BOUNDS_MS = [5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];

function addRequests(metrics: SnapshotMetrics, pool: string, requests: readonly RequestCounts[]): void {
  const each = requests.flatMap(({ routes }, index) =>
    routes.map(counts => ({ labels: { pool, instance_name: `${pool}-${index}`, ...routeLabels(counts) }, counts })),
  );
  metrics.counter('headroom_http_requests_total', 'Requests that an instance answered.', () =>
    each.flatMap(({ labels, counts }) =>
      [...counts.byStatus].map(([status, { count }]): Sample => [{ ...labels, status }, count]),
    ),
  );
  metrics.counter(
    'headroom_http_callers_gone_total',
    'Requests whose caller had gone when the answer was there: work for nobody.',
    () => positive(each.map(({ labels, counts }) => [labels, counts.gone])),
  );
  metrics.counter(
    'headroom_http_connections_broken_total',
    'Requests whose connection broke because the instance died or was down.',
    () => positive(each.map(({ labels, counts }) => [labels, counts.broken])),
  );
  metrics.histogram(
    'headroom_http_request_duration_seconds',
    'From the arrival of a request at an instance to its answer, by route.',
    () =>
      sums(
        each.map(({ counts }) => [{ pool, ...routeLabels(counts) }, counts]),
        status => ({ status }),
      ),
  );
  metrics.histogram(
    'headroom_http_instance_request_duration_seconds',
    'From the arrival of a request at an instance to its answer, by instance.',
    () =>
      sums(
        each.map(({ labels, counts }) => [{ pool, instance_name: labels.instance_name }, counts]),
        status => ({ status_class: `${Math.floor(status / 100)}xx` }),
      ),
    INSTANCE_BOUNDS_MS,
  );
}

function routeLabels({ method, route }: RouteCounts): { method: string; route: string } {
  return { method, route };
}

function positive(samples: readonly Sample[]): readonly Sample[] {
  return samples.filter(([, value]) => value > 0);
}

/** Adds up what has the same labels. @param labelsOfStatus what a status becomes among them */
function sums(
  parts: readonly (readonly [Labels, RouteCounts])[],
  labelsOfStatus: (status: number) => Labels,
): Durations[] {
  const byLabels = new Map<string, readonly [Labels, DurationCounts]>();
  for (const [labels, { byStatus }] of parts) {
    for (const [status, durations] of byStatus) {
      const all = { ...labels, ...labelsOfStatus(status) };
      const key = JSON.stringify(all);
      let sum = byLabels.get(key);
      if (sum === undefined) byLabels.set(key, (sum = [all, new DurationCounts()]));
      sum[1].merge(durations);
    }
  }
  return [...byLabels.values()].map(([labels, durations]) => [labels, durations.read()]);
}

const RESULTS = ['hit', 'stale', 'early', 'coalesced', 'miss'] as const;

function addCaches(metrics: SnapshotMetrics, pool: Pool): void {
  const instances = (read: (instance: Instance) => readonly Sample[]) => () => perInstance(pool, read);
  metrics.counter(
    'headroom_cache_requests_total',
    'Lookups of reads by result: hit, stale, early, coalesced (waited for another request’s read), miss.',
    instances(({ counts }) => RESULTS.map(result => [{ result }, counts[result]])),
  );
  const kinds = pool.entries?.spaces ?? [];
  if (kinds.length > 0) {
    metrics.counter(
      'headroom_cache_entry_requests_total',
      'The same lookups by kind of entry, as the topology declares them, and result; of the whole pool.',
      () =>
        pool.lookupsByKind().flatMap((counts, kind) =>
          RESULTS.map((result): Sample => {
            return [{ pool: pool.name, entry: kinds[kind]?.name ?? '', result }, counts[result]];
          }),
        ),
    );
  }
  // The cache that instances share, with `scope: pool`, is nobody's.
  const caches = (read: (cache: ReturnType<Pool['caches']>[number]) => number) => () =>
    pool.caches().map((cache, index): Sample => {
      const name = index < pool.instances.length ? `${pool.name}-${index}` : '';
      return [{ pool: pool.name, instance_name: name }, read(cache)];
    });
  metrics.gauge(
    'headroom_cache_entries',
    'Entries in a cache.',
    caches(cache => cache.size),
  );
  metrics.gauge(
    'headroom_cache_capacity_entries',
    'Entries that a cache may hold.',
    caches(cache => cache.capacity),
  );
  metrics.gauge(
    'headroom_cache_bytes',
    'Memory that entries take.',
    caches(cache => cache.bytes),
  );
  metrics.counter(
    'headroom_cache_fills_total',
    'Entries stored.',
    caches(cache => cache.fills),
  );
  metrics.counter(
    'headroom_cache_evictions_total',
    'Entries that made room for others.',
    caches(cache => cache.evictions),
  );
  metrics.counter('headroom_cache_activations_total', 'How often each knob of the cache settings did something.', () =>
    Object.entries(pool.activations()).map(([knob, count]): Sample => [{ pool: pool.name, knob }, count]),
  );
  metrics.gauge('headroom_cache_settings_instances', 'Instances by the cache settings that they have.', () => {
    const counts = new Map<string, [Labels, number]>();
    for (const { name, fingerprint } of pool.deployed) {
      const count = counts.get(fingerprint);
      if (count === undefined) counts.set(fingerprint, [{ pool: pool.name, settings: name, fingerprint }, 1]);
      else count[1]++;
    }
    return counts.values();
  });
}

function addInstances(metrics: SnapshotMetrics, pool: Pool, clock: Clock): void {
  const instances = (read: (instance: Instance) => readonly Sample[]) => () => perInstance(pool, read);
  const one = (read: (instance: Instance) => number) => instances(instance => [[{}, read(instance)]]);
  metrics.counter(
    'headroom_instance_cpu_seconds_total',
    'Core time that requests have used; its rate ÷ cores is the CPU share.',
    one(({ cpu }) => cpu.busyMs(clock.now()) / 1000),
  );
  const connected = pool.instances.flatMap(({ index, connections }) =>
    connections === null ? [] : [{ labels: { pool: pool.name, instance_name: `${pool.name}-${index}` }, connections }],
  );
  if (pool.instances.some(({ config }) => config.contention !== undefined))
    metrics.counter(
      'headroom_instance_contention_seconds_total',
      'Core time that was used only because other cores of the instance were busy.',
      () =>
        pool.instances.map(({ index, counts }) => [
          { pool: pool.name, instance_name: `${pool.name}-${index}` },
          counts.contendedMs / 1000,
        ]),
    );
  if (pool.instances.some(({ config }) => config.warmUp !== undefined))
    metrics.counter(
      'headroom_instance_warm_up_seconds_total',
      'Core time that was used only because the instance had just come.',
      one(({ counts }) => counts.warmingMs / 1000),
    );
  metrics.gauge(
    'headroom_store_connections_open',
    'Connections of an instance to the directory, where their number is limited.',
    () => connected.map(({ labels, connections }) => [labels, connections.open]),
  );
  metrics.counter(
    'headroom_store_connections_failed_total',
    'Calls that waited for a connection to the directory in vain.',
    () => connected.map(({ labels, connections }) => [labels, connections.counts.noConnection]),
  );
  metrics.gauge(
    'headroom_instance_cpu_cores',
    'Cores of an instance.',
    one(({ cpu }) => cpu.cores),
  );
  metrics.gauge(
    'headroom_instance_cpu_threads',
    'Tasks that an instance runs at once: its cores rounded up, or what its quota says.',
    one(({ cpu }) => cpu.threads),
  );
  metrics.gauge(
    'headroom_instance_memory_used_bytes',
    'Memory in use: base, cache entries, requests held.',
    one(({ memoryShare, config }) => memoryShare * config.memoryBytes),
  );
  metrics.gauge(
    'headroom_instance_memory_limit_bytes',
    'Memory of an instance; when it is full, the instance dies.',
    one(({ config }) => config.memoryBytes),
  );
  metrics.gauge(
    'headroom_instance_requests_queued',
    'Requests held beyond those that the cores could take: waiting for a core, for the directory or for another’s read.',
    one(({ queued }) => queued),
  );
  metrics.gauge(
    'headroom_instance_requests_in_flight',
    'Requests admitted and not finished: on a core, waiting for one, or waiting for the directory.',
    one(({ held }) => held),
  );
  metrics.gauge(
    'headroom_instance_requests_limit',
    'Requests that an instance admits; more are answered 503.',
    one(({ limit }) => (Number.isFinite(limit) ? limit : Number.NaN)),
  );
  metrics.gauge(
    'headroom_instance_up',
    '1 while an instance is alive, 0 while it restarts.',
    one(({ alive }) => Number(alive)),
  );
  metrics.counter(
    'headroom_instance_restarts_total',
    'Times an instance died for want of memory or was restarted.',
    one(({ counts }) => counts.restarts),
  );
  metrics.counter(
    'headroom_instance_failures_total',
    'Requests that an instance did not do: queue-full, shed (for their class and the CPU), directory (it failed), reset (the instance died), expired (nobody was waiting any more).',
    instances(({ counts }) => [
      [{ reason: 'queue-full' }, counts.queueFull],
      ...(pool.instances[0]?.shedding == null ? [] : [[{ reason: 'shed' }, counts.shed] as const]),
      [{ reason: 'directory' }, counts.directoryFailed],
      [{ reason: 'reset' }, counts.reset],
      [{ reason: 'expired' }, counts.dropped],
    ]),
  );
}

function perInstance(pool: Pool, read: (instance: Instance) => readonly Sample[]): Sample[] {
  return pool.instances.flatMap(instance => {
    const labels = { pool: pool.name, instance_name: `${pool.name}-${instance.index}` };
    return read(instance).map(([more, value]): Sample => [{ ...labels, ...more }, value]);
  });
}
