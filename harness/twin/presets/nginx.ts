import type { Preset } from './preset.ts';

/** nginx-prometheus-exporter: what stub_status tells, and no more. Connections that are active may be idle: those that are written to are not. */
export const nginx: Preset = {
  roles: {
    requests: { query: 'nginx_http_requests_total', labels: { instance: 'instance' } },
    inFlight: { query: 'nginx_connections_writing', labels: { instance: 'instance' } },
  },
  lacks: {
    requests:
      'stub_status has neither route, status, duration nor what the cache said: a log format with $uri, $status, $request_time and $upstream_cache_status, made into metrics.',
    cpu: 'CPU time of the servers behind it comes from them, or from the container runtime.',
  },
};
