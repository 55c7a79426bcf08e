import { expect, test } from 'vitest';
import { RandomStream } from '../../mock-service/time/random.ts';
import { comparisonOf } from '../record/compare-record.ts';
import { incidentRun, quietRun } from '../record/test-run.ts';
import { compareJunit, runJunit } from './junit.ts';

test('a run: its verdict, objectives and thresholds are test cases', () => {
  expect(`\n${runJunit(incidentRun())}`).toMatchInlineSnapshot(`
    "
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="headroom" tests="7" failures="5" errors="0" skipped="1" time="45">
      <testsuite name="eu-peak-failover with short-ttl on eu (virtual, 45 s, seed 1, poisson arrivals)" tests="7" failures="5" errors="0" skipped="1" time="45" timestamp="2026-06-01T08:00:00.000Z">
        <testcase classname="verdict" name="verdict">
          <failure message="fail: 3,150 of 36,020 requests timed out (8.7%; none is allowed). They began in second 29, at a planned load of 1,000/s (alternate was asked to serve 933/s), 16 s after the failover began.">3,150 of 36,020 requests timed out (8.7%; none is allowed). They began in second 29, at a planned load of 1,000/s (alternate was asked to serve 933/s), 16 s after the failover began.&#10;9% of requests failed (0.1% is allowed): 3,150 × 504, 80 × 503.&#10;The p99 response time was 2004 ms (worst 10 s: 28–38 s); 800 ms is allowed.&#10;Threshold http_req_failed rate&lt;0.01 does not hold: it is 0.089.&#10;The CPU of alternate was full first, from second 26 (3 s before the first failures); its hit ratio was 52%, where primary had 62% before the failover; the settings differ from the baseline in ttl: 300s → 1s.</failure>
        </testcase>
        <testcase classname="objectives" name="timeouts none">
          <failure message="8.7%, 8.7 points over"/>
        </testcase>
        <testcase classname="objectives" name="errors ≤ 0.1%">
          <failure message="9%, 8.9 points over"/>
        </testcase>
        <testcase classname="objectives" name="p99 ≤ 800 ms">
          <failure message="2004 ms, 1204 ms over; worst 10 s: 28–38 s"/>
        </testcase>
        <testcase classname="objectives" name="recovery ≤ 60 s"/>
        <testcase classname="objectives" name="headroom ≥ 1.10">
          <skipped message="estimate less than 0.82 (pool load ÷ hold CPU ÷ peak), not judged: --with-capacity measures it"/>
        </testcase>
        <testcase classname="thresholds" name="http_req_failed rate&lt;0.01">
          <failure message="is 0.089"/>
        </testcase>
      </testsuite>
    </testsuites>
    "
  `);
});

test('an inconclusive run has an error though every objective holds', () => {
  const xml = runJunit(quietRun({ interrupted: true }));
  expect(xml).toContain('tests="7" failures="0" errors="1" skipped="1"');
  expect(xml).toContain('<error message="inconclusive: The drill was interrupted before its end.">');
});

test('a threshold without data is an error', () => {
  const threshold = { metric: 'logins', expression: 'count>0', value: null, ok: false, status: 'no-data' } as const;
  expect(runJunit(quietRun({ thresholds: [threshold] }))).toContain('<error message="is no data"/>');
});

test('a comparison', () => {
  const pairs = [{ baseline: quietRun(), candidate: incidentRun() }];
  expect(`\n${compareJunit(comparisonOf(pairs, ['a', 'b'], new RandomStream(1)))}`).toMatchInlineSnapshot(`
    "
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="headroom" tests="18" failures="5" errors="0" skipped="1" time="45">
      <testsuite name="short-ttl against baseline: eu-peak-failover on eu (virtual, 45 s, seed 1, poisson arrivals)" tests="18" failures="5" errors="0" skipped="1" time="45" timestamp="2026-06-01T08:00:00.000Z">
        <testcase classname="verdict" name="verdict">
          <failure message="worse: short-ttl fails where baseline passes: 3,150 of 36,020 requests timed out (8.7%; none is allowed). They began in second 29, at a planned load of 1,000/s (alternate was asked to serve 933/s), 16 s after the failover began.">short-ttl fails where baseline passes: 3,150 of 36,020 requests timed out (8.7%; none is allowed). They began in second 29, at a planned load of 1,000/s (alternate was asked to serve 933/s), 16 s after the failover began.&#10;The CPU of alternate was full first, from second 26 (3 s before the first failures); its hit ratio was 52%, where primary had 62% before the failover; the settings differ from the baseline in ttl: 300s → 1s.&#10;Timeouts went from 0% to 8.7%: +8.7 points (0 to +19).&#10;Errors went from 0% to 9%: +9 points (+1.7 to +20.3).&#10;Worst 10 s p99 went from 412 ms to 2004 ms: +1592 ms.&#10;Hit ratio of primary went from 84% to 62%: -22 points (-22 to -22).&#10;CPU of alternate went from 75.4% to 99.3%: +23.9 points (+22 to +25.8).&#10;Hit ratio of alternate went from 74% to 52%: -22 points (-22 to -22).&#10;What differs is ttl: 300s → 1s.</failure>
        </testcase>
        <testcase classname="differences" name="Timeouts 0% → 8.7%: +8.7 points (0 to +19)"/>
        <testcase classname="differences" name="Errors 0% → 9%: +9 points (+1.7 to +20.3)"/>
        <testcase classname="differences" name="Response time p50 5 ms → 343 ms: +338 ms (+85 to +719)"/>
        <testcase classname="differences" name="Response time p99 190 ms → 626 ms: +437 ms (0 to +873)"/>
        <testcase classname="differences" name="Worst 10 s p99 412 ms → 2004 ms: +1592 ms"/>
        <testcase classname="differences" name="CPU of primary 70.1% → 70.1%: 0 points (0 to 0)"/>
        <testcase classname="differences" name="Hit ratio of primary 84% → 62%: -22 points (-22 to -22)"/>
        <testcase classname="differences" name="Memory of primary 40% → 40%: 0 points (0 to 0)"/>
        <testcase classname="differences" name="CPU of alternate 75.4% → 99.3%: +23.9 points (+22 to +25.8)"/>
        <testcase classname="differences" name="Hit ratio of alternate 74% → 52%: -22 points (-22 to -22)"/>
        <testcase classname="differences" name="Memory of alternate 45% → 59%: +14 points (+8.8 to +19.3)"/>
        <testcase classname="short-ttl objectives" name="timeouts none">
          <failure message="8.7%, 8.7 points over"/>
        </testcase>
        <testcase classname="short-ttl objectives" name="errors ≤ 0.1%">
          <failure message="9%, 8.9 points over"/>
        </testcase>
        <testcase classname="short-ttl objectives" name="p99 ≤ 800 ms">
          <failure message="2004 ms, 1204 ms over; worst 10 s: 28–38 s"/>
        </testcase>
        <testcase classname="short-ttl objectives" name="recovery ≤ 60 s"/>
        <testcase classname="short-ttl objectives" name="headroom ≥ 1.10">
          <skipped message="estimate less than 0.82 (pool load ÷ hold CPU ÷ peak), not judged: --with-capacity measures it"/>
        </testcase>
        <testcase classname="short-ttl thresholds" name="http_req_failed rate&lt;0.01">
          <failure message="is 0.089"/>
        </testcase>
      </testsuite>
    </testsuites>
    "
  `);
});

test('what XML cannot hold is replaced, what it means is escaped', () => {
  const threshold = {
    metric: 'a{b:"<&>\u0007\uD800"}',
    expression: 'count>0',
    value: 1,
    ok: true,
    status: 'ok',
  } as const;
  expect(runJunit(quietRun({ thresholds: [threshold] }))).toContain(
    '<testcase classname="thresholds" name="a{b:&quot;&lt;&amp;&gt;\uFFFD\uFFFD&quot;} count&gt;0"/>',
  );
});
