import type { Preset } from './preset.ts';

/** nginx-prometheus-exporter: what stub_status tells, and no more. */
export const nginx: Preset = {
  roles: {
    requests: { query: 'nginx_http_requests_total', labels: { instance: 'instance' } },
    inFlight: { query: 'nginx_connections_active', labels: { instance: 'instance' } },
  },
  lacks: {
    requests:
      'stub_status has neither route, status, duration nor what the cache said: a log format with $uri, $status, $request_time and $upstream_cache_status, made into metrics.',
    cpu: 'CPU time of the servers behind it comes from them, or from the container runtime.',
  },
};
