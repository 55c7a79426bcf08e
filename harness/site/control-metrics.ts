import { addProcessMetrics } from '../../mock-service/http/process-metrics.ts';
import { type Sample, SnapshotMetrics } from '../../mock-service/http/snapshot-metrics.ts';
import type { Timeline } from '../operations/timeline.ts';
import type { Topology } from '../topology/topology.ts';
import { limitIn, OBJECTIVES } from '../verdict/objectives/objectives.ts';

/** What the parent of a site's processes knows of it. */
export interface ControlFacts {
  readonly topology: Topology;
  readonly timeline: Timeline;
  /** The Clock's zero as Unix time, ms. */
  readonly zeroEpochMs: number;
  /** The site's processes by name, and whether they run. */
  processes(): Iterable<readonly [name: string, up: boolean]>;
}

/** The metrics of the process that has the control server: operations, and what the site is to be. */
export function controlMetrics({ topology, timeline, zeroEpochMs, processes }: ControlFacts): SnapshotMetrics {
  const metrics = new SnapshotMetrics();
  metrics.counter(
    'headroom_operations_total',
    'Operations, their completions, and what the site did by itself (active-pool, instance-down, instance-died …).',
    () => timeline.occurrences.map(({ operation, target, count }): Sample => [{ operation, target }, count]),
  );
  metrics.gauge('headroom_operation_last_time_seconds', 'When the latest of these was, Unix time.', () =>
    timeline.occurrences.map(
      ({ operation, target, atMs }): Sample => [{ operation, target }, (zeroEpochMs + atMs) / 1000],
    ),
  );
  metrics.gauge('headroom_site_process_up', '1 while a process of the site runs.', () =>
    [...processes()].map(([name, up]): Sample => [{ name }, Number(up)]),
  );
  addTopology(metrics, topology);
  addProcessMetrics(metrics);
  return metrics;
}

/** What it is to be: the lines that dashboards draw beside what it is. */
function addTopology(metrics: SnapshotMetrics, topology: Topology): void {
  const { fingerprint, scale, peakPerSecond, users, proxy, objectives, pools } = topology;
  const gauge = (name: string, help: string, samples: readonly Sample[]): void =>
    metrics.gauge(`headroom_${name}`, help, () => samples);
  gauge('topology_info', 'The topology file by its fingerprint.', [[{ fingerprint }, 1]]);
  gauge('topology_scale', 'One instance stands for this many: multiply rates by it for the real region.', [
    [{}, scale],
  ]);
  gauge('topology_peak_requests_per_second', 'Regional peak, planned.', [[{}, peakPerSecond]]);
  gauge('topology_users', 'Distinct users.', [[{}, users]]);
  gauge(
    'topology_instances',
    'Instances of each pool.',
    Object.entries(pools).map(([pool, { instances }]) => [{ pool }, instances]),
  );
  gauge('proxy_deadline_seconds', 'After this the proxy answers 504.', [[{}, proxy.timeoutMs / 1000]]);
  gauge(
    'objective_limit',
    'What an objective allows: shares of requests, seconds, or capacity ÷ peak.',
    OBJECTIVES.map(each => {
      const limit = limitIn(objectives, each) ?? Number.NaN;
      return [{ objective: each.name }, each.unit === 'ms' ? limit / 1000 : limit];
    }),
  );
}
