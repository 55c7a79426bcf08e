import { expect, test } from 'vitest';
import { jUnit, textSummary } from './k6-summary.ts';

const summary = {
  root_group: {
    name: '',
    checks: [{ name: 'status is 200', passes: 8, fails: 2 }],
    groups: [{ name: 'login', groups: [], checks: [{ name: 'has token', passes: 3, fails: 0 }] }],
  },
  options: {},
  metrics: {
    checks: { type: 'rate', contains: 'default', values: { rate: 0.8462, passes: 11, fails: 2 } },
    http_req_duration: {
      type: 'trend',
      contains: 'time',
      values: { avg: 12.345, 'p(95)': 1234.5, max: 61_000 },
      thresholds: { 'p(95)<500': { ok: false }, 'avg < 20': { ok: true } },
    },
    'http_req_duration{expected_response:true}': { type: 'trend', contains: 'time', values: { avg: 0.4 } },
    http_reqs: { type: 'counter', contains: 'default', values: { count: 120, rate: 12.5 } },
    data_sent: { type: 'counter', contains: 'data', values: { count: 12_345, rate: 999 } },
    depth: { type: 'gauge', contains: 'default', values: { value: 7, min: 0, max: 9.5 } },
    vus: { type: 'gauge', contains: 'default', values: { value: 5, min: 1, max: 5 } },
  },
};

test('the text holds thresholds, checks and metrics by kind', () => {
  expect(textSummary(summary, { indent: ' ' })).toMatchInlineSnapshot(`
    " THRESHOLDS

       http_req_duration
       ✗ 'p(95)<500' p(95)=1.23s
       ✓ 'avg < 20' avg=12.35ms

     CHECKS

       ✗ status is 200
         ↳ 80% (8 passed, 2 failed)
       login
         ✓ has token

     TOTALS

       checks......................................: 84.62% 11 out of 13

     CUSTOM

       depth.......................................: 7 min=0 max=9.5

     HTTP

       http_req_duration...........................: avg=12.35ms p(95)=1.23s max=1m1s
       http_req_duration{expected_response:true}...: avg=400.00µs
       http_reqs...................................: 120 12.5/s

     EXECUTION

       vus.........................................: 5 min=1 max=5

     NETWORK

       data_sent...................................: 12.3 kB 999 B/s
    "
  `);
});

test('colours only where they are asked for', () => {
  expect(textSummary(summary, { enableColors: true })).toContain("\x1b[31m✗\x1b[0m 'p(95)<500'");
  expect(textSummary({ ...summary, options: { noColor: true } }, { enableColors: true })).not.toContain('\x1b');
});

test('times in one unit where the script chose it', () => {
  const text = textSummary({ ...summary, options: { summaryTimeUnit: 's' } });
  expect(text).toContain('avg=0.01s p(95)=1.23s max=61.00s');
});

test('JUnit has a case per threshold', () => {
  expect(jUnit(summary, { name: 'drill & co', classname: 'eu' })).toMatchInlineSnapshot(`
    "<?xml version="1.0"?>
    <testsuites tests="2" failures="1">
    <testsuite name="drill &amp; co" tests="2" failures="1">
    <testcase name="http_req_duration - p(95)&lt;500" classname="eu"><failure message="avg value: 12.345, p(95) value: 1234.5, max value: 61000" /></testcase>
    <testcase name="http_req_duration - avg &lt; 20" classname="eu" />
    </testsuite>
    </testsuites>"
  `);
});
