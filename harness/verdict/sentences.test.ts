import { expect, test } from 'vitest';
import type { ObjectiveResult } from './objectives/judged-objective.ts';
import { brokenThresholdSentence, figureOf, holdingSentence, onsetSentence, recoverySentence } from './sentences.ts';
import type { TimeoutFacts } from './timeout-facts.ts';

const TIMEOUTS = {
  ...{ firstS: 12, onsetS: 29, onsetRatePerSecond: 1000, onsetPool: 'alternate', onsetPoolRatePerSecond: 933 },
  afterFailoverS: 16,
} as TimeoutFacts;

test('an onset is told with as much as is known of it', () => {
  const of = (rest: Partial<TimeoutFacts>) => onsetSentence({ ...TIMEOUTS, ...rest }, null);
  expect(of({})).toBe(
    'They began in second 29, at a planned load of 1,000/s (alternate was asked to serve 933/s), 16 s after the failover began.',
  );
  expect(of({ onsetPool: null })).toBe(
    'They began in second 29, at a planned load of 1,000/s, 16 s after the failover began.',
  );
  expect(of({ onsetPoolRatePerSecond: null, onsetRatePerSecond: null, afterFailoverS: null })).toBe(
    'They began in second 29.',
  );
  expect(of({ onsetS: null })).toBe('They were scattered, the first in second 12.');
  expect(of({ onsetS: null, firstS: null })).toBe('No request timed out.');
});

test('a threshold that does not hold is told with its value', () => {
  const threshold = { metric: 'http_reqs', expression: 'count>5', ok: false, status: 'broken' } as const;
  expect(brokenThresholdSentence({ ...threshold, value: 3 })).toBe(
    'Threshold http_reqs count>5 does not hold: it is 3.',
  );
  expect(brokenThresholdSentence({ ...threshold, value: null })).toMatch(/: it is without data\.$/);
});

test('of objectives that hold, the one with the least room is told', () => {
  const result = (name: ObjectiveResult['name'], limit: number, value: number): ObjectiveResult => ({
    ...{ name, limit, value, margin: Math.abs(limit - value), status: 'ok', note: null },
  });
  const [errors, p99, recovery] = [
    result('errors', 0.001, 0.0001),
    result('p99', 800, 700),
    result('recovery', 60, 10),
  ];
  expect(holdingSentence([errors, p99, recovery], [])).toBe(
    'All 3 objectives that apply hold; the closest is p99: 700 ms (≤ 800 ms).',
  );
  expect(holdingSentence([errors, { ...p99, status: 'not-applicable' }], [])).toBe(
    'The objective that applies holds; the closest is errors: 0.01% (≤ 0.1%).',
  );
  expect(holdingSentence([result('timeouts', 0, 0)], [])).toBe('The objective that applies holds.');
  const threshold = { metric: 'http_reqs', expression: 'count>5', value: 9, ok: true, status: 'ok' } as const;
  expect(holdingSentence([], [threshold, threshold])).toBe('All 2 thresholds hold; no objective applies.');
});

test('a number of unknown unit has five digits', () => {
  expect([0, 1234567, 0.1 + 0.2, 12.3456789].map(figureOf)).toEqual(['0', '1234600', '0.3', '12.346']);
});

test('how service came back is told where it did not simply', () => {
  const recovery = {
    ...{ outcome: 'down', seenS: 20, neededS: 60, heldS: 10, loadPerSecond: 900, borePerSecond: 1000 },
    relapsedS: null,
  } as unknown as NonNullable<TimeoutFacts['recovery']>;
  const told = (change: Partial<typeof recovery>, metastable: boolean | null = null) =>
    recoverySentence({ triggerGoneS: 40, recoveredS: 55, metastable, recovery: { ...recovery, ...change } });
  expect(recoverySentence({ triggerGoneS: 40, recoveredS: null, metastable: null, recovery: null })).toBeNull();
  expect([told({ outcome: 'back' }), told({ outcome: 'as-before' })]).toEqual([null, null]);
  expect(told({ outcome: 'back', relapsedS: 47 })).toBe(
    'Service was back for good only in second 55. It had been back for a while, and broke again in second 47.',
  );
  expect(told({}, true)).toBe(
    'Service stayed down by itself: 20 s after the trigger was gone it was still down, at 900/s, where it had borne 1,000/s before.',
  );
  const down = 'Service was still down when the drill ended, 20 s after the trigger was gone: ';
  expect(told({})).toBe(`${down}that it stays so takes 60 s to show.`);
  expect(told({ borePerSecond: null })).toBe(`${down}nothing was seen of a load that it bears.`);
  expect(told({ seenS: 60, loadPerSecond: 1100 })).toMatch(/: under 1,100\/s, where it had borne 1,000\/s\.$/);
  expect(told({ seenS: 60 })).toMatch(/: it was getting better, or nothing was full\.$/);
  const less = { outcome: 'back-at-less-load', loadPerSecond: 500 } as const;
  expect(told(less, true)).toBe(
    'Service stayed down by itself: it came back only when load fell to 500/s, 20 s after the trigger was gone.',
  );
  expect(told(less)).toMatch(/^Service came back only when .*: whether it would have come back .* was not seen\.$/);
});

test('an onset on a ramp comes above the capacity, and it is said by how much', () => {
  const ramp = { capacityPerSecond: 800, perSecond2: 10, excessPerSecond: 179 };
  expect(onsetSentence({ ...TIMEOUTS, ramp }, null)).toMatch(
    / alternate bears 800\/s: where load grows by 10\/s each second, .* when it is about 179\/s above that\.$/,
  );
});
