import { expect, test } from 'vitest';
import type { RangeReader, ReadSeries } from './range-reader.ts';
import { parseTwin } from './read-twin.ts';
import { readTelemetry } from './telemetry.ts';

const TEXT = `name: shop
topology: topology.yaml
settings: settings.yaml
prometheus: { url: 'http://127.0.0.1:9090' }
preset: prom-client
`;
const SPAN = { fromMs: Date.UTC(2026, 5, 1, 6), toMs: Date.UTC(2026, 5, 1, 7) };

/** Telemetry where queries give these; others give nothing. */
function telemetry(answers: Readonly<Record<string, ReadSeries>>, text = TEXT) {
  const read = async (query: string): Promise<ReadSeries> => answers[query] ?? { series: [], notNumbers: 0 };
  return readTelemetry({ read } as unknown as RangeReader, parseTwin(text, 'twin.yaml', {}), SPAN);
}

const series = (labels: Record<string, string>): ReadSeries => ({
  series: [{ labels, atMs: [SPAN.fromMs, SPAN.toMs], values: [0, 5] }],
  notNumbers: 0,
});
const CPU = { process_cpu_seconds_total: series({ pool: 'primary', instance: 'a' }) };

test('a role that gives nothing is a problem where it is needed, and a gap where it is not', async () => {
  const { problems, gaps } = await telemetry(CPU);
  expect(problems).toEqual([
    'requests: http_requests_total gave nothing between 2026-06-01 06:00 and 2026-06-01 07:00; not known without it: the mix of routes, the load, and what writes and plain routes cost',
  ]);
  expect(gaps).toContainEqual(
    expect.stringMatching(/^store: store_request_duration_seconds_bucket gave nothing .* the store's latency$/),
  );
});

test('a time that is longer than telemetry is cut to where there is any, and says so', async () => {
  const [from, to] = [SPAN.fromMs + 600_000, SPAN.fromMs + 1_200_000];
  const part = (labels: Record<string, string>, fromMs: number, toMs: number): ReadSeries => ({
    series: [{ labels, atMs: [fromMs, toMs], values: [0, 5] }],
    notNumbers: 0,
  });
  const { span, gaps } = await telemetry({
    process_cpu_seconds_total: part({ pool: 'primary', instance: 'a' }, from, to - 60_000),
    http_requests_total: part({ pool: 'primary', route: '/', code: '200' }, from + 60_000, to),
  });
  // A window later: in its first moments a process has counters that nobody saw at zero.
  expect(span).toEqual({ fromMs: from + 60_000, toMs: to });
  expect(gaps).toContain(
    'time: between 2026-06-01 06:00 and 2026-06-01 07:00 there is telemetry from 2026-06-01 06:11 to 2026-06-01 06:20 alone, which is what this rests on',
  );
  const whole = await telemetry({ ...CPU, http_requests_total: series({ pool: 'primary', route: '/', code: '200' }) });
  expect([whole.span, whole.gaps.filter(each => each.startsWith('time'))]).toEqual([SPAN, []]);
});

test('a query that fails says which, and what is not known', async () => {
  const { problems } = await telemetry({ ...CPU, http_requests_total: { problem: '400: parse error' } });
  expect(problems).toEqual([
    expect.stringMatching(/^requests: http_requests_total cannot be read \(400: parse error\); not known/),
  ]);
});

test('a label that is missing names those that are there', async () => {
  const { problems } = await telemetry({
    process_cpu_seconds_total: series({ __name__: 'x', site: 'a', instance: 'a' }),
    http_requests_total: series({ pool: 'primary', handler: '/' }),
  });
  expect(problems).toEqual([
    'requests: no series has the label route (http_requests_total has pool, handler): name it in roles.requests.labels.route',
    'cpu: no series has the label pool (process_cpu_seconds_total has site, instance): name it in roles.cpu.labels.pool',
  ]);
});

test('what was no number is told', async () => {
  const { gaps } = await telemetry({ ...CPU, process_resident_memory_bytes: { ...series({}), notNumbers: 3 } });
  expect(gaps).toContain('memory: 3 samples were no numbers, and are left out');
});

test('numbers in other units are brought into those of the role; of a histogram its bounds', async () => {
  const text = TEXT.replace('prom-client', 'envoy') + 'roles: { cpu: { query: used, times: 0.001 } }\n';
  const { roles } = await telemetry(
    { used: series({ pool: 'a' }), envoy_cluster_upstream_rq_time_bucket: series({ le: '250' }) },
    text,
  );
  expect(roles.cpu?.[0]?.values).toEqual([0, 0.005]);
  expect(roles.latency?.[0]).toMatchObject({ labels: { le: '0.25' }, values: [0, 5] });
});

test('names of OpenTelemetry are found with their units in them and without, and so are the sums of their buckets', async () => {
  const asked: string[] = [];
  const read = async (query: string): Promise<ReadSeries> => {
    asked.push(query);
    return { series: [], notNumbers: 0 };
  };
  const twin = parseTwin(TEXT.replace('prom-client', 'opentelemetry'), 'twin.yaml', {});
  await readTelemetry({ read } as unknown as RangeReader, twin, SPAN);
  expect(asked).toContain('{__name__=~"db_client_operation_duration(_seconds)?_bucket"}');
  expect(asked).toContain('{__name__=~"db_client_operation_duration(_seconds)?_sum"}');
});
