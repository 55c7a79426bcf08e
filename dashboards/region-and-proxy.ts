import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { dashboard } from './dashboard.ts';
import { colored, latest, limitLine, overTime, states, upTo, upToWarning } from './panel.ts';
import { histogramQuantile, ratio, TOPOLOGY } from './query.ts';
import { UP_OR_DOWN } from './states.ts';
import { BY_INSTANCE, REGION, WHERE, WHERE_THE_TOPOLOGY_HAS_IT } from './topology-row.ts';

/** Where requests go, what they come to, and how each instance bears it. */
export const regionAndProxy: Dashboard = dashboard({
  uid: 'headroom-region-proxy',
  title: 'Region and proxy',
  description:
    'The failover proxy and the instances behind it: which pool has the users, what callers were answered and why, health, retries, and the load of each ' +
    'instance. For `headroom serve` and for any drill.',
  from: 'now-15m',
  refresh: '5s',
  variables: [
    TOPOLOGY,
    {
      name: 'pool',
      label: 'Pool',
      description: 'The instances of one site.',
      metric: 'headroom_topology_instances{topology=~"$topology"}',
      of: 'pool',
    },
  ],
  rows: [
    {
      title: 'Region',
      panels: [
        latest({
          title: 'Active pool',
          description: 'The pool that most users go to now.',
          unit: 'none',
          names: true,
          queries: [[`max by (topology, pool) (headroom_proxy_pool_active{${REGION}}) == 1`, '{{topology}}: {{pool}}']],
          noValue: 'nothing runs',
        }),
        latest({
          title: 'Instances up',
          description: 'Instances that the proxy’s health checks hold for well, by pool.',
          unit: 'short',
          queries: [[`sum by (topology, pool) (headroom_proxy_instance_up{${WHERE}})`, '{{pool}}']],
          thresholds: [
            { value: null, color: 'red' },
            { value: 1, color: 'green' },
          ],
        }),
        latest({
          title: 'Requests per second',
          description: 'Answers of the proxy now, at the scale of this machine.',
          unit: 'reqps',
          queries: [
            [`sum by (topology) (rate(headroom_proxy_requests_total{${REGION}}[$__rate_interval]))`, '{{topology}}'],
          ],
        }),
        latest({
          title: 'Requests per second, real region',
          description: 'The same × the topology’s scale: one instance here stands for so many.',
          unit: 'reqps',
          queries: [
            [
              `sum by (topology) (rate(headroom_proxy_requests_total{${REGION}}[$__rate_interval])) * on (topology) max by (topology) (headroom_topology_scale{${REGION}})`,
              '{{topology}}',
            ],
          ],
        }),
        latest({
          title: 'Cache settings',
          description: 'Instances by the cache settings that they have now: during a rollout there are two.',
          unit: 'short',
          span: 8,
          queries: [
            [`sum by (pool, settings) (headroom_cache_settings_instances{${WHERE}})`, '{{pool}}: {{settings}}'],
          ],
        }),
        overTime({
          title: 'Users by pool',
          description:
            'The share of users that each pool gets: a drain moves them linearly; health decides alone with failover active-passive or priority.',
          unit: 'percentunit',
          min: 0,
          max: 1,
          stacked: true,
          queries: [[`max by (topology, pool) (headroom_proxy_pool_weight_ratio{${REGION}})`, '{{pool}}']],
        }),
        overTime({
          title: 'Requests sent to each pool',
          description: 'Attempts per second, retries among them. The dashed line is the regional peak.',
          unit: 'reqps',
          min: 0,
          queries: [
            [`sum by (topology, pool) (rate(headroom_proxy_attempts_total{${WHERE}}[$__rate_interval]))`, '{{pool}}'],
            [`max(headroom_topology_peak_requests_per_second{${REGION}})`, 'peak'],
          ],
          overrides: [['peak', limitLine('gray')]],
        }),
      ],
    },
    {
      title: 'Proxy',
      panels: [
        overTime({
          title: 'Answers by status',
          description:
            '504: late; 503: the instance’s queue was full, or none is healthy; 502: refused, reset or malformed; 429: rate limit. 2xx alone is good.',
          unit: 'reqps',
          min: 0,
          stacked: true,
          queries: [
            [`sum by (status) (rate(headroom_proxy_requests_total{${WHERE}}[$__rate_interval]))`, '{{status}}'],
          ],
          overrides: [
            [/^2/, colored('green')],
            ['504', colored('red')],
            ['503', colored('orange')],
            ['502', colored('purple')],
          ],
        }),
        overTime({
          title: 'Failures by reason',
          description:
            'Why the proxy answered 5xx: deadline, queue-full, shed, no-healthy, throttled, refused, reset, malformed, directory. The same words are in the ' +
            'header x-headroom-reason and in the run record.',
          unit: 'reqps',
          min: 0,
          stacked: true,
          queries: [
            [
              `sum by (pool, reason) (rate(headroom_proxy_requests_total{${WHERE}, reason!=""}[$__rate_interval]))`,
              '{{pool}} {{reason}}',
            ],
          ],
        }),
        overTime({
          title: 'Time to answer, by pool',
          description:
            'From the arrival of a request at the proxy to the headers of its answer. Dashed: the deadline, which becomes a 504.',
          unit: 's',
          min: 0,
          queries: [
            [histogramQuantile(0.5, 'headroom_proxy_request_duration_seconds', WHERE, 'pool'), '{{pool}} p50'],
            [histogramQuantile(0.99, 'headroom_proxy_request_duration_seconds', WHERE, 'pool'), '{{pool}} p99'],
            [`max(headroom_proxy_deadline_seconds{${REGION}})`, 'deadline'],
          ],
          overrides: [['deadline', limitLine()]],
        }),
        overTime({
          title: 'Retries, ejections, callers gone',
          description:
            'Per second: attempts that were retries, retries that the budget forbade, instances taken out for failing, and callers who left before their ' +
            'answer. Retries multiply load just when there is least room for it.',
          unit: 'reqps',
          min: 0,
          queries: [
            [`sum(rate(headroom_proxy_retries_total{${WHERE}}[$__rate_interval]))`, 'retries'],
            [`sum(rate(headroom_proxy_retries_denied_total{${REGION}}[$__rate_interval]))`, 'retries denied'],
            [`sum(rate(headroom_proxy_ejections_total{${WHERE}}[$__rate_interval]))`, 'ejections'],
            [`sum(rate(headroom_proxy_callers_gone_total{${WHERE}}[$__rate_interval]))`, 'callers gone'],
          ],
        }),
        states({
          title: 'Health of instances',
          description:
            'What the proxy’s health checks say of each instance. An instance that dies for want of memory is down until it has restarted, cold.',
          unit: 'none',
          queries: [[`max by (${BY_INSTANCE}) (headroom_proxy_instance_up{${WHERE}})`, '{{instance_name}}']],
          mappings: UP_OR_DOWN,
        }),
        overTime({
          title: 'Health checks and connections',
          description:
            'Failed checks per second by pool (left), and the connections that the proxy holds to instances (right).',
          unit: 'short',
          min: 0,
          queries: [
            [
              `sum by (topology, pool) (rate(headroom_proxy_health_checks_total{${WHERE}, result="failed"}[$__rate_interval]))`,
              '{{pool}} failed checks/s',
            ],
            [`sum by (topology) (headroom_proxy_connections_open{${REGION}})`, 'connections'],
          ],
          overrides: [['connections', [{ id: 'custom.axisPlacement', value: 'right' }]]],
        }),
      ],
    },
    {
      title: 'Instances',
      panels: [
        overTime({
          title: 'CPU',
          description:
            'Share of its cores that each instance uses. One that is fuller than the others has the most active users, or was restarted and is cold.',
          unit: 'percentunit',
          min: 0,
          max: 1,
          queries: [
            [
              ratio(
                `sum by (${BY_INSTANCE}) (rate(headroom_instance_cpu_seconds_total{${WHERE}}[$__rate_interval]))`,
                `sum by (${BY_INSTANCE}) (headroom_instance_cpu_cores{${WHERE}})`,
                BY_INSTANCE,
              ),
              '{{instance_name}}',
            ],
          ],
          thresholds: upToWarning(0.8, 0.9),
        }),
        overTime({
          title: 'Memory',
          description: 'What each instance has in use; at its limit (dashed) it dies and starts cold.',
          unit: 'bytes',
          min: 0,
          queries: [
            [`max by (${BY_INSTANCE}) (headroom_instance_memory_used_bytes{${WHERE}})`, '{{instance_name}}'],
            [`max by (pool) (headroom_instance_memory_limit_bytes{${WHERE}})`, '{{pool}} limit'],
          ],
          overrides: [[/ limit$/, limitLine()]],
        }),
        overTime({
          title: 'Queue',
          description:
            'Requests that each instance holds beyond its cores; at the limit (dashed) further ones get 503 at once.',
          unit: 'short',
          min: 0,
          queries: [
            [`max by (${BY_INSTANCE}) (headroom_instance_requests_queued{${WHERE}})`, '{{instance_name}}'],
            [`max(headroom_instance_requests_limit{${WHERE}} - headroom_instance_cpu_threads{${WHERE}})`, 'limit'],
          ],
          overrides: [['limit', limitLine()]],
        }),
        overTime({
          title: 'p99 by instance',
          description: 'From the arrival of a request at an instance to its answer; of good answers (2xx).',
          unit: 's',
          min: 0,
          queries: [
            [
              histogramQuantile(
                0.99,
                'headroom_http_instance_request_duration_seconds',
                `${WHERE}, status_class="2xx"`,
                'instance_name',
              ),
              '{{instance_name}}',
            ],
          ],
        }),
        overTime({
          title: 'Requests by route',
          description:
            'What instances answered, by the route table of the service and status. Health checks are among them.',
          unit: 'reqps',
          min: 0,
          queries: [
            [
              `sum by (method, route, status) (rate(headroom_http_requests_total{${WHERE}}[$__rate_interval]))`,
              '{{method}} {{route}} {{status}}',
            ],
          ],
        }),
        overTime({
          title: 'p99 by route',
          description: 'Writes take longer than reads, and reads that miss longer than those that hit.',
          unit: 's',
          min: 0,
          queries: [
            [
              histogramQuantile(0.99, 'headroom_http_request_duration_seconds', WHERE, 'method, route'),
              '{{method}} {{route}}',
            ],
          ],
        }),
        overTime({
          title: 'What instances did not do',
          description:
            'Per second and pool: queue-full and shed (503), directory (it failed), reset (the instance died), expired (nobody was waiting any more). Restarts are ' +
            'counted beside them.',
          unit: 'reqps',
          min: 0,
          queries: [
            [
              `sum by (pool, reason) (rate(headroom_instance_failures_total{${WHERE}}[$__rate_interval]))`,
              '{{pool}} {{reason}}',
            ],
            [
              `sum by (pool) (increase(headroom_instance_restarts_total{${WHERE}}[$__rate_interval]))`,
              '{{pool}} restarts',
            ],
          ],
          thresholds: upTo(1),
        }),
        overTime({
          title: 'Hit ratio by instance',
          description:
            'With balance hash-user a user’s calls share a cache; round-robin scatters them, and every instance misses more.',
          unit: 'percentunit',
          min: 0,
          max: 1,
          queries: [
            [
              ratio(
                `sum by (${BY_INSTANCE}) (rate(headroom_cache_requests_total{${WHERE}, result=~"hit|stale|early"}[$__rate_interval]))`,
                `sum by (${BY_INSTANCE}) (rate(headroom_cache_requests_total{${WHERE}}[$__rate_interval]))`,
                BY_INSTANCE,
              ),
              '{{instance_name}}',
            ],
          ],
        }),
        overTime({
          title: 'Hit ratio by kind of entry',
          description:
            'Of a service that its topology declares: which of its entries the cache answers. A kind that is low alone has too many keys for the cache, or a ' +
            'ttl that is too short for how rarely its keys are read.',
          unit: 'percentunit',
          min: 0,
          max: 1,
          queries: [
            [
              ratio(
                `sum by (pool, entry) (rate(headroom_cache_entry_requests_total{${WHERE}, result=~"hit|stale|early"}[$__rate_interval]))`,
                `sum by (pool, entry) (rate(headroom_cache_entry_requests_total{${WHERE}}[$__rate_interval]))`,
                'pool, entry',
              ),
              '{{pool}} {{entry}}',
            ],
          ],
        }),
      ],
    },
    WHERE_THE_TOPOLOGY_HAS_IT,
  ],
});
