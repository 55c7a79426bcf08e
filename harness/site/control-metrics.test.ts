import { expect, test } from 'vitest';
import { deploy } from '../operations/catalogue/deploy.ts';
import { failOver } from '../operations/catalogue/fail-over.ts';
import { Timeline } from '../operations/timeline.ts';
import { readDrillFiles } from '../topology/drill-files.ts';
import { controlMetrics } from './control-metrics.ts';

test('operations by name and target: how often, and when last', async () => {
  const { topology } = readDrillFiles('scenarios/topologies/eu.yaml', []);
  const timeline = new Timeline();
  const processes = (): (readonly [string, boolean])[] => [
    ['proxy', true],
    ['alternate', false],
  ];
  const metrics = controlMetrics({ topology, timeline, zeroEpochMs: 1_000_000, processes });
  const settings = { name: 'baseline', fingerprint: '0' };
  timeline.add(deploy.event.at(500, { settings, pool: null, share: 1 }));
  timeline.add(failOver.event.at(2000, { to: 'alternate', overMs: 15_000 }));
  timeline.add(deploy.event.at(2500, { settings, pool: null, share: 1 }));
  const lines = (await metrics.text()).split('\n');
  expect(lines.filter(line => /^headroom_(operation|site)/.test(line))).toEqual([
    'headroom_operations_total{operation="deploy",target="all pools"} 2',
    'headroom_operations_total{operation="fail-over",target="alternate"} 1',
    'headroom_operation_last_time_seconds{operation="deploy",target="all pools"} 1002.5',
    'headroom_operation_last_time_seconds{operation="fail-over",target="alternate"} 1002',
    'headroom_site_process_up{name="proxy"} 1',
    'headroom_site_process_up{name="alternate"} 0',
  ]);
  expect(lines).toContain('headroom_topology_peak_requests_per_second 1000');
  expect(lines).toContain('headroom_objective_limit{objective="p99"} 0.8');
});

test('an objective that is off has no limit', async () => {
  const { topology } = readDrillFiles('scenarios/topologies/eu.yaml', [], ['objectives.p99=off']);
  const facts = { topology, timeline: new Timeline(), zeroEpochMs: 0, processes: () => [] };
  expect(await controlMetrics(facts).text()).not.toContain('objective="p99"');
});
