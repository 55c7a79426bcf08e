import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { DrillSpec } from '../harness/drill/drill-spec.ts';
import { VirtualDrill } from '../harness/drill/virtual-drill.ts';
import type { RunRecord } from '../harness/record/run-record.ts';
import { compileScript } from '../harness/script/compile/compile-script.ts';
import { moduleMembers } from '../harness/script/modules/module-members.ts';
import { readDrillFiles } from '../harness/topology/drill-files.ts';
import { RULES } from './queries.ts';

const PROMTOOL = '/usr/bin/promtool';
const present = existsSync(PROMTOOL);
const required = process.env.HEADROOM_REQUIRE_SYSTEM === '1';
const title = present ? 'promtool' : `promtool (skipped: there is no ${PROMTOOL}; apt-get install prometheus)`;

function promtool(args: readonly string[], cwd = '.'): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(PROMTOOL, args, { cwd, encoding: 'utf8' });
  return { status, output: `${stdout}${stderr}` };
}

describe.skipIf(!present && !required)(title, () => {
  test('check config', () => {
    expect(promtool(['check', 'config', 'dashboards/prometheus.yml'])).toMatchObject({ status: 0 });
  });

  test('check rules', () => {
    const files = readdirSync(RULES).filter(file => file.endsWith('.rules.yml'));
    expect(promtool(['check', 'rules', ...files], RULES)).toMatchObject({ status: 0 });
  });

  test('test rules: the incident in round figures', () => {
    const { status, output } = promtool(['test', 'rules', 'rules.test.yml'], RULES);
    expect(status, output).toBe(0);
  });

  describe('the shipped drill', () => {
    let folder: string;
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'headroom-rules-'));
      for (const file of readdirSync(RULES)) copyFileSync(join(RULES, file), join(folder, file));
    });
    afterAll(() => rmSync(folder, { recursive: true }));

    /** promtool's word on the alerts that fired in a drill: all of these, and no others. */
    async function fired(
      settings: string,
      alerts: readonly string[],
    ): Promise<{ status: number | null; output: string }> {
      const text = stringify(ruleTest(await virtualRun(settings), alerts));
      writeFileSync(join(folder, `${settings}.test.yml`), text);
      return promtool(['test', 'rules', `${settings}.test.yml`], folder);
    }

    test('with short-ttl: the signs of the incident fire', async () => {
      const { status, output } = await fired('short-ttl', [
        'HeadroomHitRatioFalling',
        'HeadroomAlternateCpuHigh',
        'HeadroomTimeouts',
      ]);
      expect(status, output).toBe(0);
    });

    test('with baseline: none does', async () => {
      const { status, output } = await fired('baseline', []);
      expect(status, output).toBe(0);
    });
  });
});

async function virtualRun(settings: string): Promise<RunRecord> {
  const path = 'scenarios/eu-peak-failover.ts';
  const files = ['baseline', settings].map(name => `mock-service/settings/${name}.yaml`);
  const { topology, settings: read } = readDrillFiles('scenarios/topologies/eu.yaml', files);
  const [baseline, underTest] = read;
  const spec: DrillSpec = {
    ...{ clock: 'virtual', script: path, topology, seed: 1, arrivals: 'poisson' },
    ...{
      settings: { underTest: underTest!, baseline: baseline! },
      env: {},
      tags: {},
      allowedHosts: [],
      headroom: null,
    },
  };
  const script = await compileScript(path, { members: moduleMembers });
  return new Promise((resolve, reject) => {
    new VirtualDrill(spec, script, {
      ...{ log: () => {}, started: () => {}, second: () => {}, sampled: () => {}, noted: () => {} },
      finished: ({ record }) => resolve(record),
      crashed: reject,
    }).start();
  });
}

/** A drill's own seconds as what Prometheus would have scraped, one sample a second, and what must have fired by its end. */
function ruleTest(record: RunRecord, alerts: readonly string[]): object {
  const { columns } = record.series;
  const column = (name: string): number[] => (columns[name] ?? []).map(value => value ?? 0);
  const labels = (more: string): string => `{topology="eu", ${more}}`;
  const series: { series: string; values: string }[] = [];
  for (const [pool, limits] of Object.entries(record.topology.pools)) {
    const cores = (limits.cores ?? 0) * (limits.instances ?? 0);
    const ofPool = labels(`pool="${pool}"`);
    const lookups = column(`${pool}.offered`);
    const hits = column(`${pool}.hitRatio`).map((ratio, second) => ratio * (lookups[second] ?? 0));
    const misses = lookups.map((count, second) => count - (hits[second] ?? 0));
    series.push(
      counter(
        `headroom_instance_cpu_seconds_total${ofPool}`,
        column(`${pool}.cpu`).map(share => share * cores),
      ),
      gauge(
        `headroom_instance_cpu_cores${ofPool}`,
        lookups.map(() => cores),
      ),
      counter(`headroom_cache_requests_total${labels(`pool="${pool}", result="hit"`)}`, hits),
      counter(`headroom_cache_requests_total${labels(`pool="${pool}", result="miss"`)}`, misses),
    );
  }
  series.push(
    counter(`headroom_proxy_requests_total${labels('status="200"')}`, column('good')),
    counter(`headroom_proxy_requests_total${labels('status="504"')}`, column('timeouts')),
    gauge('headroom_directory_calls_active{topology="eu"}', column('directoryConcurrency')),
    gauge(
      'headroom_directory_concurrency_limit{topology="eu"}',
      column('good').map(() => 200),
    ),
  );
  const end = column('good').length - 1;
  return {
    rule_files: ['recording.rules.yml', 'alerts.rules.yml'],
    evaluation_interval: '1s',
    tests: [
      {
        interval: '1s',
        input_series: series,
        promql_expr_test: [
          {
            expr: `max by (alertname) (max_over_time(ALERTS{alertstate="firing"}[${end + 1}s]))`,
            eval_time: `${end}s`,
            exp_samples: alerts.map(alertname => ({ labels: `{alertname="${alertname}"}`, value: 1 })),
          },
        ],
      },
    ],
  };
}

function gauge(series: string, values: readonly number[]): { series: string; values: string } {
  return { series, values: values.join(' ') };
}

function counter(series: string, perSecond: readonly number[]): { series: string; values: string } {
  let sum = 0;
  return gauge(
    series,
    perSecond.map(count => (sum += count)),
  );
}
