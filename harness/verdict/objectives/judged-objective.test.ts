import { describe, expect, test } from 'vitest';
import type { RequestFacts } from '../../measure/request-facts.ts';
import { NO_RECOVERY } from '../recovery.ts';
import { NO_OBJECTIVES, TEST_TOPOLOGY, testSeries } from '../test-drill.ts';
import type { ObjectiveEvidence, Recovery } from './evidence.ts';
import { good } from './good.ts';
import { brokenSentence, judgeObjectives, type ObjectiveResult, roomOf } from './judged-objective.ts';
import { limitText } from './limit-text.ts';
import type { ObjectiveName } from './objectives.ts';

function evidence(changes: Partial<ObjectiveEvidence> = {}): ObjectiveEvidence {
  const { requests } = testSeries({ seconds: 20, second: () => ({ offered: 100 }) });
  return {
    requests,
    recovery: NO_RECOVERY,
    wasBroken: false,
    endS: 20,
    headroom: null,
    hold: null,
    speaksOtherwise: false,
    ...changes,
  };
}

function judged(name: ObjectiveName, changes: Partial<ObjectiveEvidence> = {}) {
  return judgeObjectives(TEST_TOPOLOGY.objectives, evidence(changes)).find(objective => objective.name === name);
}

test('an objective that the topology does not set is not judged', () => {
  expect(judgeObjectives(NO_OBJECTIVES, evidence())).toEqual([]);
});

describe('p99', () => {
  const requests = (offered: number, rest = {}) =>
    testSeries({ seconds: 20, second: () => ({ offered }), ...rest }).requests;

  test('is that of the worst ten seconds', () => {
    const made = requests(100, { worstWindow: { fromS: 4, p99Ms: 812 } });
    expect(judged('p99', { requests: made })).toMatchObject({
      status: 'broken',
      value: 812,
      margin: -12,
      note: 'worst 10 s: 4–14 s',
    });
  });

  test('is that of the whole drill where no ten seconds have enough requests', () => {
    expect(judged('p99', { requests: requests(99) })).toMatchObject({
      status: 'ok',
      value: 40,
      note: 'of the whole drill: no 10 s had 1000 requests',
    });
  });

  test('is not judged on fewer than a thousand requests', () => {
    expect(judged('p99', { requests: requests(49) })).toMatchObject({
      status: 'not-applicable',
      value: null,
      note: 'too few requests for a p99: 980, of the 1000 it takes',
    });
  });
});

describe('good', () => {
  const requests = (second: Parameters<typeof testSeries>[0]['second']) => testSeries({ seconds: 20, second }).requests;

  test('is the share of answers that the script expects, whatever failed beside them', () => {
    const made = requests(() => ({ offered: 100, rejected: 50, unexpected: 10 }));
    expect(judged('good', { requests: made })).toMatchObject({ status: 'broken', value: 0.8, note: '200 × 404' });
    expect(judged('good', { requests: requests(() => ({ offered: 100, timeouts: 99 })) })).toMatchObject({
      ...{ status: 'ok', value: 1, note: null },
    });
  });

  test('has no data where nothing was sent, and where everything failed', () => {
    const nothing = requests(() => ({}));
    expect(judged('good', { requests: nothing })).toMatchObject({
      status: 'no-data',
      note: 'no request reached the system',
    });
    const failed = requests(() => ({ offered: 100, timeouts: 100 }));
    expect(judged('good', { requests: failed })).toMatchObject({
      ...{ status: 'no-data', note: 'none of 2,000 requests was answered without an error' },
    });
  });

  test('names what was answered instead, the most frequent first, and what was interrupted', () => {
    const made = requests(() => ({ offered: 100, unexpected: 10 }));
    const totals = { ...made.totals, unexpectedByStatus: { 302: 5, 404: 1195, 418: 800 } };
    expect(judged('good', { requests: { ...made, totals } })?.note).toBe('1,195 × 404, 800 × 418, 5 × 302');
    const silent = requests(() => ({ offered: 100, timeouts: 100 }));
    const cut = { ...silent.totals, errors: 0, interrupted: 2000 };
    expect(judged('good', { requests: { ...silent, totals: cut } })?.note).toBe(
      'none of 2,000 requests was answered before it was interrupted',
    );
  });

  test('has as much room as there may be other answers', () => {
    const made = requests(() => ({ offered: 1000, unexpected: 5 }));
    const result = judged('good', { requests: made }) as ObjectiveResult;
    expect(roomOf(result)).toBeCloseTo(0.5, 9);
    expect(roomOf({ ...result, limit: 1 })).toBeNull();
  });
});

describe('recovery', () => {
  const seen: Recovery = {
    ...NO_RECOVERY,
    ...{ triggerGoneS: 10, recoveredS: 12.5, metastable: false, windowS: 3, outcome: 'back' },
  };
  const stuck: Recovery = { ...seen, recoveredS: null, metastable: true, outcome: 'down' };

  test('is the time from the end of the trigger, ms', () => {
    expect(judged('recovery', { recovery: seen })).toMatchObject({ status: 'ok', value: 2500, margin: 57_500 });
    expect(judged('recovery', { recovery: { ...seen, recoveredS: 71 } })).toMatchObject({
      status: 'broken',
      value: 61_000,
    });
  });

  test('is broken if service had the time and did not come back, whether or not it is known to stay so', () => {
    const recovery = { ...stuck, seenS: 80 };
    expect(judged('recovery', { recovery })).toMatchObject({ status: 'broken', value: 80_000 });
    expect(judged('recovery', { recovery: { ...recovery, metastable: null } })).toMatchObject({ status: 'broken' });
  });

  test('has no data if load ended, or fell, before service had the time', () => {
    const ended = judged('recovery', { recovery: { ...stuck, seenS: 10 } });
    expect(ended).toMatchObject({
      ...{ status: 'no-data', value: null },
      note: 'not recovered when load ended, 10 s after the trigger was gone',
    });
    const fell: Recovery = { ...seen, outcome: 'back-at-less-load', loadPerSecond: 97, seenS: 40, recoveredS: 52 };
    expect(judged('recovery', { recovery: fell })).toMatchObject({
      ...{ status: 'no-data', value: null },
      note: 'not recovered when load fell to 97/s, 40 s after the trigger was gone',
    });
    expect(judged('recovery', { recovery: { ...fell, seenS: 60 } })).toMatchObject({ status: 'broken' });
  });

  test('does not apply without a trigger, where all is as before, nor where nothing had broken and too little time is left', () => {
    expect(judged('recovery')).toMatchObject({ status: 'not-applicable' });
    const asBefore: Recovery = { ...seen, recoveredS: null, outcome: 'as-before' };
    expect(judged('recovery', { recovery: asBefore })).toMatchObject({ status: 'not-applicable' });
    const short = { ...NO_RECOVERY, triggerGoneS: 19 };
    expect(judged('recovery', { recovery: short })).toMatchObject({ status: 'not-applicable' });
    expect(judged('recovery', { recovery: short, wasBroken: true })).toMatchObject({ status: 'no-data' });
  });
});

describe('headroom', () => {
  test('is judged on what was measured', () => {
    expect(judged('headroom', { headroom: 1.1 })).toMatchObject({ status: 'ok', margin: 0 });
    expect(judged('headroom', { headroom: 1.09 })).toMatchObject({ status: 'broken' });
  });

  test('is only estimated otherwise', () => {
    expect(judged('headroom', { hold: { headroom: 1.277, headroomAtMost: false } })).toMatchObject({
      status: 'not-applicable',
      value: null,
      note: 'estimate about 1.28 (pool load ÷ hold CPU ÷ peak), not judged: headroom capacity measures it',
    });
    expect(judged('headroom', { hold: { headroom: 0.93, headroomAtMost: true } })?.note).toContain('less than 0.93');
  });
});

test('a drill whose requests were all interrupted has no data', () => {
  const { requests } = testSeries({ seconds: 2, second: () => ({ offered: 5 }) });
  const made = { ...requests, totals: { ...requests.totals, interrupted: 10 } };
  expect(judged('timeouts', { requests: made })).toMatchObject({ status: 'no-data', value: null });
});

describe('a broken objective is told', () => {
  const { requests } = testSeries({
    seconds: 20,
    second: () => ({ offered: 100, timeouts: 3, rejected: 2, unexpected: 5 }),
  });
  const told = (
    name: ObjectiveName,
    limit: number,
    value: number,
    note: string | null = null,
    totals = requests.totals,
  ) =>
    brokenSentence(
      { name, limit, value, margin: 0, status: 'broken', note },
      { totals, onset: 'They were scattered.' },
    );

  test('timeouts with those of the requests that ended, and what is allowed', () => {
    expect(told('timeouts', 0, 0.03)).toBe(
      '60 of 2,000 requests timed out (3%; none is allowed). They were scattered.',
    );
    expect(told('timeouts', 0.01, 0.03, null, { ...requests.totals, interrupted: 500 })).toBe(
      '60 of 1,500 requests timed out (3%; 1% is allowed). They were scattered.',
    );
  });

  test('errors with how they failed, most frequent first, and what somebody had ordered', () => {
    const { totals } = requests;
    expect(told('errors', 0.001, 0.05)).toBe('5% of requests failed (0.1% is allowed): 60 × 504, 40 × 503.');
    expect(told('errors', 0.001, 0.05, null, { ...totals, decided: 30, byFailure: { refused: 70 } })).toBe(
      '5% of requests failed (0.1% is allowed): 70 × refused, 60 × 504, 40 × 503; 30 of them were throttled, as somebody had ordered.',
    );
  });

  test('p99 with where it was, if that is known', () => {
    expect(told('p99', 800, 900, 'worst 10 s: 4–14 s')).toBe(
      'The p99 response time was 900 ms (worst 10 s: 4–14 s); 800 ms is allowed.',
    );
    expect(told('p99', 800, 900)).toBe('The p99 response time was 900 ms; 800 ms is allowed.');
  });

  test('recovery as late, or as not seen', () => {
    expect(told('recovery', 60_000, 90_000)).toBe('Service was back 90 s after the trigger was gone; 60 s is allowed.');
    expect(told('recovery', 60_000, 90_000, 'not recovered when load ended')).toBe(
      'Service did not come back in the 90 s after the trigger was gone; 60 s is allowed.',
    );
  });

  test('what the script expects, with what was answered instead', () => {
    expect(told('good', 0.99, 0.95)).toBe(
      '95% of the answers were what the script expects (99% is asked for); the others: 100 × 404.',
    );
  });

  test('with its limit as something that is allowed, or asked for', () => {
    const limits = [
      { name: 'timeouts', limit: 0 },
      { name: 'errors', limit: 0.001 },
      { name: 'p99', limit: 800 },
      { name: 'good', limit: 0.99 },
      { name: 'headroom', limit: 1.1 },
    ] as const;
    expect(limits.map(limitText)).toEqual(['none', '≤ 0.1%', '≤ 800 ms', '≥ 99%', '≥ 1.10']);
  });
});

test('answers that nobody expects count among those that are no errors', () => {
  const window = { ended: 1000, errors: 500, timeouts: 0, slow: 0 };
  expect([5, 6].map(unexpected => good.holdsIn?.(0.99, { ...window, unexpected }))).toEqual([true, false]);
  const undisturbed = (unexpected: number) => ({ undisturbed: { ended: 1000, errors: 500, unexpected } });
  expect(
    [5, 6].map(unexpected => good.brokenUndisturbed(0.99, undisturbed(unexpected) as unknown as RequestFacts)),
  ).toEqual([false, true]);
});
