import { overTime } from './panel.ts';

export const REGION = 'topology=~"$topology"';
export const WHERE = `${REGION}, pool=~"$pool"`;
export const BY_INSTANCE = 'topology, pool, instance_name';

/** Limits, shares and refusals that not every topology has. */
export const WHERE_THE_TOPOLOGY_HAS_IT = {
  title: 'Where the topology has it',
  panels: [
    overTime({
      title: 'Let in',
      description: 'The share of users or requests that throttles let in, by route and class; 1 where there is none.',
      unit: 'percentunit',
      min: 0,
      max: 1,
      queries: [[`min by (topology, route, class) (headroom_proxy_admitted_ratio{${REGION}})`, '{{route}} {{class}}']],
    }),
    overTime({
      title: 'Slow start',
      description: 'The part of its share that each instance gets, where its pool has a slow start.',
      unit: 'percentunit',
      min: 0,
      max: 1,
      queries: [[`max by (${BY_INSTANCE}) (headroom_proxy_instance_weight_ratio{${WHERE}})`, '{{instance_name}}']],
    }),
    overTime({
      title: 'CPU for nothing',
      description:
        'Cores that were busy only because others of the instance were (contention), or because it had just come (warm-up), by pool.',
      unit: 'short',
      min: 0,
      queries: [
        [
          `sum by (pool) (rate(headroom_instance_contention_seconds_total{${WHERE}}[$__rate_interval]))`,
          '{{pool}} contention',
        ],
        [
          `sum by (pool) (rate(headroom_instance_warm_up_seconds_total{${WHERE}}[$__rate_interval]))`,
          '{{pool}} warm-up',
        ],
      ],
    }),
    overTime({
      title: 'Connections to the store',
      description: 'Open ones by instance, and calls a second that waited for one in vain, by pool.',
      unit: 'short',
      min: 0,
      queries: [
        [`max by (${BY_INSTANCE}) (headroom_store_connections_open{${WHERE}})`, '{{instance_name}}'],
        [
          `sum by (pool) (rate(headroom_store_connections_failed_total{${WHERE}}[$__rate_interval]))`,
          '{{pool}} in vain/s',
        ],
      ],
    }),
    overTime({
      title: 'Servers of the proxy',
      description:
        'Those that are up, what the fullest holds, and deaths a second for want of memory, where they have limits.',
      unit: 'short',
      min: 0,
      queries: [
        [`sum by (topology) (headroom_proxy_server_up{${REGION}})`, 'up'],
        [`max by (topology) (headroom_proxy_server_requests_in_flight{${REGION}})`, 'held by the fullest'],
        [`sum by (topology) (rate(headroom_proxy_server_deaths_total{${REGION}}[$__rate_interval]))`, 'deaths/s'],
      ],
    }),
  ],
} as const;
