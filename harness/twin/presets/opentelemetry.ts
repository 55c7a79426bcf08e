import type { Preset } from './preset.ts';

const LABELS = {
  instance: 'instance',
  route: 'http_route',
  method: 'http_request_method',
  status: 'http_response_status_code',
  outcome: 'cache_result',
};

/**
 * OpenTelemetry's semantic conventions for HTTP servers and database clients. The collector and Prometheus' own receiver write the unit into a name;
 * exporters that are scraped at the process, as JavaScript's, do not.
 */
export const openTelemetry: Preset = {
  roles: {
    requests: { query: '{__name__=~"http_server_request_duration(_seconds)?_count"}', labels: LABELS },
    cpu: { query: '{__name__=~"process_cpu_time(_seconds)?_total"}', labels: { instance: 'instance' } },
    memory: { query: '{__name__=~"process_memory_usage(_bytes)?"}', labels: { instance: 'instance' } },
    inFlight: { query: 'http_server_active_requests', labels: { instance: 'instance' } },
    durations: { query: '{__name__=~"http_server_request_duration(_seconds)?_bucket"}', labels: LABELS },
    store: { query: '{__name__=~"db_client_operation_duration(_seconds)?_bucket"}' },
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
