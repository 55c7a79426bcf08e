import { parser } from '@prometheus-io/lezer-promql';
import { expect, test } from 'vitest';
import { MetricRegistry } from '../harness/measure/metric-registry.ts';
import { RequestTally } from '../harness/measure/request-tally.ts';
import { Timeline } from '../harness/operations/timeline.ts';
import { addDrillMetrics } from '../harness/prometheus/drill-metrics.ts';
import { addLoadMetrics } from '../harness/prometheus/load-metrics.ts';
import { recordSeries } from '../harness/prometheus/record-series.ts';
import { FailoverProxy } from '../harness/proxy/failover-proxy.ts';
import { proxyMetrics } from '../harness/proxy/proxy-metrics.ts';
import { proxySnapshot } from '../harness/proxy/proxy-snapshot.ts';
import { incidentRun, testSettings } from '../harness/record/test-run.ts';
import { controlMetrics } from '../harness/site/control-metrics.ts';
import { poolModelConfig } from '../harness/site/model-config.ts';
import { readDrillFiles } from '../harness/topology/drill-files.ts';
import { VirtualNetwork } from '../harness/transport/virtual-network.ts';
import { directoryMetrics } from '../mock-service/http/directory-metrics.ts';
import { poolMetrics } from '../mock-service/http/pool-metrics.ts';
import { addProcessMetrics } from '../mock-service/http/process-metrics.ts';
import { SnapshotMetrics } from '../mock-service/http/snapshot-metrics.ts';
import { DirectoryModel } from '../mock-service/model/directory.ts';
import { KeySpaces } from '../mock-service/model/key-spaces.ts';
import { Pool } from '../mock-service/model/pool.ts';
import { VirtualClock } from '../mock-service/time/virtual-clock.ts';
import { dashboardQueries, filledIn, ruleQueries } from './queries.ts';

/** As a declared service has them: there are metrics of these. */
const SEVERAL_KINDS = new KeySpaces([{ name: 'cart', first: 0, count: 1, sizeBytes: null }]);

/** Type of each metric that some process exposes. */
async function exposed(): Promise<Map<string, string>> {
  const clock = new VirtualClock();
  const settings = testSettings('baseline');
  const { topology } = readDrillFiles('scenarios/topologies/eu.yaml', []);
  const directory = new DirectoryModel(clock, topology.directory, { read: () => null, execute: () => null }, 1);
  const config = poolModelConfig(topology, { costs: [], entries: SEVERAL_KINDS }, 'primary');
  const instance = {
    ...config.instance,
    ...{ contention: { sigma: 0.1, kappa: 0 }, warmUp: { factor: 2, forMs: 1 } },
  };
  const pool = new Pool({ ...config, instance }, clock, directory, settings, 1);
  const transport = new VirtualNetwork(clock, 0);
  const pools = [{ name: 'primary', origins: ['http://primary-0'] }];
  const proxy = new FailoverProxy({ config: topology.proxy, pools, clock, transport, seed: 1 });
  const drill = new SnapshotMetrics();
  addDrillMetrics(drill, { script: 'a.ts', settings: { underTest: settings, baseline: settings } }, () => {
    return { stage: 'load', startedEpochMs: 0, record: incidentRun(), finished: false };
  });
  addLoadMetrics(drill, {
    engine: { lag: null, runs: [] },
    registry: new MetricRegistry(),
    tally: new RequestTally(),
    transport: { opened: 0, repeated: 0 },
  });
  addProcessMetrics(drill);
  const texts = await Promise.all([
    poolMetrics(pool, [], clock).text(),
    directoryMetrics(directory).text(),
    proxyMetrics(() => proxySnapshot(proxy)).text(),
    controlMetrics({ topology, timeline: new Timeline(), zeroEpochMs: 0, processes: () => [] }).text(),
    drill.text(),
  ]);
  const types = new Map<string, string>();
  for (const [, name, type] of texts.join('\n').matchAll(/^# TYPE (\S+) (\S+)$/gm)) types.set(name!, type!);
  for (const { name } of recordSeries(incidentRun(), {}, 0)) types.set(name, 'gauge');
  return types;
}

/** The metrics that a query selects. */
function selected(expr: string): string[] {
  const names: string[] = [];
  parser.parse(expr).iterate({
    enter(node) {
      if (node.name !== 'VectorSelector') return;
      const name = node.node.getChild('Identifier');
      if (name !== null) names.push(expr.slice(name.from, name.to));
    },
  });
  return names;
}

const RECORDED = new Set(ruleQueries().map(({ where }) => where.replace(/^rule /, '')));
const QUERIES = [...dashboardQueries(), ...ruleQueries()];

test('what a query selects', () => {
  expect(selected('a{x="y"} / on (b) sum by (c) (rate(d_bucket[5s])) > e')).toEqual(['a', 'd_bucket', 'e']);
});

test('every metric that a dashboard or rule asks for is one that a process exposes, a run sends, or a rule records', async () => {
  const types = await exposed();
  for (const { where, expr } of QUERIES) {
    const names = selected(filledIn(expr, '5s', '5m'));
    expect(names.length, where).toBeGreaterThan(0);
    for (const name of names) {
      const histogram = name.replace(/_(bucket|sum|count)$/, '');
      const known = types.has(name) || RECORDED.has(name) || types.get(histogram) === 'histogram';
      expect(known, `${where}: ${name}`).toBe(true);
    }
  }
});

test('names follow the conventions: counters end in _total, base units, snake case', async () => {
  for (const [name, type] of await exposed()) {
    expect(name).toMatch(/^(headroom|k6|process|nodejs)_[a-z0-9_]+$/);
    expect(name.endsWith('_total'), name).toBe(type === 'counter');
    expect(name).not.toMatch(/_(ms|milliseconds|minutes|kb|mb|mib|percent)(_|$)/);
  }
});
