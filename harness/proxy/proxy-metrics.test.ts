import { expect, test } from 'vitest';
import { proxyMetrics } from './proxy-metrics.ts';
import { proxySnapshot } from './proxy-snapshot.ts';
import { TestSite } from './test-site.ts';

test('a scrape shows what has been counted until then', async () => {
  const site = new TestSite({}, { primary: 1, alternate: 1 });
  const metrics = proxyMetrics(() => proxySnapshot(site.proxy, { open: 3, opened: 7, repeated: 2 }));
  site.ask(1);
  site.clock.advance(10);
  site.behave('primary', { afterMs: 4000 });
  site.ask(2);
  site.ask(3);
  site.clock.advance(500);
  site.proxy.failOver('alternate', 0);
  site.clock.advance(3000);
  site.ask(4);
  site.clock.advance(3010);
  const lines = (await metrics.text()).split('\n');
  const samples = lines.filter(line => line !== '' && !line.startsWith('#') && !line.includes('_bucket'));
  expect(samples.filter(line => !/ 0$/.test(line))).toMatchInlineSnapshot(`
    [
      "headroom_proxy_requests_total{pool="primary",instance_name="primary-0",status="200",reason=""} 1",
      "headroom_proxy_requests_total{pool="primary",instance_name="primary-0",status="504",reason="deadline"} 2",
      "headroom_proxy_requests_total{pool="alternate",instance_name="alternate-0",status="200",reason=""} 1",
      "headroom_proxy_request_duration_seconds_sum{pool="primary"} 4.001",
      "headroom_proxy_request_duration_seconds_count{pool="primary"} 3",
      "headroom_proxy_request_duration_seconds_sum{pool="alternate"} 0.001",
      "headroom_proxy_request_duration_seconds_count{pool="alternate"} 1",
      "headroom_proxy_admitted_ratio{route=""} 1",
      "headroom_proxy_attempts_total{pool="primary",instance_name="primary-0"} 3",
      "headroom_proxy_attempts_total{pool="alternate",instance_name="alternate-0"} 1",
      "headroom_proxy_instance_up{pool="primary",instance_name="primary-0"} 1",
      "headroom_proxy_instance_up{pool="alternate",instance_name="alternate-0"} 1",
      "headroom_proxy_pool_weight_ratio{pool="alternate"} 1",
      "headroom_proxy_pool_active{pool="alternate"} 1",
      "headroom_proxy_connections_open 3",
      "headroom_proxy_connections_opened_total 7",
      "headroom_proxy_requests_repeated_total 2",
    ]
  `);
  expect(
    lines.filter(line => line.includes('_bucket{pool="primary"') && /le="(0.001|1.5|2|\+Inf)"/.test(line)),
  ).toEqual([
    'headroom_proxy_request_duration_seconds_bucket{pool="primary",le="0.001"} 1',
    'headroom_proxy_request_duration_seconds_bucket{pool="primary",le="1.5"} 1',
    'headroom_proxy_request_duration_seconds_bucket{pool="primary",le="2"} 3',
    'headroom_proxy_request_duration_seconds_bucket{pool="primary",le="+Inf"} 3',
  ]);
});

const samplesOf = async (site: TestSite): Promise<string[]> => {
  const lines = (await proxyMetrics(() => proxySnapshot(site.proxy, null)).text()).split('\n');
  return lines
    .filter(line => line !== '' && !line.includes('_bucket'))
    .map(line => line.replace('headroom_proxy_', ''));
};

test('what is waited for is there before it has occurred, once and of instances only', async () => {
  const site = new TestSite({}, { primary: 1 });
  site.behave('primary', { status: 503, reason: 'directory' });
  site.ask();
  site.clock.advance(100);
  expect((await samplesOf(site)).filter(line => line.startsWith('requests_total'))).toEqual(
    [
      'status="503",reason="directory"} 1',
      'status="200",reason=""} 0',
      'status="503",reason="queue-full"} 0',
      'status="504",reason="deadline"} 0',
    ].map(rest => `requests_total{pool="primary",instance_name="primary-0",${rest}`),
  );
  site.behave('primary', { afterMs: 1 });
  site.ask();
  site.clock.advance(200);
  const after = (await samplesOf(site)).filter(line => line.includes('status="200"'));
  expect(after).toEqual(['requests_total{pool="primary",instance_name="primary-0",status="200",reason=""} 1']);
});

test('attempts that fail, retries, ejections and checks are counted by instance', async () => {
  const ejection = { consecutive: 2, forMs: 60_000, maxShare: 1 };
  const config = { retries: 1, retryOn: ['502'], retryBudget: 1, ejection, balance: 'round-robin' } as const;
  const site = new TestSite(config, { primary: 2 });
  site.proxy.start();
  for (const instance of site.all) instance.health = { status: 200 };
  site.behave('primary', { failure: 'reset' });
  for (let i = 0; i < 2; i++) site.ask(i);
  site.clock.advance(1000);
  (site.all[1] as { health: object }).health = { status: 500 };
  site.clock.advance(2900);
  const samples = (await samplesOf(site)).filter(line => /^(attempt|retries|eject|instance|health|answers)/.test(line));
  expect(samples).toEqual([
    'attempts_total{pool="primary",instance_name="primary-0"} 2',
    'attempts_total{pool="primary",instance_name="primary-1"} 2',
    'retries_total{pool="primary",instance_name="primary-0"} 1',
    'retries_total{pool="primary",instance_name="primary-1"} 1',
    'retries_denied_total 0',
    'attempt_failures_total{pool="primary",instance_name="primary-0",failure="reset"} 2',
    'attempt_failures_total{pool="primary",instance_name="primary-1",failure="reset"} 2',
    'answers_truncated_total 0',
    'instance_up{pool="primary",instance_name="primary-0"} 1',
    'instance_up{pool="primary",instance_name="primary-1"} 1',
    'instance_ejected{pool="primary",instance_name="primary-0"} 1',
    'instance_ejected{pool="primary",instance_name="primary-1"} 1',
    'ejections_total{pool="primary",instance_name="primary-0"} 1',
    'ejections_total{pool="primary",instance_name="primary-1"} 1',
    'health_checks_total{pool="primary",instance_name="primary-0",result="passed"} 1',
    'health_checks_total{pool="primary",instance_name="primary-0",result="failed"} 0',
    'health_checks_total{pool="primary",instance_name="primary-1",result="passed"} 0',
    'health_checks_total{pool="primary",instance_name="primary-1",result="failed"} 1',
  ]);
});

test('every metric has its help, and what a proxy without connections of its own has none of is left out', async () => {
  const lines = await samplesOf(new TestSite());
  const helps = lines.filter(line => line.startsWith('# HELP'));
  expect(helps.length).toBeGreaterThan(15);
  expect(helps.filter(line => !/^# HELP [a-z_]+ \S.*\.$/.test(line))).toEqual([]);
  expect(lines.filter(line => /^(connections|requests_repeated)/.test(line))).toEqual([]);
});
