import { expect, test } from 'vitest';
import { DOUBT, type DrawnVerdict, decidingParameter, drawnVerdict } from './undetermined.ts';

/** Drills that fail where a miss costs more than 31. */
const DRAWS = Array.from({ length: 40 }, (_, i): DrawnVerdict => {
  const miss = 28 + (i % 10) * 0.5;
  return { verdict: miss > 31 ? 'fail' : 'pass', parameters: { 'cost.miss': miss, 'cost.hit': 4 + ((i * 7) % 5) } };
});

test('some that fail and some that do not leave it open', () => {
  expect(drawnVerdict(DRAWS)).toBe('inconclusive');
  expect(drawnVerdict(DRAWS.map(each => ({ ...each, verdict: 'fail' })))).toBe('fail');
  expect(drawnVerdict(DRAWS.map(each => ({ ...each, verdict: 'pass' })))).toBe('pass');
});

test('one in twenty may be otherwise, and what did not tell could have been', () => {
  const of = (fails: number, open: number): DrawnVerdict[] =>
    DRAWS.map((each, i) => ({ ...each, verdict: i < fails ? 'fail' : i < fails + open ? 'inconclusive' : 'pass' }));
  expect(DOUBT).toBe(0.05);
  expect(drawnVerdict(of(2, 0))).toBe('pass');
  expect(drawnVerdict(of(2, 1))).toBe('inconclusive');
  expect(drawnVerdict(of(38, 2))).toBe('fail');
  expect(drawnVerdict(of(37, 3))).toBe('inconclusive');
});

test('the parameter that decides is named, with how well it would have to be known', () => {
  const found = decidingParameter(DRAWS);
  expect(found?.path).toBe('cost.miss');
  expect(found?.correlation).toBeGreaterThan(0.5);
  expect(found?.within).toBeLessThan(0.05);
});

test('where all are alike, or nothing goes with it, none is named', () => {
  expect(decidingParameter(DRAWS.map(each => ({ ...each, verdict: 'pass' })))).toBeNull();
  expect(
    decidingParameter(DRAWS.map((each, i) => ({ ...each, verdict: i % 2 === 0 ? 'fail' : 'pass' })))?.path,
  ).not.toBe('cost.miss');
});
