import { Counter, Gauge, type Metric, Registry } from 'prom-client';
import type { MetricsText } from '../../mock-service/http/http-server.ts';
import { DURATION_BOUNDS_MS } from './duration-counts.ts';
import type { InstanceSnapshot, PoolSnapshot, ProxySnapshot } from './proxy-snapshot.ts';

type Labels = Record<string, string | number>;
type Sample = readonly [labels: Labels, value: number];

/**
 * What the proxy has counted, as Prometheus metrics: made of a snapshot whenever somebody scrapes. The label for an instance is
 * `instance_name`, because Prometheus itself labels what it scrapes with `instance`.
 */
export function proxyMetrics(read: () => ProxySnapshot): MetricsText {
  const registry = new Registry();
  let snapshot = read();

  const counter = (name: string, help: string, labelNames: string[], samples: () => readonly Sample[]) => {
    new Counter({
      name: `headroom_proxy_${name}`,
      help,
      labelNames,
      registers: [registry],
      collect() {
        this.reset();
        for (const [labels, value] of samples()) this.inc(labels, value);
      },
    });
  };
  const gauge = (name: string, help: string, labelNames: string[], samples: () => readonly Sample[]) => {
    new Gauge({
      name: `headroom_proxy_${name}`,
      help,
      labelNames,
      registers: [registry],
      collect() {
        this.reset();
        for (const [labels, value] of samples()) this.set(labels, value);
      },
    });
  };
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
  const instanceLabels = ['pool', 'instance_name'];

  counter(
    'requests_total',
    'Requests by what their callers got. instance_name is the instance tried last, empty if none was healthy; reason says why a request failed.',
    [...instanceLabels, 'status', 'reason'],
    () =>
      snapshot.pools.flatMap(pool =>
        [{ name: '', outcomes: pool.unserved }, ...pool.instances].flatMap(({ name, outcomes }) =>
          outcomes.map(({ status, reason, count }): Sample => {
            return [{ pool: pool.name, instance_name: name, status, reason: reason ?? '' }, count];
          }),
        ),
      ),
  );
  registry.registerMetric(durations(() => snapshot) as unknown as Metric);
  gauge(
    'requests_in_flight',
    'Attempts under way.',
    instanceLabels,
    instances(({ inFlight }) => [[{}, inFlight]]),
  );
  counter(
    'callers_gone_total',
    'Requests whose caller went away before the answer.',
    ['pool'],
    pools(({ abandoned }) => abandoned),
  );
  counter(
    'attempts_total',
    'Requests sent to instances, retries among them.',
    instanceLabels,
    instances(({ attempts }) => [[{}, attempts]]),
  );
  counter(
    'retries_total',
    'Attempts that were retries.',
    instanceLabels,
    instances(({ retries }) => [[{}, retries]]),
  );
  counter('retries_denied_total', 'Retries that the budget forbade.', [], () => [[{}, snapshot.retriesDenied]]);
  counter(
    'attempt_failures_total',
    'Attempts that ended without an answer.',
    [...instanceLabels, 'failure'],
    instances(({ broken }) => broken.map(({ failure, count }) => [{ failure }, count])),
  );
  counter('answers_truncated_total', 'Answers that broke off after their headers.', [], () => [
    [{}, snapshot.truncated],
  ]);
  gauge(
    'instance_up',
    '1 while the health checks hold an instance for well.',
    instanceLabels,
    instances(({ up }) => [[{}, Number(up)]]),
  );
  gauge(
    'instance_ejected',
    '1 while an instance is taken out for failing requests.',
    instanceLabels,
    instances(({ ejected }) => [[{}, Number(ejected)]]),
  );
  counter(
    'ejections_total',
    'How often instances were taken out.',
    instanceLabels,
    instances(({ ejections }) => [[{}, ejections]]),
  );
  counter(
    'health_checks_total',
    'Health checks by result: passed or failed.',
    [...instanceLabels, 'result'],
    instances(({ checksPassed, checksFailed }) => [
      [{ result: 'passed' }, checksPassed],
      [{ result: 'failed' }, checksFailed],
    ]),
  );
  gauge(
    'pool_weight_ratio',
    'The share of users that a pool gets, 0 to 1.',
    ['pool'],
    pools(({ weight }) => weight),
  );
  gauge(
    'pool_active',
    '1 for the pool that most users go to.',
    ['pool'],
    pools(({ active }) => Number(active)),
  );
  gauge('connections_open', 'Connections to instances that are open.', [], () =>
    snapshot.connections === null ? [] : [[{}, snapshot.connections.open]],
  );
  counter('connections_opened_total', 'Connections to instances opened so far.', [], () =>
    snapshot.connections === null ? [] : [[{}, snapshot.connections.opened]],
  );

  return {
    contentType: registry.contentType,
    text: () => {
      snapshot = read();
      return registry.metrics();
    },
  };
}

/** A histogram whose buckets were counted elsewhere, which prom-client's own cannot take. */
function durations(snapshot: () => ProxySnapshot) {
  const name = 'headroom_proxy_request_duration_seconds';
  const help = 'From the arrival of a request at the proxy to the headers of its answer.';
  return {
    name,
    help,
    type: 'histogram',
    get: async () => ({
      name,
      help,
      type: 'histogram',
      values: snapshot().pools.flatMap(pool => bucketsOf(name, pool)),
    }),
  };
}

function bucketsOf(name: string, { name: pool, durations: { counts, sumMs } }: PoolSnapshot) {
  let sum = 0;
  const buckets = counts.map((count, i) => {
    sum += count;
    const bound = DURATION_BOUNDS_MS[i];
    return {
      metricName: `${name}_bucket`,
      labels: { pool, le: bound === undefined ? '+Inf' : String(bound / 1000) },
      value: sum,
    };
  });
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels: { pool }, value: sumMs / 1000 },
    { metricName: `${name}_count`, labels: { pool }, value: sum },
  ];
}
