import type { DirectoryModel } from '../model/directory.ts';
import { SnapshotMetrics } from './snapshot-metrics.ts';

/** The metrics of the directory's process. */
export function directoryMetrics(directory: DirectoryModel): SnapshotMetrics {
  const metrics = new SnapshotMetrics();
  const gauge = (name: string, help: string, read: () => number): void =>
    metrics.gauge(`headroom_directory_${name}`, help, () => [[{}, read()]]);
  gauge('calls_active', 'Calls that the directory works on.', () => directory.active);
  gauge('calls_waiting', 'Calls waiting for a slot.', () => directory.waiting);
  gauge('concurrency_limit', 'Slots: calls that it works on at once.', () => directory.concurrency);
  metrics.counter('headroom_directory_calls_total', 'Calls by kind: read, write, or set-up of a connection.', () => [
    [{ kind: 'read' }, directory.reads],
    [{ kind: 'write' }, directory.writes],
    [{ kind: 'set-up' }, directory.setUps],
  ]);
  metrics.counter('headroom_directory_failures_total', 'Calls that timed out or failed.', () => [
    [{}, directory.failures],
  ]);
  metrics.histogram(
    'headroom_directory_call_duration_seconds',
    'From a call to its answer or failure, the wait for a slot included.',
    () => [[{}, directory.durations.read()]],
  );
  return metrics;
}
