import { expect, test } from 'vitest';
import { mix } from '../../mock-service/time/random.ts';
import { RateCurve } from './rate-curve.ts';
import { Sessions } from './sessions.ts';

test('of more users than are followed a sample says how many there are, and what they do', () => {
  const sessions = new Sessions(500);
  for (let round = 0; round < 4; round++) {
    for (let user = 0; user < 3000; user++)
      sessions.add(mix(1, user) >>> 0, mix(2, user) >>> 0, (round < 2 ? round * 10 : 4000 + round * 10) * 1000);
  }
  const found = sessions.result();
  expect(found?.sampleRate).toBeLessThanOrEqual(0.25);
  expect(Math.abs((found?.users as number) / 3000 - 1)).toBeLessThan(0.15);
  expect(Math.abs((found?.sessions as number) / 6000 - 1)).toBeLessThan(0.15);
  expect(found).toMatchObject({ requestsPerSession: { p50: 2 }, thinkS: { mean: 10 }, lengthS: { mean: 10 } });
});

test('nobody is no session', () => {
  expect(new Sessions().result()).toBeNull();
});

test('of more than two weeks the seconds are given up, and nothing else changes', () => {
  const curve = new RateCurve();
  const START = Date.UTC(2026, 5, 1);
  const days = 20;
  for (let minute = 0; minute < days * 1440; minute++) {
    for (let i = 0; i < (minute === 100 ? 40 : 1); i++) curve.add(START + minute * 60_000 + 5000);
  }
  // One that is far too late.
  curve.add(START + 7 * 60_000);
  const { counts, bucketS, second, minute } = curve.result(START + 5000, START + days * 86_400_000 - 55_000);
  expect(counts.reduce((sum, each) => sum + each, 0)).toBe(days * 1440 + 40);
  expect(bucketS).toBe(3600);
  expect(second).toEqual({ perSecond: 40, atMs: START + 100 * 60_000 + 5000 });
  expect(minute).toEqual({ perSecond: 40 / 60, atMs: START + 100 * 60_000 });
});
