// One file although it is long: what outranks what is told from one drill, changed a little in each test.

import { describe, expect, test } from 'vitest';
import { at } from '../operations/catalogue/test-timeline.ts';
import { told } from '../operations/catalogue/timeline-event.ts';
import {
  HEALTHY_GENERATOR,
  NO_OBJECTIVES,
  TEST_TOPOLOGY,
  type TestDrill,
  type TestSecond,
  testEvidence,
} from './test-drill.ts';
import type { ThresholdResult } from './thresholds.ts';
import { type DrillEvidence, judgeDrill } from './verdict.ts';

/** 60 s at 1000/s, in which every second from 30 to 40 has what the test says. */
function drill(bad: TestSecond = {}, rest: Partial<TestDrill> = {}): TestDrill {
  return {
    seconds: 60,
    second: s => ({ offered: 1000, ...(s >= 30 && s < 40 ? bad : {}) }),
    worstWindow: { fromS: 30, p99Ms: 300 },
    ...rest,
  };
}

function judge(made: TestDrill, rest: Partial<Omit<DrillEvidence, 'series'>> = {}) {
  return judgeDrill(testEvidence(made, rest));
}

const BROKEN: ThresholdResult = {
  ...{ metric: 'checks', expression: 'rate>0.99', value: 0.5, ok: false, status: 'broken', feelsLag: false },
};
const NO_DATA: ThresholdResult = {
  ...{ metric: 'logins', expression: 'count>0', value: null, ok: false, status: 'no-data', feelsLag: false },
};
const DROPS = { ...HEALTHY_GENERATOR, dueIterations: 5000, droppedIterations: 1000, meanIterationMs: 2000 };

describe('a drill passes', () => {
  test('if its objectives hold, and says which is the closest', () => {
    expect(judge(drill())).toMatchObject({ verdict: 'pass', cause: null });
    expect(judge(drill()).reasons).toMatchInlineSnapshot(`
      [
        "All 4 objectives that apply hold; the closest is p99: 300 ms (≤ 800 ms).",
      ]
    `);
  });

  test('far from the peak, and says so', () => {
    const made = { seconds: 60, second: () => ({ offered: 100 }) };
    expect(judge(made)).toMatchObject({ verdict: 'pass' });
    expect(judge(made).reasons[1]).toMatch(/^But load came to 100\/s at most, 10% of the regional peak/);
  });
});

describe('a drill fails', () => {
  test('if answers are not what the script expects, and says what they are', () => {
    expect(judge(drill({ unexpected: 992 }))).toMatchObject({
      verdict: 'fail',
      reasons: ['83.5% of the answers were what the script expects (99% is asked for); the others: 9,920 × 404.'],
    });
  });

  test.each([
    ['timeouts', drill({ timeouts: 1 })],
    ['errors', drill({ rejected: 50 })],
    ['p99', drill({}, { worstWindow: { fromS: 30, p99Ms: 801 } })],
  ])('if %s break their objective', (name, made) => {
    const { verdict, objectives } = judge(made);
    expect(verdict).toBe('fail');
    expect(objectives.filter(({ status }) => status === 'broken').map(each => each.name)).toContain(name);
  });

  test('if a threshold does not hold', () => {
    expect(judge(drill(), { thresholds: [BROKEN] })).toMatchObject({
      verdict: 'fail',
      reasons: ['Threshold checks rate>0.99 does not hold: it is 0.5.'],
    });
  });

  test('if the measured headroom is too small', () => {
    expect(judge(drill(), { headroom: 1.05 })).toMatchObject({
      verdict: 'fail',
      reasons: expect.arrayContaining(['Capacity is 1.05 times the regional peak; 1.10 is asked for.']),
    });
  });

  test('although the generator is at fault too, if requests due before the first drop break the objective', () => {
    const made = drill({ timeouts: 100 }, { undisturbed: { ended: 30_000, timeouts: 200, errors: 200 } });
    const { verdict, reasons } = judge(made, { generator: DROPS });
    expect(verdict).toBe('fail');
    expect(reasons.at(-1)).toMatch(/^The generator dropped 1,000 of 5,000 iterations due \(20%/);
  });

  test('if its script says so', () => {
    const failed = { code: 110, reason: 'test marked as failed: stock was sold twice' } as const;
    expect(judge(drill(), { ending: failed })).toMatchObject({
      verdict: 'fail',
      reasons: ['Test marked as failed: stock was sold twice.'],
    });
  });

  test('although it was interrupted or lacks data', () => {
    expect(
      judge(drill({ timeouts: 100 }), { ending: { code: 105, reason: 'interrupted' }, thresholds: [NO_DATA] }).verdict,
    ).toBe('fail');
  });

  test('with the cause after what broke', () => {
    const made = drill({ timeouts: 100, timeoutIssuedS: 28, pools: { alternate: { cpu: 1, offered: 950 } } });
    expect(judge(made).reasons).toMatchInlineSnapshot(`
      [
        "1,000 of 60,000 requests timed out (1.7%; none is allowed). They began in second 30, at a planned load of 1,000/s.",
        "The CPU of alternate was full first, from second 30 (the same second as the first failures).",
        "1.7% of requests failed (0.1% is allowed): 1,000 × 504.",
      ]
    `);
  });
});

describe('a drill whose harness failed', () => {
  const KILLED = at(31.2, 'process-ended', { process: 'proxy', exit: null, signal: 'SIGKILL' });
  const SENTENCE =
    'The process of the proxy ended in second 31 (SIGKILL): the harness itself has failed, and what was measured from then on ' +
    'says nothing about the settings.';
  const undisturbed = (counts: Partial<NonNullable<TestDrill['undisturbed']>>): Partial<TestDrill> => ({
    undisturbed: { failedFromS: 30, ended: 30_000, timeouts: 0, errors: 0, worstWindow: null, ...counts },
  });
  const timeline = [KILLED];

  test('is inconclusive, says so first, and blames neither a pool nor the settings', () => {
    const made = drill({ rejected: 1000, pools: { alternate: { cpu: 1, offered: 950 } } }, undisturbed({}));
    const { verdict, reasons, cause } = judge(made, { timeline, thresholds: [BROKEN] });
    expect([verdict, cause]).toEqual(['inconclusive', null]);
    expect(reasons).toEqual([
      SENTENCE,
      '16.7% of requests failed (0.1% is allowed): 10,000 × 503. But the harness had failed by then.',
      'Threshold checks rate>0.99 does not hold: it is 0.5. But the harness failed before the end.',
    ]);
  });

  test('is inconclusive although all else holds', () => {
    expect(judge(drill({}, undisturbed({})), { timeline })).toMatchObject({
      verdict: 'inconclusive',
      reasons: [SENTENCE],
    });
  });

  test('fails by what had broken before', () => {
    const made = drill({ rejected: 1000 }, undisturbed({ errors: 31 }));
    const { verdict, reasons } = judge(made, { timeline });
    expect([verdict, reasons.at(-1)]).toEqual(['fail', SENTENCE]);
    expect(judge(drill({ rejected: 1000 }, undisturbed({ errors: 30 })), { timeline }).verdict).toBe('inconclusive');
  });

  test('fails by a headroom that was measured elsewhere, not by a recovery that it cut off', () => {
    const { verdict } = judge(drill({}, undisturbed({})), { timeline, headroom: 1.05 });
    expect(verdict).toBe('fail');
    const flush = at(30, 'flush', { pool: 'primary' });
    const lasting: TestDrill = {
      ...{ seconds: 120, worstWindow: null },
      second: s => ({ offered: 1000, ...(s >= 30 ? { rejected: 900 } : {}) }),
      ...undisturbed({}),
    };
    expect(judge(lasting, { timeline: [flush, KILLED] }).verdict).toBe('inconclusive');
  });
});

describe('a drill is inconclusive', () => {
  test('if it sent the system nothing', () => {
    const idle = judge({ seconds: 10, second: () => ({}) });
    expect(idle.objectives.map(({ name, status }) => [name, status])).toEqual([
      ['timeouts', 'not-applicable'],
      ['errors', 'not-applicable'],
      ['good', 'no-data'],
      ['p99', 'not-applicable'],
      ['recovery', 'not-applicable'],
      ['headroom', 'not-applicable'],
    ]);
    expect(idle).toMatchObject({
      verdict: 'inconclusive',
      reasons: ['Objective good could not be judged: no request reached the system.'],
    });
  });

  test('if it spoke by other means alone and nothing judges that', () => {
    const silent = { seconds: 10, second: () => ({}) };
    expect(judge(silent, { speaksOtherwise: true })).toMatchObject({
      verdict: 'inconclusive',
      reasons: ['Nothing was judged: no objective applies and the script has no thresholds.'],
    });
    const holds = { ...BROKEN, ok: true, status: 'ok' } as const;
    expect(judge(silent, { speaksOtherwise: true, thresholds: [holds] })).toMatchObject({ verdict: 'pass' });
    expect(judge(silent, { speaksOtherwise: true, thresholds: [holds, BROKEN] })).toMatchObject({ verdict: 'fail' });
    // It did not.
    expect(judge(silent, { thresholds: [holds] })).toMatchObject({ verdict: 'inconclusive' });
  });

  test('if nothing was to be judged', () => {
    const topology = { ...TEST_TOPOLOGY, objectives: NO_OBJECTIVES };
    expect(judge(drill(), { topology })).toMatchObject({
      verdict: 'inconclusive',
      reasons: ['Nothing was judged: no objective applies and the script has no thresholds.'],
    });
  });

  test('if too many requests were cut off after they had waited too long', () => {
    const made = testEvidence(drill());
    const { requests } = made.series;
    const cutOff = { requests: 100, iterations: 40 };
    const series = { ...made.series, requests: { ...requests, totals: { ...requests.totals, cutOff } } };
    expect(judgeDrill({ ...made, series })).toMatchObject({
      verdict: 'inconclusive',
      reasons: [
        '100 of 60,000 requests (0.17%; up to 0.1% is tolerated) were cut off without an answer after more than 800 ms: give ' +
          'them longer to end, by gracefulStop.',
      ],
    });
  });

  test('if iterations were dropped, and says how many VUs it would have taken', () => {
    const made = drill({ dropped: 100, vus: 800 }, { undisturbed: { ended: 30_000 } });
    expect(judge(made, { generator: DROPS })).toMatchObject({
      verdict: 'inconclusive',
      reasons: [
        'The generator dropped 1,000 of 5,000 iterations due (20%; up to 0.1% is tolerated): no VU was free, so the system ' +
          'got less load than planned. About 1,000 VUs would have been enough: raise maxVUs.',
      ],
    });
  });

  test('if an objective broke only after the first drop', () => {
    const made = drill({ timeouts: 100 }, { undisturbed: { ended: 30_000, timeouts: 0, errors: 0 } });
    const { verdict, reasons } = judge(made, { generator: DROPS });
    expect(verdict).toBe('inconclusive');
    expect(reasons[1]).toMatch(/^1,000 of 60,000 .* But only after the generator had begun to drop iterations\.$/);
  });

  test('if iterations started late', () => {
    const late = { ...HEALTHY_GENERATOR, lagMs: { p50: 10, p99: 41, max: 90 } };
    expect(judge(drill(), { generator: late })).toMatchObject({
      verdict: 'inconclusive',
      reasons: [
        'Iterations started late: lag p99 41 ms, of which 40 ms is tolerated. ' +
          'This machine could not keep the pace: use --virtual, less load, or a quieter machine.',
      ],
    });
    expect(judge(drill(), { generator: { ...late, lagMs: { p50: 1, p99: 40, max: 90 } } }).verdict).toBe('pass');
  });

  test('if latency broke while iterations started late', () => {
    const late = { ...HEALTHY_GENERATOR, lagMs: { p50: 10, p99: 500, max: 900 } };
    const made = drill({}, { worstWindow: { fromS: 30, p99Ms: 900 } });
    expect(judge(made, { generator: late }).verdict).toBe('inconclusive');
    expect(judge(drill({ timeouts: 5 }, { worstWindow: { fromS: 30, p99Ms: 900 } }), { generator: late }).verdict).toBe(
      'fail',
    );
  });

  test('if a threshold on a time broke while iterations started late, as for objectives', () => {
    const late = { ...HEALTHY_GENERATOR, lagMs: { p50: 10, p99: 500, max: 900 } };
    const slow: ThresholdResult = {
      ...{
        metric: 'http_req_duration',
        expression: 'p(99)<800',
        value: 900,
        ok: false,
        status: 'broken',
        feelsLag: true,
      },
    };
    const { verdict, reasons } = judge(drill(), { generator: late, thresholds: [slow] });
    expect(verdict).toBe('inconclusive');
    expect(reasons).toContain(
      "Threshold http_req_duration p(99)<800 does not hold: it is 900. The generator's own lag is in it, so this does not count " +
        "as the system's failure.",
    );
    expect(judge(drill(), { generator: late, thresholds: [BROKEN] }).verdict).toBe('fail');
    expect(judge(drill(), { thresholds: [slow] }).verdict).toBe('fail');
  });

  test('if the script itself fails', () => {
    const failing = {
      ...HEALTHY_GENERATOR,
      completedIterations: 3890,
      failedIterations: 100,
      scriptFailedIterations: 41,
    };
    expect(judge(drill(), { generator: failing }).reasons).toEqual([
      '41 of 4,000 iterations (1%; up to 1% is tolerated) ended with an exception although none of their requests had ' +
        'failed: mend the script.',
    ]);
    expect(judge(drill(), { generator: { ...failing, scriptFailedIterations: 40 } }).verdict).toBe('pass');
  });

  test('if a threshold has no data', () => {
    expect(judge(drill(), { thresholds: [NO_DATA] })).toMatchObject({
      verdict: 'inconclusive',
      reasons: ['Threshold logins count>0 could not be judged: the metric has no samples.'],
    });
  });

  test('if it was interrupted', () => {
    expect(judge(drill(), { ending: { code: 105, reason: 'interrupted' } })).toMatchObject({
      verdict: 'inconclusive',
      reasons: ['The drill was interrupted before its end.'],
    });
  });

  test.each([
    [100, 'setup() took longer than 3000ms (setupTimeout)', 'setup() took longer than 3000ms (setupTimeout).'],
    [
      101,
      'teardown() took longer than 3000ms (teardownTimeout)',
      'teardown() took longer than 3000ms (teardownTimeout).',
    ],
    [107, 'setup() failed: Error: no token', 'setup() failed: Error: no token.'],
    [108, 'test aborted: enough', 'Test aborted: enough.'],
  ] as const)('if its script ended it with exit code %i', (code, reason, sentence) => {
    expect(judge(drill(), { ending: { code, reason } })).toMatchObject({
      verdict: 'inconclusive',
      reasons: [sentence],
    });
    expect(judge(drill({ timeouts: 100 }), { ending: { code, reason } }).verdict).toBe('fail');
  });

  test('if most iterations threw, whatever their requests had come to', () => {
    const failing = { ...HEALTHY_GENERATOR, completedIterations: 1990, failedIterations: 2000 };
    expect(judge(drill(), { generator: failing }).verdict).toBe('pass');
    const most = { ...failing, completedIterations: 1989, failedIterations: 2001 };
    expect(judge(drill(), { generator: most })).toMatchObject({
      verdict: 'inconclusive',
      reasons: [
        expect.stringMatching(/^2,001 of 4,000 iterations \(50%\) ended with an exception after one of their requests/),
      ],
    });
  });

  test('if the trigger was gone too late to see whether service came back', () => {
    const timeline = [at(58, 'roll-back', { settings: [] })];
    const topology = { ...TEST_TOPOLOGY, objectives: { ...TEST_TOPOLOGY.objectives, timeouts: null, errors: null } };
    expect(judge(drill({ timeouts: 3 }), { timeline, topology }).reasons).toEqual([
      'Objective recovery could not be judged: less than 3 s of load after the trigger was gone.',
    ]);
  });
});

describe('up to 0.1 % of iterations may be dropped', () => {
  test.each([
    [4, 'pass'],
    [5, 'inconclusive'],
  ] as const)('%i of 4000: %s', (droppedIterations, verdict) => {
    const startedIterations = 4000 - droppedIterations;
    const generator = { ...HEALTHY_GENERATOR, startedIterations, droppedIterations };
    expect(judge(drill(), { generator }).verdict).toBe(verdict);
  });
});

test('an event is judged by its facts: rewording its sentence changes nothing', () => {
  const slow = { part: 'directory', latencyFactor: 3, latencyAddMs: 0, concurrency: 1, errors: 0 } as const;
  const timeline = [
    at(5, 'fail-over', { to: 'alternate', overMs: 0 }),
    at(5, 'fail-over-completed', { to: 'alternate' }),
    at(20, 'degrade', { pool: null, degradation: slow, forMs: null }),
    at(40, 'degrade', { pool: null, degradation: { ...slow, latencyFactor: 1 }, forMs: null }),
  ].map(told);
  const judged = (events: typeof timeline) =>
    judge(
      { seconds: 60, second: s => ({ offered: 1000, timeouts: s >= 20 && s < 45 ? 500 : 0 }) },
      { timeline: events },
    );
  expect(judged(timeline).timeouts).toMatchObject({ onsetS: 20, recoveredS: 45 });
  const reworded = timeline.map(event => ({ ...event, detail: event.detail === 'healthy' ? 'latency 3x' : 'healthy' }));
  expect(judged(reworded)).toEqual(judged(timeline));
});

test('service that stays down although the trigger is gone is named', () => {
  const timeline = [at(20, 'flush', { pool: 'primary' })];
  const stuck = judge(
    {
      seconds: 200,
      second: s => ({ offered: 1000, timeouts: s >= 20 ? 500 : 0, pools: { primary: { cpu: s >= 20 ? 1 : 0.5 } } }),
    },
    { timeline },
  );
  expect(stuck.timeouts).toMatchObject({ metastable: true, recoveredS: null, onsetS: 20 });
  expect(stuck.objectives.find(({ name }) => name === 'recovery')).toMatchObject({ status: 'broken', value: 180_000 });
  expect(stuck.reasons).toContain(
    'Service stayed down by itself: 3 min after the trigger was gone it was still down, at 1,000/s, where it had borne ' +
      '1,000/s before.',
  );
});

describe('reasons are in the order of what they weigh', () => {
  const interrupted = { code: 105, reason: 'interrupted' } as const;
  const stopped = 'The drill was interrupted before its end.';

  test('that somebody stopped it, before what it failed by and what else was wrong', () => {
    const failing = judge(drill({ timeouts: 100 }), { ending: interrupted });
    expect(failing.reasons[0]).toBe(stopped);
    expect(failing.reasons[1]).toMatch(/^1,000 of 60,000 requests timed out/);
    expect(failing.reasons.filter(reason => reason === stopped)).toHaveLength(1);
    const { verdict, reasons } = judge(drill(), { ending: interrupted, generator: DROPS });
    expect([verdict, reasons[0], reasons.length]).toEqual(['inconclusive', stopped, 2]);
  });

  test('what the script says itself before what was measured', () => {
    const failed = { code: 110, reason: 'test marked as failed: enough' } as const;
    const { reasons } = judge(drill({ timeouts: 100 }), { ending: failed });
    expect(reasons[0]).toBe('Test marked as failed: enough.');
    expect(reasons).toContainEqual(expect.stringMatching(/^1,000 of 60,000 requests timed out/));
  });

  test('why nothing was sent, and not that nothing was', () => {
    const silent = { seconds: 60, second: () => ({}) };
    const ending = { code: 107, reason: 'setup() failed: Error: no token' } as const;
    expect(judge(silent, { ending }).reasons[0]).toBe('setup() failed: Error: no token.');
    expect(judge(silent, { ending }).reasons.join()).not.toMatch(/sent no request|no request reached the proxy/);
  });
});

describe('service broke', () => {
  test('in the worst second where only latency did', () => {
    const worst = (p99Ms: (s: number) => number | null) =>
      judge({ seconds: 60, second: s => ({ offered: 1000, p99Ms: p99Ms(s) }), worstWindow: { fromS: 30, p99Ms: 900 } })
        .cause?.brokeS;
    expect(worst(s => (s === 33 ? 900 : s === 35 ? 1200 : s === 36 ? 1200 : 40))).toBe(35);
    expect(worst(s => (s === 0 ? 1300 : s === 35 ? null : 40))).toBe(0);
    expect(worst(s => (s === 59 ? 1300 : null))).toBe(59);
  });

  test('in the second of the first error where errors are few and scattered', () => {
    const scattered = {
      seconds: 60,
      second: (s: number) => ({ offered: 1000, timeouts: s === 17 || s === 44 ? 1 : 0 }),
    };
    expect(judge(scattered).cause?.brokeS).toBe(17);
  });
});
