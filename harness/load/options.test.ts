import { describe, expect, it } from 'vitest';
import type { LoadOverrides } from './load-overrides.ts';
import { parseOptions } from './options.ts';
import { describe as sentence } from './scenario.ts';

const problems = (exported: unknown, functions?: string[]) =>
  parseOptions(exported, {}, functions).problems.map(({ path, message }) => `${path}: ${message}`);
const sentences = (exported: unknown) => {
  const { options, problems } = parseOptions(exported);
  expect(problems).toEqual([]);
  return options.scenarios.map(sentence);
};

describe('shortcuts', () => {
  it.each([
    [undefined, 'default: 1 iteration shared among 1 VU, at most 10m (gracefulStop: 30s)'],
    [{ vus: 4 }, 'default: 4 iterations shared among 4 VUs, at most 10m (gracefulStop: 30s)'],
    [{ iterations: 9, vus: 2 }, 'default: 9 iterations shared among 2 VUs, at most 10m (gracefulStop: 30s)'],
    [{ iterations: 9, duration: '1m' }, 'default: 9 iterations shared among 1 VU, at most 1m (gracefulStop: 30s)'],
    [{ duration: '90s', vus: 3 }, 'default: 3 looping VUs for 1m30s (gracefulStop: 30s)'],
    [
      { stages: [{ duration: '5s', target: 7 }] },
      'default: 1 looping VU to 7 over 5s (5s in all, gracefulRampDown: 30s) (gracefulStop: 30s)',
    ],
  ])('%j', (exported, expected) => expect(sentences(exported)).toEqual([expected]));

  it('stand beside scenarios only as an ignored vus, with a warning', () => {
    const scenarios = { a: { executor: 'per-vu-iterations' } };
    expect(parseOptions({ scenarios, vus: 9 })).toMatchObject({
      problems: [],
      warnings: [
        'options.vus is ignored beside scenarios, as k6 did before v2.1 (since then it would replace the scenarios)',
      ],
    });
    expect(problems({ scenarios, duration: '3s', iterations: 1 })).toEqual([
      'options.iterations: a shortcut beside scenarios (got 1); allowed: either scenarios or shortcuts',
      "options.duration: a shortcut beside scenarios (got '3s'); allowed: either scenarios or shortcuts",
    ]);
  });

  it('are shown to the script as the scenario that they make', () => {
    expect(parseOptions({ duration: '5s', vus: 2 }).options.written.scenarios).toEqual({
      default: { executor: 'constant-vus', vus: 2, duration: '5s' },
    });
  });
});

describe('scenarios', () => {
  it('say in a sentence what they do', () => {
    const stages = [
      { duration: '30s', target: 120 },
      { duration: 0, target: 20 },
      { duration: '1h30m', target: 20 },
    ];
    expect(
      sentences({
        scenarios: {
          rate: { executor: 'constant-arrival-rate', rate: 1, duration: '10s', preAllocatedVUs: 1 },
          'rate-2': {
            executor: 'constant-arrival-rate',
            rate: 90,
            timeUnit: '1m',
            duration: '10s',
            preAllocatedVUs: 5,
            maxVUs: 9,
          },
          ramp: { executor: 'ramping-arrival-rate', stages, preAllocatedVUs: 5, startTime: '2s', exec: 'view' },
          loops: { executor: 'ramping-vus', startVUs: 3, stages, gracefulStop: '0s' },
          budget: { executor: 'shared-iterations', vus: 2, iterations: 10, maxDuration: '1m' },
          each: { executor: 'per-vu-iterations', vus: 2, iterations: 10, maxDuration: '1m' },
        },
      }),
    ).toMatchInlineSnapshot(`
      [
        "rate: 1 iteration per 1s for 10s, 1 VU (gracefulStop: 30s)",
        "rate-2: 90 iterations per 1m for 10s, 5 to 9 VUs (gracefulStop: 30s)",
        "ramp: iterations per 1s from 0 to 120 over 30s, 20 over 0s, 20 over 1h30m (1h30m30s in all), 5 VUs (exec: view, startTime: 2s, gracefulStop: 30s)",
        "loops: 3 looping VUs to 120 over 30s, 20 over 0s, 20 over 1h30m (1h30m30s in all, gracefulRampDown: 30s) (gracefulStop: 0s)",
        "budget: 10 iterations shared among 2 VUs, at most 1m (gracefulStop: 30s)",
        "each: 10 iterations for each of 2 VUs, at most 1m (gracefulStop: 30s)",
      ]
    `);
  });

  it("have k6's defaults", () => {
    const { scenarios } = parseOptions({
      scenarios: {
        a: { executor: 'ramping-arrival-rate', stages: [{ duration: '1s', target: 1 }], preAllocatedVUs: 3 },
        b: { executor: 'ramping-vus', stages: [{ duration: '1s', target: 1 }] },
      },
    }).options;
    expect(scenarios).toMatchObject([
      {
        startRate: 0,
        timeUnitMs: 1000,
        maxVUs: 3,
        startTimeMs: 0,
        gracefulStopMs: 30_000,
        exec: 'default',
        env: {},
        tags: {},
      },
      { startVUs: 1, gracefulRampDownMs: 30_000 },
    ]);
  });

  it('report everything that is wrong at once, with what is allowed', () => {
    expect(
      problems(
        {
          scenarios: {
            peak: {
              executor: 'constant-arrival-rate',
              rate: 2.5,
              duration: '10x',
              preAllocatedVUs: 10,
              maxVUs: 5,
              vuss: 3,
            },
            'a b': { executor: 'ramping-arrival-rates' },
            none: {},
            old: { executor: 'externally-controlled' },
            ramp: { executor: 'ramping-arrival-rate', stages: [{ duration: 1000, target: -1, tar: 3 }], timeUnit: 0 },
            still: { executor: 'ramping-vus', startVUs: 0, stages: [{ duration: '1s', target: 0 }] },
            few: { executor: 'shared-iterations', vus: 5, iterations: 2, exec: 7, tags: { a: {} }, env: 'X' },
            empty: { executor: 'ramping-vus', stages: [] },
            text: 'constant-vus',
          },
        },
        ['default', 'vieww'],
      ).join('\n'),
    ).toMatchInlineSnapshot(`
      "options.scenarios.peak.rate: not a whole number (got 2.5); allowed: a whole number, from 1
      options.scenarios.peak.duration: not a duration (got '10x'); allowed: a duration such as '30s', '1m30s' or '500ms', or a number of ms, from 0
      options.scenarios.peak.maxVUs: below preAllocatedVUs (got 5); allowed: a whole number, from 10
      options.scenarios.peak.vuss: unknown field of a constant-arrival-rate scenario; allowed: duration, env, exec, executor, gracefulStop, maxVUs, options, preAllocatedVUs, rate, startTime, tags, timeUnit
      options.scenarios.a b: a scenario cannot be named 'a b' (got {"executor":"ramping-arrival-rates"}); allowed: letters, digits, - and _
      options.scenarios.a b.executor: unknown executor (got 'ramping-arrival-rates'); allowed: shared-iterations, per-vu-iterations, constant-vus, ramping-vus, constant-arrival-rate, ramping-arrival-rate; did you mean 'ramping-arrival-rate'?
      options.scenarios.none.executor: missing, but required; allowed: shared-iterations, per-vu-iterations, constant-vus, ramping-vus, constant-arrival-rate, ramping-arrival-rate
      options.scenarios.old.executor: no longer part of k6 (got 'externally-controlled'); allowed: shared-iterations, per-vu-iterations, constant-vus, ramping-vus, constant-arrival-rate, ramping-arrival-rate
      options.scenarios.ramp.timeUnit: too short (got 0); allowed: a duration of at least 1ms
      options.scenarios.ramp.stages[0].target: below 0 (got -1); allowed: a whole number, from 0
      options.scenarios.ramp.stages[0].tar: unknown field of a stage; allowed: duration, target; did you mean 'target'?
      options.scenarios.ramp.preAllocatedVUs: missing, but required; allowed: a whole number, from 0
      options.scenarios.still.stages: no VU at any time (got [{"duration":"1s","target":0}]); allowed: a startVUs or a target above 0
      options.scenarios.few.exec: not a text (got 7); allowed: the name of an exported function; 'default' if left out
      options.scenarios.few.env: not an object (got 'X'); allowed: an object
      options.scenarios.few.tags.a: not a text (got {}); allowed: a text
      options.scenarios.few.iterations: fewer than the VUs that share them (got 2); allowed: a whole number, from 5 (vus)
      options.scenarios.empty.stages: empty (got []); allowed: a list of { duration, target }, such as [{ duration: '30s', target: 10 }]
      options.scenarios.text: not an object (got 'constant-vus'); allowed: an object"
    `);
  });

  it('need a function that the script exports', () => {
    const scenarios = { a: { executor: 'per-vu-iterations', exec: 'view' } };
    expect(problems({ scenarios }, ['default', 'views'])).toEqual([
      "options.scenarios.a.exec: no such function is exported (got 'view'); allowed: default, views; did you mean 'views'?",
    ]);
    expect(problems({}, [])).toEqual([
      ': the script exports no function; an iteration needs one, such as export default function () {}',
    ]);
  });
});

describe('other options', () => {
  it('that nobody knows are refused, with the nearest one', () => {
    const [problem] = problems({ treshold: {} });
    expect(problem).toMatch(/^options\.treshold: unknown option; did you mean 'thresholds'\?$/);
  });

  it('that would change the load in k6 but not here are refused, with the way out', () => {
    expect(
      problems({ executor: 'constant-arrival-rate', rate: 5, rps: 3, hosts: {} }).join('\n'),
    ).toMatchInlineSnapshot(`
      "options.executor: belongs inside a scenario: scenarios: { name: { executor: '…', … } }; at the top level k6 ignores it and runs a closed loop
      options.rate: belongs inside a scenario with an arrival-rate executor
      options.rps: not supported, since it makes users wait for the system; an arrival-rate executor gives a rate of load
      options.hosts: not supported: give the address in the URL"
    `);
  });

  it.each([
    ...['blacklistIPs', 'blockHostnames', 'dns', 'executionSegment', 'executionSegmentSequence', 'hosts', 'localIPs'],
    ...['paused', 'rps', 'tlsAIAFetch', 'tlsAuth', 'tlsCipherSuites', 'tlsVersion'],
  ])('that k6 follows and a drill does not are refused, with the reason: %s', name => {
    expect(problems({ [name]: {} })).toEqual([
      expect.stringMatching(new RegExp(`^options\\.${name}: not supported.+`)),
    ]);
  });

  it.each([
    ...['exec', 'gracefulStop', 'startTime', 'env', 'startVUs', 'gracefulRampDown', 'maxDuration', 'maxVUs'],
    ...['preAllocatedVUs', 'rate', 'startRate', 'timeUnit', 'executor'],
  ])('that are those of scenarios belong inside one: %s', name => {
    expect(problems({ [name]: 1 })).toEqual([
      expect.stringMatching(new RegExp(`^options\\.${name}: belongs inside a.* scenario`)),
    ]);
  });

  it('of the http module are checked', () => {
    expect(problems({ batch: -1, throw: 'yes', userAgent: 3, systemTags: ['url', 5], maxRedirects: 0 })).toEqual([
      "options.throw: neither true nor false (got 'yes'); allowed: true, false",
      'options.batch: below 0 (got -1); allowed: a whole number, from 0',
      'options.userAgent: not a text (got 3); allowed: a text',
      `options.systemTags: not only texts (got ["url",5]); allowed: a list of tags' names`,
    ]);
  });

  it('must be an object', () => {
    expect(problems('vus=3')).toEqual(["options: not an object (got 'vus=3'); allowed: an object"]);
  });

  it('of the command line win over the script', () => {
    const { options } = parseOptions({ vus: 1, duration: '1m', tags: { a: 1 } }, { vus: 5 });
    expect(options).toMatchObject({ scenarios: [{ vus: 5, durationMs: 60_000 }], tags: { a: '1' } });
  });

  it('of time and summary', () => {
    expect(
      parseOptions({ setupTimeout: 500, summaryTrendStats: ['p(99.9)', 'count'], summaryTimeUnit: 's' }).options,
    ).toMatchObject({
      setupTimeoutMs: 500,
      teardownTimeoutMs: 60_000,
      handleSummaryTimeoutMs: 120_000,
      summaryTrendStats: ['p(99.9)', 'count'],
      summaryTimeUnit: 's',
    });
    expect(problems({ summaryTrendStats: ['p95'], summaryTimeUnit: 'h' })).toEqual([
      "options.summaryTimeUnit: not allowed (got 'h'); allowed: 's', 'ms' or 'us'",
      "options.summaryTrendStats[0]: not a statistic (got 'p95'); allowed: a list of avg, min, med, max, count and p(N) with 0 ≤ N ≤ 100",
    ]);
  });
});

describe('the least that is allowed', () => {
  const read = (name: string, scenario: object) => parseOptions({ scenarios: { [name]: scenario } });
  const first = (scenario: object) => read('a', scenario).options.scenarios[0];
  const wrong = (scenario: object) =>
    read('a', scenario).problems.map(({ path, message }) => `${path.slice(20)}: ${message}`);
  const OPEN = { executor: 'constant-arrival-rate', rate: 1, duration: 1, preAllocatedVUs: 1 };

  it('is one VU, one iteration and one millisecond', () => {
    expect(first(OPEN)).toMatchObject({ rate: 1, durationMs: 1, preAllocatedVUs: 1, maxVUs: 1 });
    expect(first({ executor: 'constant-vus', vus: 1, duration: 1 })).toMatchObject({ vus: 1, durationMs: 1 });
    expect(wrong({ ...OPEN, rate: 0 })).toEqual(['rate: below 1 (got 0); allowed: a whole number, from 1']);
    expect(wrong({ ...OPEN, duration: 0 })).toEqual([
      'duration: too short (got 0); allowed: a duration of at least 1ms',
    ]);
    expect(wrong({ executor: 'constant-vus', vus: 0, duration: 0 })).toEqual([
      'vus: below 1 (got 0); allowed: a whole number, from 1',
      'duration: too short (got 0); allowed: a duration of at least 1ms',
    ]);
  });

  it('is no preallocated VU where there may be more', () => {
    expect(first({ ...OPEN, preAllocatedVUs: 0, maxVUs: 1 })).toMatchObject({ preAllocatedVUs: 0, maxVUs: 1 });
    expect(wrong({ ...OPEN, maxVUs: 1 })).toEqual([]);
    expect(wrong({ ...OPEN, maxVUs: 0 })).toEqual(['maxVUs: below 1 (got 0); allowed: a whole number, from 1']);
    expect(wrong({ ...OPEN, preAllocatedVUs: 0 })).toEqual([
      'preAllocatedVUs: no VUs at all (got 0); allowed: a whole number, from 1, or maxVUs beside it',
    ]);
  });

  it('is no redirect, and one of any other number of the http module', () => {
    expect(problems({ maxRedirects: 0, batch: 1, batchPerHost: 1, noConnectionReuse: true, userAgent: '' })).toEqual(
      [],
    );
    expect(problems({ batchPerHost: -1, maxRedirects: -1 })).toHaveLength(2);
  });
});

describe('thresholds', () => {
  it('are a text, a list, or a list of objects', () => {
    const { thresholds } = parseOptions({
      thresholds: {
        http_req_failed: 'rate<0.01',
        'http_req_duration{scenario:peak}': [
          'p(95)<500',
          { threshold: 'avg<9', abortOnFail: true, delayAbortEval: '5s' },
        ],
        'http_reqs{kind:read}': [],
      },
    }).options;
    expect(thresholds.map(({ selector, thresholds }) => [selector.metric, selector.tags, thresholds.length])).toEqual([
      ['http_req_failed', [], 1],
      ['http_req_duration', [['scenario', 'peak']], 2],
      ['http_reqs', [['kind', 'read']], 0],
    ]);
    expect(thresholds[1]?.thresholds[1]).toMatchObject({ source: 'avg<9', abortOnFail: true, delayAbortEvalMs: 5000 });
  });

  it('report what is wrong with each', () => {
    expect(
      problems({
        thresholds: {
          'http_reqs{a': ['count>3'],
          checks: ['rate'],
          vus: [{ threshold: 'value<1', abort: true }],
          data_sent: 5,
        },
      }).join('\n'),
    ).toMatchInlineSnapshot(`
      "options.thresholds['http_reqs{a']: the key lacks the closing '}'; allowed: a metric's name, or name{tag:value,…}
      options.thresholds['checks'][0]: not a threshold (got 'rate'); allowed: an aggregation (count, rate, value, avg, min, max, med or p(N) with 0 ≤ N ≤ 100), an operator (>, >=, <, <=, ==, === or !=) and a number, such as 'p(95)<500'
      options.thresholds['vus'][0].abort: unknown field of a threshold; allowed: abortOnFail, delayAbortEval, threshold; did you mean 'abortOnFail'?
      options.thresholds.data_sent: not a list (got 5); allowed: a list of expressions, such as ['p(95)<500']"
    `);
  });
});

describe('another load than the script’s', () => {
  const read = (exported: unknown, load: LoadOverrides) => {
    const { options, problems } = parseOptions(exported, {}, null, load);
    return problems.length > 0
      ? problems.map(({ message }) => message)
      : options.scenarios.map(({ executor, ...rest }) => ({ executor, ...rest }));
  };

  it('replaces all of it', () => {
    const scenarios = { a: { executor: 'constant-arrival-rate', rate: 5, duration: '1h', preAllocatedVUs: 9 } };
    for (const written of [
      { scenarios },
      { stages: [{ duration: '1h', target: 9 }] },
      { Iterations: 7, vus: 2 },
      undefined,
    ]) {
      expect(read(written, { vus: '3', duration: '10s' })).toMatchObject([
        { executor: 'constant-vus', vus: 3, durationMs: 10_000 },
      ]);
      expect(read(written, { vus: '3', iterations: '30' })).toMatchObject([
        { executor: 'shared-iterations', vus: 3, iterations: 30 },
      ]);
    }
  });

  it('is another number of VUs alone, where the script has a shortcut', () => {
    expect(read({ vus: 2, duration: '1m' }, { vus: '5' })).toMatchObject([
      { executor: 'constant-vus', vus: 5, durationMs: 60_000 },
    ]);
    expect(read({ scenarios: { a: { executor: 'per-vu-iterations' } } }, { vus: '5' })).toEqual([
      "--vus beside the scenarios of the script (got '5'); allowed: --vus with --duration or --iterations, which replace them",
    ]);
  });
});
