import type { Preset } from './preset.ts';

/** Envoy's cluster statistics; times are in ms. */
export const envoy: Preset = {
  roles: {
    requests: {
      query: 'envoy_cluster_upstream_rq_xx',
      labels: { pool: 'envoy_cluster_name', instance: 'instance', status: 'envoy_response_code_class' },
    },
    latency: {
      query: 'envoy_cluster_upstream_rq_time_bucket',
      labels: { pool: 'envoy_cluster_name' },
      times: 0.001,
    },
    inFlight: { query: 'envoy_cluster_upstream_rq_active', labels: { pool: 'envoy_cluster_name' } },
  },
  lacks: {
    requests: 'Clusters have no routes: virtual clusters of the router, or metrics of the service itself.',
    cpu: 'It knows nothing of the CPU of what is behind it, nor of caches in it.',
  },
};
