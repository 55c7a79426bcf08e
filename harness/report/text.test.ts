import { describe, expect, test } from 'vitest';
import { at } from '../operations/catalogue/test-timeline.ts';
import { comparisonOf } from '../record/compare-record.ts';
import { incidentRun, quietRun, testSettings } from '../record/test-run.ts';
import { CHOSEN_SEEDS, givenSeeds } from '../verdict/sampling.ts';
import { TEST_TOPOLOGY } from '../verdict/test-drill.ts';
import { compareLine, compareText } from './compare-text.ts';
import { WIDTH } from './layout.ts';
import { coloured } from './paint.ts';
import { runLine, runText } from './text.ts';

const comparison = comparisonOf(
  [{ baseline: quietRun(), candidate: incidentRun() }],
  ['baseline/run.json', 'short-ttl/run.json'],
  givenSeeds(1),
);

test('a drill that fails', () => {
  expect(`\n${runText(incidentRun())}`).toMatchInlineSnapshot(`
    "
    FAIL  eu-peak-failover with short-ttl on eu (virtual, 45 s, seed 1, poisson
          arrivals)
      • 3,150 of 38,520 requests timed out (8.2%; none is allowed). They began in
        second 29, at a planned load of 1,000/s (alternate was asked to serve
        933/s), 16 s after the failover began.
      • The CPU of alternate was full first, from second 26 (3 s before the first
        failures); it began with fail-over of alternate in second 13 (over 15s); its
        hit ratio was 52%, where primary had 62% before the failover; the settings
        differ from the baseline in ttl: 300s → 1s.
      • 8.4% of requests failed (0.1% is allowed): 3,150 × 504, 80 × 503.
      Settings: short-ttl, differing from baseline in ttl: 300s → 1s.

    Timeouts
      route         list methods: 1,890 (7.8%), from second 29
      route         list sign-ins: 1,120 (6.9%), from second 30
      service back  second 38

    Objectives
                  name      limit       value  margin
      BROKEN      timeouts  none         8.2%  8.2 points over
      BROKEN      errors    ≤ 0.1%       8.4%  8.3 points over
      ok          good      ≥ 99%        100%  1 points to spare
      BROKEN      p99       ≤ 800 ms  2004 ms  1204 ms over; worst 10 s: 28–38 s
      ok          recovery  ≤ 60 s        1 s  59 s to spare
      not judged  headroom  ≥ 1.10          –  estimate less than 0.82 (pool load ÷
                                               hold CPU ÷ peak), not judged:
                                               headroom capacity measures it

    Thresholds
              metric           expression  value
      BROKEN  http_req_failed  rate<0.01   0.089

    Also
      • The p99 response time was 2004 ms (worst 10 s: 28–38 s); 800 ms is allowed.
      • Threshold http_req_failed rate<0.01 does not hold: it is 0.089.

    Timeline
      1.5 s  deploy               all pools  short-ttl (short-ttl0000000)
       13 s  fail-over            alternate  over 15s
       26 s  CPU full             alternate
       28 s  fail-over-completed  alternate  all users prefer alternate
       29 s  timeouts begin       alternate
       36 s  roll-back            all pools  to baseline
       37 s  fail-back            primary    at once
       37 s  fail-back-completed  primary    all users prefer primary
       38 s  service back

    Pools
      pool       peak CPU  hold CPU  memory  queue  hit ratio  fills/s  restarts
      primary         73%        0%     40%      5        62%      100         0
      alternate      100%      100%     66%    790        52%      200         0
      directory: 160 slots in use at most, 3,600 reads
      knobs acted: ttl 5,210, ttlJitter 5,210, coalesce 812, keepLateResults 31;
        never: capacity, policy

    Requests
      38,520 offered, 35,290 good, 3,230 failed
      by status: 35,290 × 200, 3,150 × 504, 80 × 503
      by reason: 3,150 × deadline, 80 × queue-full
                                p50    p90    p95    p99      max
      response time, from due  5 ms  20 ms  30 ms  40 ms  2000 ms
      service time, from sent  5 ms  20 ms  30 ms  40 ms  2000 ms

    Load generator
      4,000 iterations due, 0 dropped, 3,990 completed, 0 failed, 10 interrupted
      lag p50 0 ms, p99 1.2 ms, max 4.8 ms; 0 requests queued in the client

    At real scale
      one instance here stands for 100: peak 100,000/s, primary 800 instances,
        alternate 400 instances, timeouts from 100,000/s planned, 93,300/s on
        alternate
    "
  `);
});

test('a drill that passes', () => {
  expect(`\n${runText(quietRun())}`).toMatchInlineSnapshot(`
    "
    PASS  eu-peak-failover with baseline on eu (virtual, 45 s, seed 1, poisson
          arrivals)
      • All 5 objectives that apply hold; the closest is p99: 412 ms (≤ 800 ms).
      Settings: baseline, no difference from the baseline.

    Objectives
                  name      limit      value  margin
      ok          timeouts  none          0%
      ok          errors    ≤ 0.1%        0%  0.1 points to spare
      ok          good      ≥ 99%       100%  1 points to spare
      ok          p99       ≤ 800 ms  412 ms  388 ms to spare; worst 10 s: 21–31 s
      ok          recovery  ≤ 60 s       0 s  60 s to spare
      not judged  headroom  ≥ 1.10         –  estimate about 1.28 (pool load ÷ hold
                                              CPU ÷ peak), not judged: headroom
                                              capacity measures it

    Thresholds
          metric           expression  value
      ok  http_req_failed  rate<0.01   0

    Timeline
      1.5 s  deploy               all pools  short-ttl (short-ttl0000000)
       13 s  fail-over            alternate  over 15s
       28 s  fail-over-completed  alternate  all users prefer alternate
       36 s  roll-back            all pools  to baseline
       37 s  fail-back            primary    at once
       37 s  fail-back-completed  primary    all users prefer primary

    Pools
      pool       peak CPU  hold CPU  memory  queue  hit ratio  fills/s  restarts
      primary         73%        0%     40%      5        84%      100         0
      alternate       78%       78%     45%     20        74%      200         0
      directory: 60 slots in use at most, 2,700 reads
      knobs acted: ttl 5,210, ttlJitter 5,210, coalesce 812; never: capacity,
        policy, keepLateResults

    Requests
      40,320 offered, 40,320 good, 0 failed
      by status: 40,320 × 200
                                p50    p90    p95    p99      max
      response time, from due  5 ms  20 ms  30 ms  40 ms  2000 ms
      service time, from sent  5 ms  20 ms  30 ms  40 ms  2000 ms

    Load generator
      4,000 iterations due, 0 dropped, 3,990 completed, 0 failed, 10 interrupted
      lag p50 0 ms, p99 1.2 ms, max 4.8 ms; 0 requests queued in the client

    At real scale
      one instance here stands for 100: peak 100,000/s, primary 800 instances,
        alternate 400 instances
    "
  `);
});

test('a drill that exercised nothing', () => {
  const idle = quietRun(
    { timeline: [], thresholds: [], knobs: {} },
    { seconds: 3, second: () => ({}), worstWindow: null },
  );
  expect(`\n${runText(idle)}`).toMatchInlineSnapshot(`
    "
    INCONCLUSIVE  eu-peak-failover with baseline on eu (virtual, 45 s, seed 1,
                  poisson arrivals)
      • Objective good could not be judged: no request reached the system.
      Settings: baseline, no difference from the baseline.

    Objectives
                  name      limit     value  margin
      not judged  timeouts  none          –  the script sent the system nothing
      not judged  errors    ≤ 0.1%        –  the script sent the system nothing
      no data     good      ≥ 99%         –  no request reached the system
      not judged  p99       ≤ 800 ms      –  the script sent the system nothing
      not judged  recovery  ≤ 60 s        –  no operation ended a trigger
      not judged  headroom  ≥ 1.10        –  not measured: headroom capacity
                                             measures it

    Requests
      0 offered, 0 good, 0 failed

    Load generator
      4,000 iterations due, 0 dropped, 3,990 completed, 0 failed, 10 interrupted
      lag p50 0 ms, p99 1.2 ms, max 4.8 ms; 0 requests queued in the client

    At real scale
      one instance here stands for 100: peak 100,000/s, primary 800 instances,
        alternate 400 instances
    "
  `);
});

test('a comparison', () => {
  expect(`\n${compareText(comparison)}`).toMatchInlineSnapshot(`
    "
    WORSE  short-ttl against baseline: eu-peak-failover on eu (virtual, 45 s, seed
           1, poisson arrivals)
      • short-ttl fails where baseline passes: 3,150 of 38,520 requests timed out
        (8.2%; none is allowed). They began in second 29, at a planned load of
        1,000/s (alternate was asked to serve 933/s), 16 s after the failover began.
      • The CPU of alternate was full first, from second 26 (3 s before the first
        failures); it began with fail-over of alternate in second 13 (over 15s); its
        hit ratio was 52%, where primary had 62% before the failover; the settings
        differ from the baseline in ttl: 300s → 1s.
      • This is one seed: chance may be behind a change as well as the settings, so
        changes have no interval (without --repeat there are as many seeds as it
        takes).

    Differences
                                baseline  short-ttl  change
        Timeouts                      0%       8.2%  +8.2 points
        Errors                        0%       8.4%  +8.4 points
        Response time p50           5 ms     344 ms  +339 ms
        Response time p99         189 ms     627 ms  +439 ms
        Worst 10 s p99            412 ms    2004 ms  +1592 ms
        CPU of primary             70.5%      70.5%  none
        Hit ratio of primary         84%        62%  -22 points
        Memory of primary            40%        40%  none
        CPU of alternate           74.9%      99.2%  +24.3 points
        Hit ratio of alternate       74%        52%  -22 points
        Memory of alternate          45%      57.6%  +12.6 points
      Latency, CPU, hit ratio and memory are means of the times when load was near
      its highest.

    Objectives
                limit     baseline    short-ttl
      timeouts  none      0% ok       8.2% BROKEN
      errors    ≤ 0.1%    0% ok       8.4% BROKEN
      good      ≥ 99%     100% ok     100% ok
      p99       ≤ 800 ms  412 ms ok   2004 ms BROKEN
      recovery  ≤ 60 s    0 s ok      1 s ok
      headroom  ≥ 1.10    not judged  not judged
      verdict             PASS        FAIL

    Settings
           baseline  short-ttl  acted, times in each
      ttl  300s      1s         5,210 / 5,210
    "
  `);
});

test('one line', () => {
  expect(runLine(incidentRun())).toMatchInlineSnapshot(
    `"FAIL eu-peak-failover with short-ttl: 3,150 of 38,520 requests timed out (8.2%; none is allowed). They began in second 29, at a planned load of 1,000/s (alternate was asked to serve 933/s), 16 s after the failover began."`,
  );
  expect(runLine(quietRun())).toMatchInlineSnapshot(
    `"PASS eu-peak-failover with baseline: All 5 objectives that apply hold; the closest is p99: 412 ms (≤ 800 ms)."`,
  );
  expect(compareLine(comparison)).toMatchInlineSnapshot(
    `"WORSE eu-peak-failover, short-ttl against baseline: short-ttl fails where baseline passes: 3,150 of 38,520 requests timed out (8.2%; none is allowed). They began in second 29, at a planned load of 1,000/s (alternate was asked to serve 933/s), 16 s after the failover began."`,
  );
});

test('at scale 1 there is no other scale to speak of', () => {
  expect(runText(quietRun({ topology: { ...TEST_TOPOLOGY, scale: 1 } }))).not.toContain('At real scale');
});

test('colour changes the look and not one word', () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one.
  const stripped = (text: string): string => text.replace(/\u001b\[\d+m/g, '');
  expect(stripped(runText(incidentRun(), coloured))).toBe(runText(incidentRun()));
  expect(stripped(compareText(comparison, coloured))).toBe(compareText(comparison));
});

describe('no line is longer than 80 columns', () => {
  const long = 'a-name-that-somebody-found-necessary-to-make-very-long-indeed-and-then-some-more';
  const extreme = incidentRun(
    {
      script: { name: long, path: `scenarios/${long}.ts`, fingerprint: 'aaaaaaaaaaaaaaaa' },
      settings: testSettings(long, { ttlMs: 1000, policy: 'sieve', coalesce: false, entrySizeBytes: 1_234_567 }),
      thresholds: [
        {
          metric: `http_req_duration{${long}:${long}}`,
          expression: 'p(99.99)<123456.789',
          value: 1 / 3,
          ok: false,
          status: 'broken',
        },
      ],
      timeline: Array.from({ length: 100 }, (_, i) =>
        at(i / 3, 'instance-down', { pool: long, instance: `${long}-${i}`, checks: 3, failure: long }),
      ),
    },
    {
      routes: Array.from({ length: 20 }, (_, i) => ({
        name: `${long} ${i}`,
        ended: Array(45).fill(100),
        timeouts: Array(45).fill(50),
      })),
    },
  );
  test.each([
    ['a failing run', runText(incidentRun())],
    ['a run with long names', runText(extreme)],
    ['a comparison', compareText(comparison)],
    [
      'a comparison with long names',
      compareText(comparisonOf([{ baseline: extreme, candidate: extreme }], ['a', 'b'], givenSeeds(1))),
    ],
  ])('%s', (_, text) => {
    expect(text.split('\n').filter(line => line.length > WIDTH)).toEqual([]);
  });
});

test('a drill that stands for a day names moments by its clock', () => {
  const text = runText(incidentRun({ startsAt: '2026-06-01T08:00:00.000Z' }));
  expect(text).toContain('They began in\n    second 29 (08:00 UTC)');
  expect(text).toContain('service back  second 38 (08:00 UTC)');
  expect(text).toContain('13 s  08:00 UTC  fail-over');
});

test('a comparison of several seeds has intervals, stars, and how many seeds fail', () => {
  const pairs = [1, 2, 3, 4, 5, 6, 7, 8].map(seed => {
    const candidate = quietRun({ seed });
    const slower = candidate.series.columns.p99Ms?.map(value => value && value + 10 + seed);
    const series = { ...candidate.series, columns: { ...candidate.series.columns, p99Ms: slower ?? [] } };
    return { baseline: quietRun({ seed }), candidate: { ...candidate, series } };
  });
  const text = compareText(comparisonOf(pairs, ['a', 'b'], CHOSEN_SEEDS));
  expect(text).toContain('8 seeds\n      from 1');
  expect(text).toMatch(/^ {2}\* {2}Response time p99 +189 ms +203 ms {2}\+15 ms \(\+12 to \+17\)$/m);
  expect(text).toMatch(/^ {5}Response time p50 .* none$/m);
  expect(text).toContain('* more than chance (95%, all rows together)');
  expect(text).toMatch(/seeds that fail +0 of 8 +0 of 8, at most 31.2% of all \(95%\)/);
});
