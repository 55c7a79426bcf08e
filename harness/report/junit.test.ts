import { expect, test } from 'vitest';
import { comparisonOf } from '../record/compare-record.ts';
import { incidentRun, quietRun } from '../record/test-run.ts';
import { givenSeeds } from '../verdict/sampling.ts';
import { compareJunit, runJunit } from './junit.ts';

test('a run: its verdict, objectives and thresholds are test cases', () => {
  expect(`\n${runJunit(incidentRun())}`).toMatchInlineSnapshot(`
    "
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="headroom" tests="8" failures="5" errors="0" skipped="1" time="45">
      <testsuite name="eu-peak-failover with short-ttl on eu (virtual, 45 s, seed 1, poisson arrivals)" tests="8" failures="5" errors="0" skipped="1" time="45" timestamp="2026-06-01T08:00:00.000Z">
        <properties>
          <property name="objectives.timeouts.limit" value="0"/>
          <property name="objectives.timeouts.value" value="0.08177570093457943"/>
          <property name="objectives.timeouts.margin" value="-0.08177570093457943"/>
          <property name="objectives.errors.limit" value="0.001"/>
          <property name="objectives.errors.value" value="0.08385254413291797"/>
          <property name="objectives.errors.margin" value="-0.08285254413291797"/>
          <property name="objectives.good.limit" value="0.99"/>
          <property name="objectives.good.value" value="1"/>
          <property name="objectives.good.margin" value="0.010000000000000009"/>
          <property name="objectives.p99.limit" value="800"/>
          <property name="objectives.p99.value" value="2004"/>
          <property name="objectives.p99.margin" value="-1204"/>
          <property name="objectives.recovery.limit" value="60000"/>
          <property name="objectives.recovery.value" value="1000"/>
          <property name="objectives.recovery.margin" value="59000"/>
          <property name="objectives.headroom.limit" value="1.1"/>
          <property name="hold.fromS" value="28"/>
          <property name="hold.toS" value="36"/>
          <property name="hold.headroom" value="0.825"/>
          <property name="timeouts.count" value="3150"/>
          <property name="timeouts.share" value="0.08177570093457943"/>
          <property name="timeouts.onsetS" value="29"/>
          <property name="timeouts.onsetRatePerSecond" value="1000"/>
          <property name="timeouts.onsetPoolRatePerSecond" value="933"/>
          <property name="timeouts.afterFailoverS" value="16"/>
          <property name="timeouts.triggerGoneS" value="37"/>
          <property name="timeouts.recoveredS" value="38"/>
          <property name="timeouts.recovery.borePerSecond" value="1000"/>
          <property name="timeouts.firstS" value="29"/>
          <property name="timeouts.routes.list methods.count" value="1890"/>
          <property name="timeouts.routes.list methods.share" value="0.07777777777777778"/>
          <property name="timeouts.routes.list methods.onsetS" value="29"/>
          <property name="timeouts.routes.list sign-ins.count" value="1120"/>
          <property name="timeouts.routes.list sign-ins.share" value="0.0691358024691358"/>
          <property name="timeouts.routes.list sign-ins.onsetS" value="30"/>
          <property name="cause.atS" value="26"/>
          <property name="cause.brokeS" value="29"/>
          <property name="cause.hitRatio" value="0.52"/>
          <property name="cause.hitRatioBefore" value="0.62"/>
          <property name="cause.restarts" value="0"/>
          <property name="cause.trigger.atS" value="13"/>
          <property name="generator.dueIterations" value="4000"/>
          <property name="generator.startedIterations" value="4000"/>
          <property name="generator.droppedIterations" value="0"/>
          <property name="generator.completedIterations" value="3990"/>
          <property name="generator.failedIterations" value="0"/>
          <property name="generator.interruptedIterations" value="10"/>
          <property name="generator.scriptFailedIterations" value="0"/>
          <property name="generator.lagMs.p50" value="0"/>
          <property name="generator.lagMs.p99" value="1.2"/>
          <property name="generator.lagMs.max" value="4.8"/>
          <property name="generator.queued" value="0"/>
          <property name="generator.repeated" value="0"/>
          <property name="requests.offered" value="38520"/>
          <property name="requests.served" value="38520"/>
          <property name="requests.good" value="35290"/>
          <property name="requests.errors" value="3230"/>
          <property name="requests.unexpected" value="0"/>
          <property name="requests.interrupted" value="0"/>
          <property name="requests.cutOff.requests" value="0"/>
          <property name="requests.cutOff.iterations" value="0"/>
          <property name="requests.byStatus.200" value="35290"/>
          <property name="requests.byStatus.503" value="80"/>
          <property name="requests.byStatus.504" value="3150"/>
          <property name="requests.byReason.deadline" value="3150"/>
          <property name="requests.byReason.queue-full" value="80"/>
          <property name="requests.responseTimeMs.p50" value="5"/>
          <property name="requests.responseTimeMs.p90" value="20"/>
          <property name="requests.responseTimeMs.p95" value="30"/>
          <property name="requests.responseTimeMs.p99" value="40"/>
          <property name="requests.responseTimeMs.max" value="2000"/>
          <property name="requests.serviceTimeMs.p50" value="5"/>
          <property name="requests.serviceTimeMs.p90" value="20"/>
          <property name="requests.serviceTimeMs.p95" value="30"/>
          <property name="requests.serviceTimeMs.p99" value="40"/>
          <property name="requests.serviceTimeMs.max" value="2000"/>
          <property name="requests.worstWindow.fromS" value="28"/>
          <property name="requests.worstWindow.p99Ms" value="2004"/>
          <property name="pools.primary.peakCpu" value="0.73"/>
          <property name="pools.primary.holdCpu" value="0"/>
          <property name="pools.primary.peakMemory" value="0.4"/>
          <property name="pools.primary.peakQueue" value="5"/>
          <property name="pools.primary.peakQueued" value="0"/>
          <property name="pools.primary.queueFull" value="0"/>
          <property name="pools.primary.hitRatio" value="0.6199999999999999"/>
          <property name="pools.primary.cacheFillPerSecond" value="100"/>
          <property name="pools.primary.restarts" value="0"/>
          <property name="pools.alternate.peakCpu" value="1"/>
          <property name="pools.alternate.holdCpu" value="1"/>
          <property name="pools.alternate.peakMemory" value="0.66"/>
          <property name="pools.alternate.peakQueue" value="790"/>
          <property name="pools.alternate.peakQueued" value="3100"/>
          <property name="pools.alternate.queueFull" value="0"/>
          <property name="pools.alternate.hitRatio" value="0.52"/>
          <property name="pools.alternate.cacheFillPerSecond" value="200"/>
          <property name="pools.alternate.restarts" value="0"/>
          <property name="directory.peakConcurrency" value="160"/>
          <property name="directory.reads" value="3600"/>
          <property name="knobs.capacity" value="0"/>
          <property name="knobs.policy" value="0"/>
          <property name="knobs.ttl" value="5210"/>
          <property name="knobs.ttlJitter" value="5210"/>
          <property name="knobs.coalesce" value="812"/>
          <property name="knobs.keepLateResults" value="31"/>
        </properties>
        <testcase classname="verdict" name="verdict">
          <failure message="fail: 3,150 of 38,520 requests timed out (8.2%; none is allowed). They began in second 29, at a planned load of 1,000/s (alternate was asked to serve 933/s), 16 s after the failover began.">3,150 of 38,520 requests timed out (8.2%; none is allowed). They began in second 29, at a planned load of 1,000/s (alternate was asked to serve 933/s), 16 s after the failover began.&#10;The CPU of alternate was full first, from second 26 (3 s before the first failures); it began with fail-over of alternate in second 13 (over 15s); its hit ratio was 52%, where primary had 62% before the failover; the settings differ from the baseline in ttl: 300s → 1s.&#10;8.4% of requests failed (0.1% is allowed): 3,150 × 504, 80 × 503.&#10;The p99 response time was 2004 ms (worst 10 s: 28–38 s); 800 ms is allowed.&#10;Threshold http_req_failed rate&lt;0.01 does not hold: it is 0.089.</failure>
        </testcase>
        <testcase classname="objectives" name="timeouts none">
          <failure message="8.2%, 8.2 points over"/>
        </testcase>
        <testcase classname="objectives" name="errors ≤ 0.1%">
          <failure message="8.4%, 8.3 points over"/>
        </testcase>
        <testcase classname="objectives" name="good ≥ 99%"/>
        <testcase classname="objectives" name="p99 ≤ 800 ms">
          <failure message="2004 ms, 1204 ms over; worst 10 s: 28–38 s"/>
        </testcase>
        <testcase classname="objectives" name="recovery ≤ 60 s"/>
        <testcase classname="objectives" name="headroom ≥ 1.10">
          <skipped message="estimate less than 0.82 (pool load ÷ hold CPU ÷ peak), not judged: headroom capacity measures it"/>
        </testcase>
        <testcase classname="thresholds" name="http_req_failed rate&lt;0.01">
          <failure message="is 0.089"/>
        </testcase>
      </testsuite>
    </testsuites>
    "
  `);
});

test('a run that was interrupted has an error though every objective holds', () => {
  const xml = runJunit(quietRun({ ending: { code: 105, reason: 'interrupted' } }));
  expect(xml).toContain('tests="8" failures="0" errors="1" skipped="1"');
  expect(xml).toContain('<error message="interrupted: The drill was interrupted before its end.">');
});

test('a threshold without data is an error', () => {
  const threshold = { metric: 'logins', expression: 'count>0', value: null, ok: false, status: 'no-data' } as const;
  expect(runJunit(quietRun({ thresholds: [threshold] }))).toContain('<error message="is no data"/>');
});

test("objectives of classes are test cases of their own, of a run and of a comparison's candidate", () => {
  const none = { refused: 0, timeouts: 0, unexpected: 0, interrupted: 0 };
  const broken = { name: 'errors', limit: 0.05, value: 0.1, status: 'broken' } as const;
  const classes = [{ ...none, name: 'prefetch', offered: 100, good: 90, errors: 10, objectives: [broken] }];
  const run = { ...quietRun(), classes };
  const line =
    '<testcase classname="objectives" name="errors of class prefetch ≤ 5%">\n      <failure message="10%, 5 points over"';
  expect(runJunit(run)).toContain(line);
  expect(runJunit(run)).toContain('<property name="classes.prefetch.good" value="90"/>');
  const comparison = comparisonOf([{ baseline: quietRun(), candidate: run }], ['a', 'b'], givenSeeds(1));
  expect(compareJunit(comparison)).toContain('objectives" name="errors of class prefetch ≤ 5%">');
});

test('a comparison', () => {
  const pairs = [{ baseline: quietRun(), candidate: incidentRun() }];
  expect(`\n${compareJunit(comparisonOf(pairs, ['a', 'b'], givenSeeds(1)))}`).toMatchInlineSnapshot(`
    "
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="headroom" tests="19" failures="5" errors="0" skipped="1" time="45">
      <testsuite name="short-ttl against baseline: eu-peak-failover on eu (virtual, 45 s, seed 1, poisson arrivals)" tests="19" failures="5" errors="0" skipped="1" time="45" timestamp="2026-06-01T08:00:00.000Z">
        <properties>
          <property name="differences.timeouts.seeds" value="1"/>
          <property name="differences.timeouts.baseline" value="0"/>
          <property name="differences.timeouts.candidate" value="0.08177570093457943"/>
          <property name="differences.timeouts.change" value="0.08177570093457943"/>
          <property name="differences.timeouts.tolerance" value="0"/>
          <property name="differences.errors.seeds" value="1"/>
          <property name="differences.errors.baseline" value="0"/>
          <property name="differences.errors.candidate" value="0.08385254413291797"/>
          <property name="differences.errors.change" value="0.08385254413291797"/>
          <property name="differences.errors.tolerance" value="0.001"/>
          <property name="differences.p50Ms.seeds" value="1"/>
          <property name="differences.p50Ms.baseline" value="5"/>
          <property name="differences.p50Ms.candidate" value="344.3243243243243"/>
          <property name="differences.p50Ms.change" value="339.3243243243243"/>
          <property name="differences.p50Ms.tolerance" value="5"/>
          <property name="differences.p99Ms.seeds" value="1"/>
          <property name="differences.p99Ms.baseline" value="188.64864864864865"/>
          <property name="differences.p99Ms.candidate" value="627.2702702702703"/>
          <property name="differences.p99Ms.change" value="438.62162162162167"/>
          <property name="differences.p99Ms.tolerance" value="47.16216216216216"/>
          <property name="differences.worstP99Ms.seeds" value="1"/>
          <property name="differences.worstP99Ms.baseline" value="412"/>
          <property name="differences.worstP99Ms.candidate" value="2004"/>
          <property name="differences.worstP99Ms.change" value="1592"/>
          <property name="differences.worstP99Ms.tolerance" value="388"/>
          <property name="differences.primary.cpu.seeds" value="1"/>
          <property name="differences.primary.cpu.baseline" value="0.7046933333333334"/>
          <property name="differences.primary.cpu.candidate" value="0.7046933333333334"/>
          <property name="differences.primary.cpu.change" value="0"/>
          <property name="differences.primary.cpu.tolerance" value="0.0704693333333334"/>
          <property name="differences.primary.hitRatio.seeds" value="1"/>
          <property name="differences.primary.hitRatio.baseline" value="0.84"/>
          <property name="differences.primary.hitRatio.candidate" value="0.6199999999999999"/>
          <property name="differences.primary.hitRatio.change" value="-0.22000000000000008"/>
          <property name="differences.primary.hitRatio.tolerance" value="0.04200000000000004"/>
          <property name="differences.primary.memory.seeds" value="1"/>
          <property name="differences.primary.memory.baseline" value="0.4000000000000001"/>
          <property name="differences.primary.memory.candidate" value="0.4000000000000001"/>
          <property name="differences.primary.memory.change" value="0"/>
          <property name="differences.primary.memory.tolerance" value="0.04000000000000004"/>
          <property name="differences.alternate.cpu.seeds" value="1"/>
          <property name="differences.alternate.cpu.baseline" value="0.7488000000000002"/>
          <property name="differences.alternate.cpu.candidate" value="0.9916666666666666"/>
          <property name="differences.alternate.cpu.change" value="0.24286666666666634"/>
          <property name="differences.alternate.cpu.tolerance" value="0.07488000000000009"/>
          <property name="differences.alternate.hitRatio.seeds" value="1"/>
          <property name="differences.alternate.hitRatio.baseline" value="0.7400000000000001"/>
          <property name="differences.alternate.hitRatio.candidate" value="0.5199999999999999"/>
          <property name="differences.alternate.hitRatio.change" value="-0.2200000000000002"/>
          <property name="differences.alternate.hitRatio.tolerance" value="0.03700000000000004"/>
          <property name="differences.alternate.memory.seeds" value="1"/>
          <property name="differences.alternate.memory.baseline" value="0.45000000000000007"/>
          <property name="differences.alternate.memory.candidate" value="0.5760000000000001"/>
          <property name="differences.alternate.memory.change" value="0.126"/>
          <property name="differences.alternate.memory.tolerance" value="0.04500000000000005"/>
          <property name="failing.seeds" value="1"/>
          <property name="failing.baseline" value="0"/>
          <property name="failing.candidate" value="1"/>
          <property name="failing.onlyBaseline" value="0"/>
          <property name="failing.onlyCandidate" value="1"/>
          <property name="failing.chance" value="1"/>
          <property name="failing.candidateAtMost" value="1"/>
        </properties>
        <testcase classname="verdict" name="verdict">
          <failure message="worse: short-ttl fails where baseline passes: 3,150 of 38,520 requests timed out (8.2%; none is allowed). They began in second 29, at a planned load of 1,000/s (alternate was asked to serve 933/s), 16 s after the failover began.">short-ttl fails where baseline passes: 3,150 of 38,520 requests timed out (8.2%; none is allowed). They began in second 29, at a planned load of 1,000/s (alternate was asked to serve 933/s), 16 s after the failover began.&#10;The CPU of alternate was full first, from second 26 (3 s before the first failures); it began with fail-over of alternate in second 13 (over 15s); its hit ratio was 52%, where primary had 62% before the failover; the settings differ from the baseline in ttl: 300s → 1s.&#10;This is one seed: chance may be behind a change as well as the settings, so changes have no interval (without --repeat there are as many seeds as it takes).</failure>
        </testcase>
        <testcase classname="differences" name="Timeouts 0% → 8.2%: +8.2 points"/>
        <testcase classname="differences" name="Errors 0% → 8.4%: +8.4 points"/>
        <testcase classname="differences" name="Response time p50 5 ms → 344 ms: +339 ms"/>
        <testcase classname="differences" name="Response time p99 189 ms → 627 ms: +439 ms"/>
        <testcase classname="differences" name="Worst 10 s p99 412 ms → 2004 ms: +1592 ms"/>
        <testcase classname="differences" name="CPU of primary 70.5% → 70.5%: 0 points"/>
        <testcase classname="differences" name="Hit ratio of primary 84% → 62%: -22 points"/>
        <testcase classname="differences" name="Memory of primary 40% → 40%: 0 points"/>
        <testcase classname="differences" name="CPU of alternate 74.9% → 99.2%: +24.3 points"/>
        <testcase classname="differences" name="Hit ratio of alternate 74% → 52%: -22 points"/>
        <testcase classname="differences" name="Memory of alternate 45% → 57.6%: +12.6 points"/>
        <testcase classname="short-ttl objectives" name="timeouts none">
          <failure message="8.2%, 8.2 points over"/>
        </testcase>
        <testcase classname="short-ttl objectives" name="errors ≤ 0.1%">
          <failure message="8.4%, 8.3 points over"/>
        </testcase>
        <testcase classname="short-ttl objectives" name="good ≥ 99%"/>
        <testcase classname="short-ttl objectives" name="p99 ≤ 800 ms">
          <failure message="2004 ms, 1204 ms over; worst 10 s: 28–38 s"/>
        </testcase>
        <testcase classname="short-ttl objectives" name="recovery ≤ 60 s"/>
        <testcase classname="short-ttl objectives" name="headroom ≥ 1.10">
          <skipped message="estimate less than 0.82 (pool load ÷ hold CPU ÷ peak), not judged: headroom capacity measures it"/>
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

test('what a verdict rests on stands in its case, also where it is good', () => {
  const variations = [{ what: 'a miss costs 10 % more', leaning: 'bad' as const, why: '1 of 1 seed fails', seeds: 1 }];
  const same = { baseline: quietRun(), candidate: quietRun() };
  const sensitivity = { seeds: 1, leaning: 'good' as const, variations };
  const record = comparisonOf([same], ['a', 'b'], givenSeeds(1), undefined, { sensitivity });
  expect(record.verdict).toBe('safe');
  expect(compareJunit(record)).toMatch(
    /name="verdict">\n +<system-out>[^<]*Safe, but not if a miss costs 10 % more \(1 of 1 seed fails\)\.[^<]*<\/system-out>\n +<\/testcase>/,
  );
});
