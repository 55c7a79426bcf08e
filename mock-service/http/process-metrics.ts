import type { SnapshotMetrics } from './snapshot-metrics.ts';

/**
 * What this process itself uses of the machine, under the names that prom-client and other clients give. CPU and memory of the
 * modelled instances are other metrics: they are not those of the process that models them.
 */
export function addProcessMetrics(metrics: SnapshotMetrics): void {
  metrics.counter('process_cpu_seconds_total', 'CPU time that this process has used.', () => {
    const { user, system } = process.cpuUsage();
    return [[{}, (user + system) / 1e6]];
  });
  metrics.gauge('process_resident_memory_bytes', 'Memory of this process.', () => [[{}, process.memoryUsage.rss()]]);
  metrics.gauge('process_start_time_seconds', 'When this process started, Unix time.', () => [
    [{}, performance.timeOrigin / 1000],
  ]);
  metrics.gauge('nodejs_heap_size_used_bytes', 'JavaScript heap in use.', () => [[{}, process.memoryUsage().heapUsed]]);
  metrics.counter(
    'nodejs_eventloop_active_seconds_total',
    'Time in which the event loop was not waiting; its rate is how busy this process is, 0 to 1.',
    () => [[{}, performance.eventLoopUtilization().active / 1000]],
  );
}
