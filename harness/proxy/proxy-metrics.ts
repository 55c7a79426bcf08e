import { type Sample, SnapshotMetrics } from '../../mock-service/http/snapshot-metrics.ts';
import type { AnswerCount, InstanceSnapshot, PoolSnapshot, ProxySnapshot } from './proxy-snapshot.ts';

/**
 * Outcomes that are shown before they occur: the first increase of a counter that appears with it is lost to Prometheus's `rate`,
 * and the first 504s are what everybody waits for.
 */
const EXPECTED: readonly AnswerCount[] = [
  { status: 200, reason: null, count: 0 },
  { status: 503, reason: 'queue-full', count: 0 },
  { status: 504, reason: 'deadline', count: 0 },
];

/** What the proxy has counted, as Prometheus metrics. @param read called at each scrape */
export function proxyMetrics(read: () => ProxySnapshot): SnapshotMetrics {
  let snapshot = read();
  const metrics = new SnapshotMetrics(() => {
    snapshot = read();
  });
  const counter = (name: string, help: string, samples: () => readonly Sample[]): void =>
    metrics.counter(`headroom_proxy_${name}`, help, samples);
  const gauge = (name: string, help: string, samples: () => readonly Sample[]): void =>
    metrics.gauge(`headroom_proxy_${name}`, help, samples);
  const pools = (value: (pool: PoolSnapshot) => number) => () =>
    snapshot.pools.map((pool): Sample => [{ pool: pool.name }, value(pool)]);
  const instances = (samples: (instance: InstanceSnapshot) => readonly Sample[]) => () =>
    snapshot.pools.flatMap(pool =>
      pool.instances.flatMap(instance =>
        samples(instance).map(
          ([labels, value]): Sample => [{ pool: pool.name, instance_name: instance.name, ...labels }, value],
        ),
      ),
    );

  counter(
    'requests_total',
    'Requests by what their callers got. instance_name is the instance tried last, empty if none was healthy; reason says why a request failed.',
    () =>
      snapshot.pools.flatMap(pool =>
        [{ name: '', outcomes: pool.unserved }, ...pool.instances].flatMap(({ name, outcomes }) =>
          withExpected(name === '' ? [] : EXPECTED, outcomes).map(({ status, reason, count }): Sample => {
            return [{ pool: pool.name, instance_name: name, status, reason: reason ?? '' }, count];
          }),
        ),
      ),
  );
  metrics.histogram(
    'headroom_proxy_request_duration_seconds',
    'From the arrival of a request at the proxy to the headers of its answer.',
    () => snapshot.pools.map(({ name, durations }) => [{ pool: name }, durations] as const),
  );
  gauge(
    'requests_in_flight',
    'Attempts under way.',
    instances(({ inFlight }) => [[{}, inFlight]]),
  );
  gauge(
    'admitted_ratio',
    'The share of users or requests that is let in, by the route and class it is of; empty for all.',
    () => {
      const all: Sample = [{ route: '' }, 1];
      const throttles = snapshot.throttles.map((each): Sample => {
        const labels = { route: each.route ?? '', ...(each.class === null ? {} : { class: each.class }) };
        return [labels, each.admitted];
      });
      const isOfAll = snapshot.throttles.some(each => each.route === null && each.class === null);
      return isOfAll ? throttles : [all, ...throttles];
    },
  );
  counter(
    'callers_gone_total',
    'Requests whose caller went away before the answer.',
    pools(({ abandoned }) => abandoned),
  );
  counter(
    'attempts_total',
    'Requests sent to instances, retries among them.',
    instances(({ attempts }) => [[{}, attempts]]),
  );
  counter(
    'retries_total',
    'Attempts that were retries.',
    instances(({ retries }) => [[{}, retries]]),
  );
  counter('retries_denied_total', 'Retries that the budget forbade.', () => [[{}, snapshot.retriesDenied]]);
  counter(
    'attempt_failures_total',
    'Attempts that ended without a whole answer.',
    instances(({ broken }) => broken.map(({ failure, count }) => [{ failure }, count])),
  );
  counter('answers_truncated_total', 'Answers that broke off after their headers.', () => [[{}, snapshot.truncated]]);
  gauge(
    'instance_up',
    '1 while the health checks hold an instance for well.',
    instances(({ up }) => [[{}, Number(up)]]),
  );
  gauge(
    'instance_ejected',
    '1 while an instance is taken out for failing requests.',
    instances(({ ejected }) => [[{}, Number(ejected)]]),
  );
  gauge(
    'instance_weight_ratio',
    'The part of its share that an instance has, 0 to 1, where its pool has a slow start.',
    instances(({ weight }) => (weight === null ? [] : [[{}, weight]])),
  );
  counter(
    'ejections_total',
    'How often instances were taken out.',
    instances(({ ejections }) => [[{}, ejections]]),
  );
  counter(
    'health_checks_total',
    'Health checks by result: passed or failed.',
    instances(({ checksPassed, checksFailed }) => [
      [{ result: 'passed' }, checksPassed],
      [{ result: 'failed' }, checksFailed],
    ]),
  );
  gauge(
    'pool_weight_ratio',
    'The share of users that a pool gets, 0 to 1.',
    pools(({ weight }) => weight),
  );
  gauge(
    'pool_active',
    '1 for the pool that most users go to.',
    pools(({ active }) => Number(active)),
  );
  gauge('connections_open', 'Connections to instances that are open.', () =>
    snapshot.connections === null ? [] : [[{}, snapshot.connections.open]],
  );
  counter('connections_opened_total', 'Connections to instances opened so far.', () =>
    snapshot.connections === null ? [] : [[{}, snapshot.connections.opened]],
  );
  counter(
    'requests_repeated_total',
    'Requests sent once more on a fresh connection, since the instance had closed the idle one that they took.',
    () => (snapshot.connections === null ? [] : [[{}, snapshot.connections.repeated]]),
  );

  const servers = (of: (server: ProxySnapshot['servers'][number]) => number) => () =>
    snapshot.servers.map((server, i) => [{ server: i }, of(server)] as const);
  gauge(
    'server_up',
    "1 while a server of the proxy's own is up; there are some where they have limits.",
    servers(({ up }) => Number(up)),
  );
  gauge(
    'server_requests_in_flight',
    'Requests that a server of the proxy holds.',
    servers(({ held }) => held),
  );
  counter(
    'server_cpu_seconds_total',
    'Core time that a server of the proxy has used, as modelled.',
    servers(({ busyMs }) => busyMs / 1000),
  );
  counter('server_deaths_total', 'Servers of the proxy that died for want of memory.', () =>
    snapshot.serverCounts === null ? [] : [[{}, snapshot.serverCounts.deaths]],
  );
  counter('server_connections_broken_total', 'Requests without an answer: reset with their server, or refused.', () =>
    snapshot.serverCounts === null
      ? []
      : [
          [{ failure: 'reset' }, snapshot.serverCounts.reset],
          [{ failure: 'refused' }, snapshot.serverCounts.refused],
        ],
  );

  return metrics;
}

function withExpected(expected: readonly AnswerCount[], outcomes: readonly AnswerCount[]): readonly AnswerCount[] {
  const absent = expected.filter(
    ({ status, reason }) => !outcomes.some(outcome => outcome.status === status && outcome.reason === reason),
  );
  return [...outcomes, ...absent];
}
