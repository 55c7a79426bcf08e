import { expect, test } from 'vitest';
import { at } from '../operations/catalogue/test-timeline.ts';
import { isDoubtful, type Lateness, latenessDoubt, latenessOf, latenessSentence, withoutMachine } from './lateness.ts';
import { TEST_TOPOLOGY, type TestSecond, testEvidence, testSeries } from './test-drill.ts';
import { judgeDrill } from './verdict.ts';

/** 60 s at 1000/s of a live drill on a machine that runs everything in time, but for what the test says. */
function drill(second: (s: number) => TestSecond) {
  return {
    seconds: 60,
    second: (s: number) => ({ offered: 1000, lateMs: 3, ...second(s) }),
    worstWindow: { fromS: 40, p99Ms: 300 },
  };
}

const judge = (second: (s: number) => TestSecond) => judgeDrill(testEvidence(drill(second)));

test("timeouts while a process was late are the machine's, and not held against the settings", () => {
  const { verdict, reasons } = judge(s => (s >= 30 && s < 33 ? { lateMs: 700, timeouts: 5 } : {}));
  expect(verdict).toBe('inconclusive');
  expect(reasons).toContainEqual(
    expect.stringMatching(
      /^15 of 60,000 requests timed out .* But this machine was late \(proxy by up to 700 ms, in 3 of 60 s\): 15 errors came then/,
    ),
  );
});

test('nor are those that were under way then, up to their deadline', () => {
  expect(judge(s => (s === 30 ? { lateMs: 1500 } : s === 32 ? { timeouts: 5 } : {})).verdict).toBe('inconclusive');
  expect(judge(s => (s === 30 ? { lateMs: 1500 } : s === 33 ? { timeouts: 5 } : {})).verdict).toBe('fail');
  expect(judge(s => (s === 30 ? { timeouts: 5 } : s === 31 ? { lateMs: 1500 } : {})).verdict).toBe('fail');
});

test('nor are those of the time in which an instance was out, if its checks may have been missed for lateness', () => {
  const instance = { pool: 'primary', instance: 'primary-1', checks: 3 };
  const timeline = [
    at(30.2, 'instance-down', { ...instance, failure: 'no answer within 1000 ms' }),
    at(36, 'instance-up', instance),
  ];
  const out = (lateMs: number, failsAtS: number) =>
    judgeDrill(
      testEvidence(
        drill(s => (s === 26 ? { lateMs } : s === failsAtS ? { rejected: 100 } : {})),
        { timeline },
      ),
    ).verdict;
  expect([out(700, 34), out(700, 38), out(300, 34)]).toEqual(['inconclusive', 'fail', 'fail']);
});

test("what came when nothing was late is the system's, however late it was otherwise", () => {
  expect(judge(s => (s < 20 ? { lateMs: 700, timeouts: 5 } : s === 50 ? { timeouts: 1 } : {})).verdict).toBe('fail');
});

test('refused connections and what instances could not take go by the same rule', () => {
  const refused = (lateMs: number) => judge(s => (s >= 30 && s < 40 ? { lateMs, rejected: 100 } : {}));
  expect(refused(3).verdict).toBe('fail');
  expect(refused(300).verdict).toBe('inconclusive');
});

test("the worst ten seconds of latency are not the system's if a process was late in them", () => {
  const slow = (lateMs: number) =>
    judgeDrill(testEvidence({ ...drill(s => (s === 45 ? { lateMs } : {})), worstWindow: { fromS: 40, p99Ms: 1500 } }));
  expect(slow(3).verdict).toBe('fail');
  expect(slow(300).verdict).toBe('inconclusive');
});

test.each([
  ['errors came when a process was late', false, { lateMs: 300, rejected: 1 }, 'inconclusive'],
  ['a process was late, and it is a time', true, { lateMs: 300 }, 'inconclusive'],
  ['a process was late, but nothing failed then', false, { lateMs: 300 }, 'fail'],
  ['nothing was late', true, { lateMs: 3, rejected: 1 }, 'fail'],
] as const)("a threshold is not the system's if %s", (_, feelsLag, second, verdict) => {
  const threshold = {
    metric: 'mine',
    expression: 'p(99)<800',
    value: 900,
    ok: false,
    status: 'broken',
    feelsLag,
  } as const;
  const made = drill(s => (s === 45 ? second : {}));
  const judged = judgeDrill(testEvidence(made, { thresholds: [threshold] }));
  expect(judged.verdict).toBe(verdict);
  const doubt =
    'But this machine was late (proxy by up to 300 ms, in 1 of 60 s), and what it did to this is not known.';
  expect(judged.reasons.join().includes(doubt)).toBe(verdict === 'inconclusive');
});

test('a drill that passes all the same has passed', () => {
  expect(judge(() => ({ lateMs: 300 })).verdict).toBe('pass');
});

test('what was measured is told; of virtual drills nothing is', () => {
  const series = testSeries(drill(s => (s === 30 ? { lateMs: 400, timeouts: 7, rejected: 5, decided: 2 } : {})));
  const lateness = latenessOf(series, [], TEST_TOPOLOGY.proxy);
  expect(lateness).toEqual({ worstMs: 400, process: 'proxy', seconds: 60, lateSeconds: 1, timeouts: 7, errors: 10 });
  expect(
    latenessOf(testSeries({ seconds: 60, second: () => ({ offered: 1000 }) }), [], TEST_TOPOLOGY.proxy),
  ).toBeNull();
});

test('one late second in ten is too many for a comparison', () => {
  const late = (n: number) =>
    latenessOf(testSeries(drill(s => (s < n ? { lateMs: 400 } : {}))), [], TEST_TOPOLOGY.proxy);
  expect([late(6), late(7)].map(each => each !== null && isDoubtful(each))).toEqual([false, true]);
});

test('where nothing was late nothing is said of errors, and every figure stands', () => {
  const calm = latenessOf(testSeries(drill(s => (s === 3 ? { lateMs: 40 } : {}))), [], TEST_TOPOLOGY.proxy) as Lateness;
  expect(latenessSentence(calm)).toBe('processes up to 40 ms late (proxy), over 100 ms in 0 of 60 s');
  const series = testSeries(drill(s => (s === 30 ? { lateMs: 400, timeouts: 7 } : {})));
  const late = latenessOf(series, [], TEST_TOPOLOGY.proxy) as Lateness;
  expect(latenessSentence(late)).toBe(
    'processes up to 400 ms late (proxy), over 100 ms in 1 of 60 s, with 7 errors then or soon after',
  );
  expect(withoutMachine(series, calm, [], TEST_TOPOLOGY.proxy)).toBe(series.requests);
});

test('what the machine may have done is taken out, and no more than there is', () => {
  const series = testSeries(drill(s => (s === 30 ? { lateMs: 400, timeouts: 7 } : s === 50 ? { timeouts: 2 } : {})));
  const late = latenessOf(series, [], TEST_TOPOLOGY.proxy) as Lateness;
  const { undisturbed } = withoutMachine(series, late, [], TEST_TOPOLOGY.proxy);
  expect(undisturbed).toMatchObject({ failedFromS: 30, timeouts: 2, errors: 2, ended: 59_993 });
  expect(undisturbed.worstWindow).toEqual({ fromS: 40, p99Ms: 300 });
  const more = withoutMachine(series, { ...late, timeouts: 99, errors: 99 }, [], TEST_TOPOLOGY.proxy).undisturbed;
  expect([more.timeouts, more.errors]).toEqual([0, 0]);
});

test('requests live for the seconds that their deadline takes, a part of one for a whole', () => {
  const series = testSeries(drill(s => (s === 30 ? { lateMs: 400 } : s === 32 ? { timeouts: 5 } : {})));
  expect([1000, 1500, 2000].map(timeoutMs => latenessOf(series, [], { timeoutMs })?.timeouts)).toEqual([0, 5, 5]);
});

test('seconds that nobody measured are neither late nor in time', () => {
  const series = testSeries({ seconds: 60, second: s => (s < 20 ? { offered: 10, lateMs: 5 } : { offered: 10 }) });
  expect(latenessOf(series, [], TEST_TOPOLOGY.proxy)).toMatchObject({ seconds: 20, lateSeconds: 0 });
});

test('a drill cannot be set beside another if its iterations or its processes were late', () => {
  const doubt = (lagP99Ms: number | null, lateSeconds?: number) =>
    latenessDoubt({
      generator: {
        lagMs: { p99: lagP99Ms },
        ...(lateSeconds === undefined
          ? {}
          : { lateness: { worstMs: 400, process: 'drill', seconds: 60, lateSeconds, timeouts: 0, errors: 0 } }),
      },
      objectives: [],
    } as unknown as Parameters<typeof latenessDoubt>[0]);
  expect(doubt(null)).toBeNull();
  expect(doubt(20, 6)).toBeNull();
  expect(doubt(21)).toBe('(iterations started late: lag p99 21 ms, of which 20 ms is tolerated)');
  expect(doubt(null, 7)).toBe(
    '(the load generator ran what was due up to 400 ms late, and in 7 of 60 s something was over 100 ms late)',
  );
});
