import { expect, test } from 'vitest';
import { leastRequest } from './least-request.ts';
import { roundRobin } from './round-robin.ts';

test('round-robin goes round', () => {
  expect([0, 1, 2, 3, 4].map(turn => roundRobin(['a', 'b', 'c'], turn, null))).toEqual(['a', 'b', 'c', 'a', 'b']);
});

test('round-robin passes over the one to avoid, unless it is alone', () => {
  expect([0, 1, 2].map(turn => roundRobin(['a', 'b', 'c'], turn, 'b'))).toEqual(['a', 'c', 'c']);
  expect(roundRobin(['a'], 5, 'a')).toBe('a');
  expect(roundRobin([], 0, null)).toBeNull();
});

test('least-request takes the least loaded; equals take turns', () => {
  const [a, b, c] = [{ inFlight: 2 }, { inFlight: 1 }, { inFlight: 1 }];
  expect([0, 1, 2, 3].map(turn => leastRequest([a!, b!, c!], turn, null))).toEqual([b, b, c, b]);
});

test('least-request passes over the one to avoid, unless it is alone', () => {
  const [a, b] = [{ inFlight: 2 }, { inFlight: 1 }];
  expect(leastRequest([a!, b!], 0, b!)).toBe(a);
  expect(leastRequest([b!], 0, b!)).toBe(b);
  expect(leastRequest([], 0, null)).toBeNull();
});
