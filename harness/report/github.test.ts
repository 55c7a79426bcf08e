import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { comparisonOf } from '../record/compare-record.ts';
import { incidentRun, quietRun } from '../record/test-run.ts';
import { givenSeeds } from '../verdict/sampling.ts';
import { appendSummary, compareAnnotations, compareSummary, onGithub, runAnnotations, runSummary } from './github.ts';

const comparison = comparisonOf([{ baseline: quietRun(), candidate: incidentRun() }], ['a', 'b'], givenSeeds(1));

test("a run's summary", () => {
  expect(`\n${runSummary(incidentRun())}`).toMatchInlineSnapshot(`
    "
    ## ❌ FAIL: eu-peak-failover with short-ttl on eu (virtual, 45 s, seed 1, poisson arrivals)

    - 3,150 of 38,520 requests timed out (8.2%; none is allowed). They began in second 29, at a planned load of 1,000/s (alternate was asked to serve 933/s), 16 s after the failover began.
    - The CPU of alternate was full first, from second 26 (3 s before the first failures); it began with fail-over of alternate in second 13 (over 15s); its hit ratio was 52%, where primary had 62% before the failover; the settings differ from the baseline in ttl: 300s → 1s.
    - 8.4% of requests failed (0.1% is allowed): 3,150 × 504, 80 × 503.

    Settings: short-ttl, differing from baseline in ttl: 300s → 1s.

    | objective | limit | value | status | margin |
    | --- | --- | --- | --- | --- |
    | timeouts | none | 8.2% | BROKEN | 8.2 points over |
    | errors | ≤ 0.1% | 8.4% | BROKEN | 8.3 points over |
    | good | ≥ 99% | 100% | ok | 1 points to spare |
    | p99 | ≤ 800 ms | 2004 ms | BROKEN | 1204 ms over; worst 10 s: 28–38 s |
    | recovery | ≤ 60 s | 1 s | ok | 59 s to spare |
    | headroom | ≥ 1.10 | – | not judged | estimate less than 0.82 (pool load ÷ hold CPU ÷ peak), not judged: headroom capacity measures it |

    | threshold | value | status |
    | --- | --- | --- |
    | \`http_req_failed rate<0.01\` | 0.089 | BROKEN |

    - The p99 response time was 2004 ms (worst 10 s: 28–38 s); 800 ms is allowed.
    - Threshold http\\_req\\_failed rate\\<0.01 does not hold: it is 0.089.
    "
  `);
});

test("a comparison's summary", () => {
  expect(`\n${compareSummary(comparison)}`).toMatchInlineSnapshot(`
    "
    ## ❌ WORSE: short-ttl against baseline: eu-peak-failover on eu (virtual, 45 s, seed 1, poisson arrivals)

    - short-ttl fails where baseline passes: 3,150 of 38,520 requests timed out (8.2%; none is allowed). They began in second 29, at a planned load of 1,000/s (alternate was asked to serve 933/s), 16 s after the failover began.
    - The CPU of alternate was full first, from second 26 (3 s before the first failures); it began with fail-over of alternate in second 13 (over 15s); its hit ratio was 52%, where primary had 62% before the failover; the settings differ from the baseline in ttl: 300s → 1s.
    - This is one seed: chance may be behind a change as well as the settings, so changes have no interval (without --repeat there are as many seeds as it takes).

    | difference | baseline | short-ttl | change |
    | --- | --- | --- | --- |
    | Timeouts | 0% | 8.2% | +8.2 points |
    | Errors | 0% | 8.4% | +8.4 points |
    | Response time p50 | 5 ms | 344 ms | +339 ms |
    | Response time p99 | 189 ms | 627 ms | +439 ms |
    | Worst 10 s p99 | 412 ms | 2004 ms | +1592 ms |
    | CPU of primary | 70.5% | 70.5% | none |
    | Hit ratio of primary | 84% | 62% | -22 points |
    | Memory of primary | 40% | 40% | none |
    | CPU of alternate | 74.9% | 99.2% | +24.3 points |
    | Hit ratio of alternate | 74% | 52% | -22 points |
    | Memory of alternate | 45% | 57.6% | +12.6 points |

    | objective | limit | value | status | margin |
    | --- | --- | --- | --- | --- |
    | timeouts | none | 8.2% | BROKEN | 8.2 points over |
    | errors | ≤ 0.1% | 8.4% | BROKEN | 8.3 points over |
    | good | ≥ 99% | 100% | ok | 1 points to spare |
    | p99 | ≤ 800 ms | 2004 ms | BROKEN | 1204 ms over; worst 10 s: 28–38 s |
    | recovery | ≤ 60 s | 1 s | ok | 59 s to spare |
    | headroom | ≥ 1.10 | – | not judged | estimate less than 0.82 (pool load ÷ hold CPU ÷ peak), not judged: headroom capacity measures it |
    "
  `);
});

test('a failure is an error on the check, doubt is a warning, a pass is nothing', () => {
  expect(runAnnotations(quietRun())).toEqual([]);
  expect(runAnnotations(quietRun({ ending: { code: 105, reason: 'interrupted' } }))).toEqual([
    '::warning title=Headroom%3A interrupted%2C eu-peak-failover with baseline::The drill was interrupted before its end.',
  ]);
  const [line] = compareAnnotations(comparison);
  expect(line).toMatch(/^::error title=Headroom%3A worse%2C short-ttl against baseline::short-ttl fails where/);
  expect(line).not.toMatch(/[\n\r]/);
});

test('what a name holds is neither Markdown nor a command', () => {
  const script = { name: '::error::`x`|*y*<b>', path: 'x.ts', fingerprint: 'aaaaaaaaaaaaaaaa' };
  const nasty = quietRun({ script, ending: { code: 105, reason: 'interrupted' } });
  expect(runSummary(nasty)).toContain('::error::\\`x\\`\\|\\*y\\*\\<b\\>');
  expect(runAnnotations(nasty)[0]).toMatch(/^::warning title=Headroom%3A interrupted%2C %3A%3Aerror%3A%3A/);
});

test('the summary is added to the file that GitHub names, if it names one', () => {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-github-'));
  const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(folder, 'summary.md') };
  expect(onGithub(env)).toBe(true);
  expect(onGithub({})).toBe(false);
  appendSummary(env, 'one');
  appendSummary(env, 'two');
  appendSummary({}, 'three');
  expect(readFileSync(env.GITHUB_STEP_SUMMARY, 'utf8')).toBe('one\ntwo\n');
  rmSync(folder, { recursive: true });
});
