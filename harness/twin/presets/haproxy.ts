import type { Preset } from './preset.ts';

/** HAProxy's own exporter: what each server behind it answered. */
export const haproxy: Preset = {
  roles: {
    requests: {
      query: 'haproxy_server_http_responses_total',
      labels: { pool: 'proxy', instance: 'server', status: 'code' },
    },
    inFlight: { query: 'haproxy_server_current_sessions', labels: { pool: 'proxy', instance: 'server' } },
  },
  lacks: {
    requests: 'HAProxy counts no routes: its mix comes from its log, or from the service.',
    durations: 'Its times are means of the last 1024 requests: latency comes from its log, or from the service.',
    cpu: 'It knows nothing of the CPU of what is behind it, nor of caches in it.',
  },
};
