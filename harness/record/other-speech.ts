import type { RunRecord } from './run-record.ts';

/** Metrics that have values once a script has opened a WebSocket or made a gRPC call. */
const OTHERWISE = ['ws_sessions', 'grpc_req_duration'];

/** Whether a script spoke by other means than HTTP requests, in a drill that is live therefore. */
export function speaksOtherwise(metrics: RunRecord['metrics']): boolean {
  return OTHERWISE.some(name => Object.values(metrics[name]?.values ?? {}).some(value => value !== null && value > 0));
}
