import { expect, test } from 'vitest';
import type { ObjectiveResult } from './objectives/judged-objective.ts';
import { brokenThresholdSentence, figureOf, holdingSentence, onsetSentence } from './sentences.ts';
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
