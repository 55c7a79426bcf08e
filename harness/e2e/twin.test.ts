/** Telemetry in a real Prometheus: a twin is calibrated by the command, backtested, and a gate on it says what it stands on. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RandomStream } from '../../mock-service/time/random.ts';
import { type LoadedPrometheus, loadedPrometheus, PROMETHEUS } from '../../proof/twin/prometheus.ts';
import { zipfSampler } from '../../scenarios/lib/traffic.ts';
import { openMetrics } from '../twin/test-exporter.ts';
import { DESCRIBED, type SmallDay, smallDay, smallTwin } from '../twin/test-service.ts';
import { headroom } from './headroom.ts';

const required = process.env.HEADROOM_REQUIRE_SYSTEM === '1';
const title = required ? 'a twin' : 'a twin (skipped: HEADROOM_REQUIRE_SYSTEM=1 or npm run test:system runs it)';

describe.skipIf(!required)(title, () => {
  let folder: string;
  let day: SmallDay;
  let prometheus: LoadedPrometheus;
  const at = (name: string): string => join(folder, name);
  const span = (flag: string): string[] => {
    const { fromMs, toMs } = day.span;
    return [flag, new Date(fromMs).toISOString(), '--for', `${(toMs - fromMs) / 1000}s`];
  };
  const calibrate = (out: string, ...more: string[]) =>
    headroom(['calibrate', at('twin.yaml'), ...span('--from'), '--out', at(out), '--quiet', ...more]);
  const backtest = (twin: string, out: string, ...more: string[]) =>
    headroom(['backtest', at(`${twin}/topology.yaml`), at('twin.yaml'), ...span('--at'), '--out', at(out), ...more]);

  beforeAll(async () => {
    if (!existsSync(PROMETHEUS)) throw new Error(`there is no ${PROMETHEUS}: apt-get install prometheus`);
    folder = mkdtempSync(join(tmpdir(), 'headroom-twin-'));
    day = await smallDay({}, { SECONDS: '300' });
    prometheus = await loadedPrometheus(at('prometheus'), openMetrics(day.series));
    writeFileSync(at('twin.yaml'), smallTwin(prometheus.url));
    writeFileSync(at('topology.yaml'), JSON.stringify(DESCRIBED));
    writeFileSync(at('settings.yaml'), 'ttl: 20s\ncapacity: 300\n');
  }, 120_000);

  afterAll(async () => {
    await prometheus.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('is calibrated from what Prometheus has, and holds there', async () => {
    const calibrated = await calibrate('mine');
    expect(calibrated).toMatchObject({ code: 0, stdout: expect.stringMatching(/^MEASURED twin fitted/) });
    expect(readFileSync(at('mine/report.html'), 'utf8')).toContain('What the costs do not explain');
    const tested = await backtest('mine', 'back', '--quiet');
    expect(tested).toMatchObject({ code: 0, stdout: expect.stringMatching(/^HOLDS twin fitted/) });
  }, 120_000);

  test('takes its keys from an access log, and is held to account with those alone', async () => {
    const random = new RandomStream(3);
    const product = zipfSampler(400, 0.9);
    const lines = Array.from({ length: 15_000 }, (_, i) => {
      const at = new Date(day.span.fromMs + 20 * i).toISOString();
      const stamp = `${at.slice(8, 10)}/Jun/${at.slice(0, 4)}:${at.slice(11, 19)} +0000`;
      return `10.0.0.1 - user${i % 200} [${stamp}] "GET /api/products/${product(() => random.next()) - 1} HTTP/1.1" 200 64`;
    });
    writeFileSync(at('access.log'), lines.join('\n'));
    const imported = await headroom([
      'import',
      at('access.log'),
      '--routes',
      at('topology.yaml'),
      '--out',
      at('log'),
      '--quiet',
    ]);
    expect(imported.code).toBe(0);
    const keys = ['--import', at('log/import.json')];
    const calibrated = await calibrate('by-log', ...keys);
    expect(calibrated).toMatchObject({ code: 0, stdout: expect.stringMatching(/^MEASURED twin fitted/) });
    expect(readFileSync(at('by-log/topology.yaml'), 'utf8')).toContain('for warm starts alone');
    expect(readFileSync(at('by-log/traffic.js'), 'utf8')).toContain('reads_product: new SharedArray');
    const without = await backtest('by-log', 'without');
    expect(without).toMatchObject({
      code: 104,
      stderr: expect.stringMatching(/calibrated with the keys of an import .*--import/),
    });
    expect((await backtest('by-log', 'with', '--quiet', ...keys)).code).toBe(0);
  }, 120_000);

  test('that is off is said first by whoever gates on it', async () => {
    const text = readFileSync(at('mine/topology.yaml'), 'utf8');
    const broken = text.replace(/"?instances"?: 2/, 'instances: 1');
    expect(broken).not.toBe(text);
    writeFileSync(at('mine/topology.yaml'), broken);
    const tested = await backtest('mine', 'off', '--quiet');
    expect(tested.code).toBe(99);
    const gate = await headroom([
      ...['run', at('mine/traffic.js'), '--topology', at('mine/topology.yaml'), '--cache', at('settings.yaml')],
      ...['--virtual', '--quiet', '--exit-zero', '--out', at('gate')],
    ]);
    expect(gate.stdout).toMatch(/^TWIN OFF: its last backtest/);
  }, 120_000);

  test('a metric server that is not there, and a label that nobody has, are told', async () => {
    const text = readFileSync(at('twin.yaml'), 'utf8');
    writeFileSync(at('gone.yaml'), text.replace(prometheus.url, 'http://127.0.0.1:9'));
    const gone = await headroom(['calibrate', at('gone.yaml'), ...span('--from'), '--out', at('gone')]);
    expect(gone).toMatchObject({ code: 104, stderr: expect.stringContaining('cannot be read') });
    writeFileSync(at('label.yaml'), `${text}  requests: { labels: { route: handler } }\n`);
    const label = await headroom(['calibrate', at('label.yaml'), ...span('--from'), '--out', at('label')]);
    expect(label).toMatchObject({ code: 104, stderr: expect.stringContaining('no series has the label handler') });
  }, 120_000);
});
