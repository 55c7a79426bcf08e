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
