import { expect, test } from 'vitest';
import { REASONS } from '../transport/exchange.ts';
import { AnswerCounts } from './answer-counts.ts';

test('answers are counted by status and reason, whatever the status', () => {
  const counts = new AnswerCounts();
  expect(counts.list()).toEqual([]);
  counts.add(200, null);
  counts.add(503, 'queue-full');
  counts.add(503, 'no-healthy');
  counts.add(503, 'queue-full');
  for (const status of [599, 600, 600, 999]) counts.add(status, null);
  counts.add(999, 'deadline');
  const given = new Map(counts.list().map(({ status, reason, count }) => [`${status} ${reason}`, count]));
  expect(Object.fromEntries(given)).toEqual({
    ...{ '200 null': 1, '503 queue-full': 2, '503 no-healthy': 1 },
    ...{ '599 null': 1, '600 null': 2, '999 null': 1, '999 deadline': 1 },
  });
});

test('no two reasons of a status, and no two statuses of a reason, are one', () => {
  const counts = new AnswerCounts();
  for (const reason of [null, ...REASONS]) for (const status of [502, 503, 504]) counts.add(status, reason);
  expect(counts.list()).toHaveLength(3 * (REASONS.length + 1));
  expect(counts.list().every(({ count }) => count === 1)).toBe(true);
});
