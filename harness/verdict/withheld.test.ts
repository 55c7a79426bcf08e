import { expect, test } from 'vitest';
import { testSeries } from './test-drill.ts';
import {
  cutOffFault,
  farFromPeak,
  holdsWhereRouted,
  nothingJudged,
  nothingReached,
  unroutedFault,
  withholdsPass,
} from './withheld.ts';

const { totals } = testSeries({ seconds: 10, second: () => ({ offered: 100 }) }).requests;
const NO_DATA = { metric: 'logins', expression: 'count>0', value: null, ok: false, status: 'no-data' } as const;

test('up to one in a thousand requests may be cut off after it had waited too long', () => {
  const cut = (requests: number) => cutOffFault({ ...totals, cutOff: { requests, iterations: 0 } }, 1000, 800);
  expect(cut(1)).toBeNull();
  expect(cut(2)).toBe(
    '2 of 1,000 requests (0.2%; up to 0.1% is tolerated) were cut off without an answer after more than 800 ms: give them ' +
      'longer to end, by gracefulStop.',
  );
});

test('and so may one in a thousand iterations, which have several each', () => {
  const cut = (iterations: number) => cutOffFault({ ...totals, cutOff: { requests: 1, iterations } }, 2000, 800);
  expect(cut(2)).toBeNull();
  expect(cut(3)).toMatch(/^3 of 2,000 iterations \(0\.15%/);
});

test('up to one in a hundred requests may find no route; of more of them the most frequent are named', () => {
  const unrouted = (times: number, requests = 1) => ({
    ...{ count: times * requests, unexpected: times * requests, others: 0 },
    requests: Object.fromEntries(Array.from({ length: requests }, (_, i) => [`GET /${i}`, times])),
  });
  expect(unroutedFault({ ...totals, unrouted: unrouted(10) })).toBeNull();
  expect(unroutedFault({ ...totals, unrouted: unrouted(11) })).toBe(
    '11 of 1,000 requests (1.1%; up to 1% is tolerated) found no route of the service: GET /0 (11).',
  );
  expect(unroutedFault({ ...totals, unrouted: unrouted(10, 7) })).toMatch(/GET \/4 \(10\) and others\.$/);
});

test('answers that nobody expected break the objective good where they came from routes', () => {
  const good = { name: 'good', limit: 0.99 } as const;
  const unrouted = { count: 500, unexpected: 500, others: 0, requests: { 'GET /a': 500 } };
  const holds = (unexpected: number) =>
    holdsWhereRouted(good, { ...totals, good: 1000 - unexpected, unexpected, unrouted });
  expect([holds(500), holds(505), holds(506)]).toEqual([true, true, false]);
  expect(holdsWhereRouted({ name: 'errors', limit: 0.001 }, { ...totals, unrouted })).toBe(false);
  expect(holdsWhereRouted(good, { ...totals, unexpected: 500 })).toBe(false);
});

test('failures break the objective errors where they came from the site, not from other addresses', () => {
  const errors = { name: 'errors', limit: 0.01 } as const;
  const unrouted = { count: 500, unexpected: 0, elsewhere: 500, others: 0, requests: { 'GET http://a.example/': 500 } };
  const holds = (failed: number) => holdsWhereRouted(errors, { ...totals, errors: failed, unrouted });
  expect([holds(500), holds(505), holds(506)]).toEqual([true, true, false]);
  expect(holdsWhereRouted({ name: 'timeouts', limit: 0.01 }, { ...totals, errors: 500, unrouted })).toBe(false);
  expect(withholdsPass({ ...totals, unrouted })).toBe(false);
  expect([10, 11].map(count => withholdsPass({ ...totals, unrouted: { ...unrouted, count: 500 + count } }))).toEqual([
    false,
    true,
  ]);
});

test('something was judged if an objective applied or a threshold had data', () => {
  expect(nothingJudged([], [])).toBe('Nothing was judged: no objective applies and the script has no thresholds.');
  expect(nothingJudged([], [NO_DATA])).toMatch(/no threshold has data\.$/);
  expect(nothingJudged([], [{ ...NO_DATA, value: 1, ok: true, status: 'ok' }])).toBeNull();
  const objective = { name: 'p99', limit: 800, value: 40, margin: 760, note: null } as const;
  expect(nothingJudged([{ ...objective, status: 'ok' }], [])).toBeNull();
  expect(nothingJudged([{ ...objective, value: null, margin: null, status: 'not-applicable' }], [])).not.toBeNull();
});

test('a pass far from the peak says so, unless a failover was tried', () => {
  const series = testSeries({ seconds: 30, second: s => ({ offered: s === 5 ? 1000 : 300 }) });
  expect(farFromPeak(series, 1000, false)).toBe(
    'But load came to 370/s at most, 37% of the regional peak, and nobody was failed over: this says nothing of either.',
  );
  expect(farFromPeak(series, 1000, true)).toBeNull();
  expect(farFromPeak(series, 462.5, false)).toBeNull();
  expect(farFromPeak(series, 463, false)).not.toBeNull();
});

test('a drill that asked the system nothing says so, unless an objective does', () => {
  const objective = { name: 'p99', limit: 800, value: null, margin: null, note: null } as const;
  expect(nothingReached(totals, [])).toBeNull();
  expect(nothingReached({ ...totals, offered: 0 }, [])).toBe('No request reached the system.');
  expect(nothingReached({ ...totals, offered: 0 }, [{ ...objective, status: 'no-data' }])).toBeNull();
  expect(nothingReached({ ...totals, offered: 0 }, [{ ...objective, status: 'not-applicable' }])).not.toBeNull();
});

test('requests whose text was not kept are others', () => {
  const unrouted = { count: 20, unexpected: 20, others: 3, requests: { 'GET /a': 7, 'GET /b': 10 } };
  expect(unroutedFault({ ...totals, unrouted })).toMatch(/: GET \/b \(10\), GET \/a \(7\) and others\.$/);
});
