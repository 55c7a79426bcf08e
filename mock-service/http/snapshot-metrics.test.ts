import { expect, test } from 'vitest';
import { DurationCounts } from '../time/duration-counts.ts';
import { serveProcessMetrics } from './metrics-server.ts';
import { SnapshotMetrics } from './snapshot-metrics.ts';

/** The lines of a scrape that hold numbers. */
async function lines(metrics: SnapshotMetrics): Promise<string[]> {
  return (await metrics.text()).split('\n').filter(line => line !== '' && !line.startsWith('#'));
}

test('each scrape reads anew, of one snapshot', async () => {
  let snapshots = 0;
  const metrics = new SnapshotMetrics(() => snapshots++);
  metrics.counter('a_total', 'A.', () => [[{}, snapshots]]);
  metrics.gauge('b', 'B.', () => [[{ pool: 'primary' }, 10 * snapshots]]);
  expect(await lines(metrics)).toEqual(['a_total 1', 'b{pool="primary"} 10']);
  expect(await lines(metrics)).toEqual(['a_total 2', 'b{pool="primary"} 20']);
});

test('what is not known is left out, and infinity is not', async () => {
  const metrics = new SnapshotMetrics();
  metrics.gauge('a', 'A.', () => [
    [{ of: 'nobody' }, Number.NaN],
    [{ of: 'all' }, Number.POSITIVE_INFINITY],
  ]);
  expect(await lines(metrics)).toEqual(['a{of="all"} +Inf']);
});

test('labels are escaped', async () => {
  const metrics = new SnapshotMetrics();
  metrics.gauge('a', 'A.', () => [[{ name: 'say "hi"\\\n' }, 1]]);
  expect(await lines(metrics)).toEqual(['a{name="say \\"hi\\"\\\\\\n"} 1']);
});

test('fewer buckets count the same requests', async () => {
  const durations = new DurationCounts();
  for (const ms of [0.5, 5, 6, 100, 40_000]) durations.add(ms);
  const metrics = new SnapshotMetrics();
  metrics.histogram('a_seconds', 'A.', () => [[{}, durations.read()]], [5, 100]);
  expect(await lines(metrics)).toEqual([
    'a_seconds_bucket{le="0.005"} 2',
    'a_seconds_bucket{le="0.1"} 4',
    'a_seconds_bucket{le="+Inf"} 5',
    'a_seconds_sum 40.1115',
    'a_seconds_count 5',
  ]);
});

test('two metrics of one name are a mistake', () => {
  const metrics = new SnapshotMetrics();
  metrics.gauge('a', 'A.', () => []);
  expect(() => metrics.gauge('a', 'A.', () => [])).toThrow('already been registered');
});

test('a process serves its metrics and says that it lives', async () => {
  const metrics = new SnapshotMetrics();
  metrics.gauge('a', 'A.', () => [[{}, 1]]);
  const server = await serveProcessMetrics(metrics, { host: '127.0.0.1', port: 0 });
  try {
    const origin = `http://127.0.0.1:${server.port}`;
    const scraped = await fetch(`${origin}/metrics`);
    expect(scraped.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(await scraped.text()).toBe('# HELP a A.\n# TYPE a gauge\na 1\n');
    expect(await (await fetch(`${origin}/healthz`)).text()).toBe('ok\n');
  } finally {
    await server.close();
  }
});
