import type { Preset } from './preset.ts';

const LABELS = {
  instance: 'instance',
  route: 'http_route',
  method: 'http_request_method',
  status: 'http_response_status_code',
  outcome: 'cache_result',
};

/** OpenTelemetry's semantic conventions for HTTP servers and database clients, as Prometheus writes them. */
export const openTelemetry: Preset = {
  roles: {
    requests: { query: 'http_server_request_duration_seconds_count', labels: LABELS },
    cpu: { query: 'process_cpu_time_seconds_total', labels: { instance: 'instance' } },
    memory: { query: 'process_memory_usage_bytes', labels: { instance: 'instance' } },
    inFlight: { query: 'http_server_active_requests', labels: { instance: 'instance' } },
    durations: { query: 'http_server_request_duration_seconds_bucket', labels: LABELS },
    store: { query: 'db_client_operation_duration_seconds_bucket' },
    storeUsed: { query: 'db_client_connection_count{db_client_connection_state="used"}' },
    storeLimit: { query: 'db_client_connection_max' },
  },
  lacks: {
    requests:
      'The conventions have no outcome of a cache: an attribute cache.result (hit, coalesced, miss) on the server metric.',
    storeLimit:
      'db.client.connection.max is of a pool of connections, not of the store: the smaller of both is the limit.',
  },
};
