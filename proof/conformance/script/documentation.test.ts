import { readdirSync } from 'node:fs';
import { join, parse } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CLEAN } from '../../../harness/drill/test-conformance.ts';
import { runScript } from '../../../harness/drill/test-script.ts';
import type { Case } from './case.ts';

const FOLDER = 'proof/conformance/script/fixtures';
const SCRIPTS = readdirSync(FOLDER).filter(name => /\.c?[jt]s$/.test(name));

/** What comes of a script where it is more than a clean run with all checks passed. */
const EXPECTED: Readonly<Record<string, Omit<Case, 'script' | 'shows'>>> = {
  'abort-test': {
    expect: {
      exit: 108,
      reason: 'test aborted: this is the reason',
      reasons: expect.anything(),
      durationS: expect.closeTo(11, 0),
      logged: ['info: teardown will still be called after test.abort()'],
    },
  },
  'async-request': { expect: { logged: ['info: Bert'], metrics: { iteration_duration: { avg: 500 } } } },
  breakpoint: { expect: { iterations: { due: 4500, dropped: 0 } } },
  'constant-arrival-rate': {
    expect: { iterations: { completed: 900 }, metrics: { http_req_duration: { med: expect.closeTo(200) } } },
  },
  'crypto-hashes': {
    expect: {
      logged: [
        'info: 7509e5bda0c762d2bac7f90d758b5b2263fa01ccbc542ab5e3df163be08e6ca9',
        'info: 7509e5bda0c762d2bac7f90d758b5b2263fa01ccbc542ab5e3df163be08e6ca9',
        'info: LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=',
      ],
    },
  },
  'data-csv': { expect: { logged: ['info: admin', 'info: Random user has true'] } },
  environment: { env: { MY_USER_AGENT: 'hello', WORKLOAD: 'average' }, expect: { iterations: { completed: 10 } } },
  'error-handling': {
    expect: {
      logged: [
        'warning: http://bin.test/status/404: 404 1404 ',
        'warning: http://bin.test/silence: 0 1050 request timeout',
        'warning: http://nobody.test/: 0 1212 dial: connection refused',
      ],
    },
  },
  'fail-test': { expect: { exit: 110, reason: 'test marked as failed: this is the reason' } },
  groups: { expect: { metrics: { group_duration: { max: 600 } } } },
  'instant-load': { expect: { iterations: { due: 375 + 500 + 10 } } },
  'multiple-scenarios': { expect: { iterations: { completed: 200 } } },
  'post-json': { expect: { logged: ['info: Bert', 'info: Bert'] } },
  'ramping-arrival-rate': { expect: { iterations: { due: 5 * 60 + 7.5 * 120 + 10 * 240 + 5.5 * 120 } } },
  'setup-teardown': { expect: { logged: ['info: "Sample Slide Show"'] } },
  'summary-json': {
    expect: {
      summary: { stdout: 'The median latency was 0.01\n', 'summary.json': expect.stringContaining('"metrics"') },
    },
  },
  'summary-text': {
    expect: {
      logged: ['info: Finished executing performance tests'],
      summary: { stdout: expect.stringContaining('is ok'), 'results/junit.xml': expect.stringContaining('<testsuite') },
    },
  },
  'thresholds-abort': {
    expect: { exit: 99, reason: expect.stringContaining('abortOnFail'), reasons: expect.anything(), durationS: 10 },
  },
  timers: {
    expect: { logged: [...Array(4).fill('info: This runs every 200ms'), 'info: This runs after 1s'] },
  },
  'vus-and-duration': { expect: { iterations: { completed: 300 } } },
};

describe("scripts in the idioms of k6's documentation run unchanged", () => {
  test.each(SCRIPTS)('%s', async script => {
    const given = EXPECTED[parse(script).name] ?? {};
    const outcome = await runScript(join(FOLDER, script), given);
    expect(outcome).toMatchObject({ ...CLEAN, ...given.expect });
    const { checks } = outcome.metrics;
    if (checks !== undefined) expect(checks).toMatchObject({ rate: 1 });
  });

  test('there are many', () => expect(SCRIPTS.length).toBeGreaterThanOrEqual(40));
});
