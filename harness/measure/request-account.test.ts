import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RequestClasses } from '../../mock-service/model/request-classes.ts';
import { OTHER_ROUTES, outcomeOf, RequestAccount } from './request-account.ts';
import type { CutOffRequest, EndedRequest } from './request-log.ts';

const START = 5000;

function account(p99LimitMs: number | null = null): RequestAccount {
  return new RequestAccount({ startAt: START, origins: ['http://proxy'], p99LimitMs, deadlineMs: 2000 });
}

/** A request that is good unless told otherwise. */
function request(changes: Partial<EndedRequest> = {}): EndedRequest {
  return {
    ...{ status: 200, failure: null, reason: null, expected: true, name: 'list', method: 'GET', path: '/', url: '/' },
    ...{ iterationDueAt: START, issuedAt: START, serviceTimeMs: 10, responseTimeMs: 10 },
    ...changes,
  };
}

/** Issues at `from` and ends at `to`, ms after the start. */
function send(log: RequestAccount, from: number, to: number, changes: Partial<EndedRequest> = {}): void {
  log.issued(START + from);
  log.ended(request({ issuedAt: START + from, iterationDueAt: START + from, ...changes }), START + to);
}

/** One that was issued at `from` and is cut off at `at`, ms after the start. */
function cutOff(at: number, from = at, changes: Partial<CutOffRequest> = {}): CutOffRequest {
  const waited = at - from;
  return {
    ...{ issuedAt: START + from, iterationDueAt: START + from, name: 'list', url: '/list', vu: { id: 1 } },
    ...{ serviceTimeMs: waited, responseTimeMs: waited },
    ...changes,
  };
}

/** Requests that are all under way until `at`, in the order in which they were issued. */
function giveUp(
  log: RequestAccount,
  at: number,
  requests: readonly (readonly [from: number, changes?: Partial<CutOffRequest>])[],
): void {
  for (const [from] of requests) log.issued(START + from);
  for (const [from, changes] of requests) log.interrupted(cutOff(at, from, changes), START + at);
}

test('only requests to the system under test count', () => {
  expect(account().counts('http://proxy')).toBe(true);
  expect(account().counts('http://control')).toBe(false);
});

test.each([
  ['a good answer', {}, 'good'],
  ['the proxy gave up', { status: 504, reason: 'deadline' }, 'timeout'],
  ['a 504 that the script expects', { status: 504 }, 'timeout'],
  ['the caller gave up', { status: 0, failure: 'timeout', expected: false }, 'timeout'],
  ['queue full', { status: 503, reason: 'queue-full', expected: false }, 'error'],
  ['a 500 that the script expects', { status: 500 }, 'error'],
  ['a rate limit', { status: 429, expected: false }, 'error'],
  ['refused', { status: 0, failure: 'refused', expected: false }, 'error'],
  ['reset in the middle of the body', { status: 200, failure: 'reset' }, 'error'],
  ['a 404', { status: 404, expected: false }, 'unexpected'],
  ['a 404 that the script expects', { status: 404 }, 'good'],
] as const)('%s', (_, changes, outcome) => {
  expect(outcomeOf(request(changes))).toBe(outcome);
});

test('offered counts in the second of issue, outcomes in the second of the end', () => {
  const log = account();
  send(log, 900, 900);
  log.issued(START + 999);
  log.ended(request({ status: 504, issuedAt: START + 999 }), START + 2999.5);
  const facts = log.finish(START + 4000);
  expect(facts.seconds).toBe(4);
  expect(facts.offered).toEqual([2, 0, 0, 0]);
  expect(facts.good).toEqual([1, 0, 0, 0]);
  expect(facts.timeouts).toEqual([0, 0, 1, 0]);
  expect(facts.errors).toEqual([0, 0, 1, 0]);
  expect(facts.timeoutIssuedS).toEqual([null, null, 0.999, null]);
  expect(facts.p99Ms).toEqual([10, null, 10, null]);
});

test('rejections are 503 and 429, and errors too', () => {
  const log = account();
  send(log, 0, 1, { status: 503, reason: 'queue-full' });
  send(log, 0, 1, { status: 429, reason: 'rate-limit' });
  send(log, 0, 1, { status: 502, reason: 'refused' });
  const facts = log.finish(START + 1000);
  expect([facts.rejected, facts.errors, facts.timeouts]).toEqual([[2], [3], [0]]);
  expect(facts.totals.byReason).toEqual({ 'queue-full': 1, 'rate-limit': 1, refused: 1 });
});

test('every request has one outcome, and the account says so', () => {
  const outcomes = fc.constantFrom<Partial<EndedRequest>>(
    {},
    { status: 504 },
    { status: 404, expected: false },
    { status: 0, failure: 'reset' },
    { status: 503 },
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(outcomes, fc.nat(3000), fc.boolean())), entries => {
      const log = account();
      let now = 0;
      for (const [changes, step, interrupted] of entries) {
        now += step;
        if (interrupted) {
          log.issued(START + now);
          log.interrupted(cutOff(now), START + now);
        } else send(log, now, now, changes);
      }
      const { totals, offered, good, errors } = log.finish(START + now + 1);
      const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
      expect(totals.offered).toBe(entries.length);
      expect(totals.good + totals.errors + totals.unexpected + totals.interrupted).toBe(entries.length);
      expect([sum(offered), sum(good), sum(errors)]).toEqual([totals.offered, totals.good, totals.errors]);
    }),
  );
});

test('a request without an outcome is our own bug', () => {
  const log = account();
  log.issued(START);
  expect(() => log.finish(START + 1000)).toThrowErrorMatchingInlineSnapshot(
    `[Error: the account of requests does not balance: 1 issued, but 0 answered + 0 transport failures + 0 interrupted = 0]`,
  );
});

test('the worst ten seconds are found wherever they begin', () => {
  const log = account();
  for (let s = 0; s < 40; s++) {
    const bad = s >= 13 && s < 18;
    for (let i = 0; i < 200; i++)
      send(log, s * 1000 + i, s * 1000 + i, { responseTimeMs: bad && i < 10 ? 900 + s : 50 });
  }
  // 2000 requests a window: the slowest 20 do not count. Windows that hold all five bad seconds have 50 slow ones.
  const { worstWindow, responseTimeMs } = log.finish(START + 40_000);
  expect(worstWindow?.fromS).toBe(8);
  expect(worstWindow?.p99Ms).toBeCloseTo(915, 0);
  expect(responseTimeMs).toMatchObject({ p50: expect.closeTo(50, 0), max: 917 });
});

test('ten seconds with fewer than a thousand requests are no window', () => {
  const log = account();
  for (let s = 0; s < 20; s++) for (let i = 0; i < 99; i++) send(log, s * 1000 + i, s * 1000 + i);
  expect(log.finish(START + 20_000).worstWindow).toBeNull();
});

test('slow answers are counted against the p99 objective', () => {
  const log = account(800);
  send(log, 0, 1, { responseTimeMs: 800 });
  send(log, 0, 1, { responseTimeMs: 800.1 });
  expect(log.finish(START + 1000).slow).toEqual([1]);
});

test('what ends after the first dropped iteration is undisturbed only if its own iteration was due before', () => {
  const log = account();
  const load = (s: number, dueAt: number, responseTimeMs: number): void => {
    for (let i = 0; i < 200; i++) {
      log.issued(START + s * 1000 + i);
      log.ended(request({ iterationDueAt: START + dueAt, responseTimeMs }), START + s * 1000 + i);
    }
  };
  for (let s = 0; s < 15; s++) load(s, s * 1000, 50);
  log.iterationDropped(START + 15_000);
  log.iterationDropped(START + 15_500);
  for (let s = 15; s < 25; s++) load(s, 14_000, 300);
  for (let s = 25; s < 40; s++) load(s, s * 1000, 2000);
  send(log, 39_900, 39_990, { status: 504 });
  const { undisturbed, worstWindow, totals } = log.finish(START + 40_000);
  expect(undisturbed).toMatchObject({ ended: 25 * 200, timeouts: 0, errors: 0 });
  expect(undisturbed.worstWindow?.p99Ms).toBeCloseTo(300, 0);
  expect(worstWindow?.p99Ms).toBeCloseTo(2000, -1);
  expect(totals.timeouts).toBe(1);
});

test('what ended before the second in which the harness failed is undisturbed, whenever that is told', () => {
  const log = account();
  for (let s = 0; s < 30; s++) {
    const slow = s < 15 ? { responseTimeMs: 50 } : { responseTimeMs: 2000, status: 504 };
    for (let i = 0; i < 200; i++) send(log, s * 1000 + i, s * 1000 + i, slow);
    if (s === 17) log.harnessFailed(START + 15_400);
  }
  const { undisturbed, totals } = log.finish(START + 30_000);
  expect(undisturbed).toMatchObject({ failedFromS: 15, ended: 15 * 200, timeouts: 0, errors: 0 });
  expect(undisturbed.worstWindow?.p99Ms).toBeCloseTo(50, 0);
  expect(totals.timeouts).toBe(15 * 200);
});

test('without drops everything is undisturbed', () => {
  const log = account();
  send(log, 0, 10, { status: 504 });
  expect(log.finish(START + 1000).undisturbed).toMatchObject({
    ...{ failedFromS: null, ended: 1, timeouts: 1, errors: 1 },
  });
});

test('routes are accounted apart, those beyond the 64th together', () => {
  const log = account();
  send(log, 1500, 1500, { name: 'a', status: 504 });
  for (let i = 0; i < 100; i++) send(log, 1600, 1600, { name: `route ${i}` });
  const { routes } = log.finish(START + 2000);
  expect(routes).toHaveLength(65);
  expect(routes[0]).toEqual({ name: 'a', ended: [0, 1], timeouts: [0, 1] });
  expect(routes.find(({ name }) => name === OTHER_ROUTES)?.ended).toEqual([0, 37]);
});

test('who watches sees the latest complete second', () => {
  const log = account();
  send(log, 10, 20);
  expect(log.latest(START + 500)).toBeNull();
  send(log, 1010, 1020, { status: 503 });
  expect(log.latest(START + 2500)).toMatchObject({ second: 1, offered: 1, ended: 1, good: 0, rejected: 1, p99Ms: 10 });
});

test('what is known in the middle of a drill has the totals of that moment, also of the open second', () => {
  const changes = fc.constantFrom<Partial<EndedRequest>>(
    {},
    { status: 504 },
    { status: 404, expected: false },
    { status: 503, reason: 'throttled', expected: false },
    { status: 0, failure: 'reset' },
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(changes, fc.nat(700), fc.nat(5000)), { minLength: 1 }), entries => {
      const log = account(800);
      let now = 0;
      for (const [each, step, responseTimeMs] of entries) {
        now += step;
        send(log, now, now, { ...each, responseTimeMs });
      }
      giveUp(log, now + 2500, [[now + 100], [now + 2400]]);
      const { totals, responseTimeMs, timed } = log.soFar(START + now + 2500);
      expect(log.finish(START + now + 2500)).toMatchObject({ totals, responseTimeMs, timed });
    }),
  );
});

test('errors that somebody had ordered are told apart, and only where there are any', () => {
  const log = account();
  send(log, 100, 100);
  send(log, 100, 200, { status: 503, reason: 'queue-full', expected: false });
  expect(log.soFar(START + 1000).totals).not.toHaveProperty('decided');
  send(log, 1100, 1200, { status: 503, reason: 'throttled', expected: false });
  const { totals, decided, errors, timeouts } = log.finish(START + 2000);
  expect(totals).toMatchObject({ errors: 2, decided: 1, timeouts: 0 });
  expect([decided, errors, timeouts]).toEqual([
    [0, 1],
    [1, 1],
    [0, 0],
  ]);
});

test('what was cut off before it was late is left out', () => {
  const log = account(800);
  send(log, 0, 10);
  giveUp(log, 800, [[0]]);
  const { totals, slow, responseTimeMs } = log.finish(START + 1000);
  expect(totals).toMatchObject({ interrupted: 1, errors: 0, cutOff: { requests: 0, iterations: 0 } });
  expect([slow, responseTimeMs.max]).toEqual([[0], 10]);
});

test('what was cut off after the deadline is a timeout, in the second in which that passed', () => {
  const log = account();
  send(log, 0, 10);
  giveUp(log, 8000, [[500], [700, { name: 'other' }], [7000]]);
  const facts = log.finish(START + 8000);
  expect(facts.totals).toMatchObject({ offered: 4, timeouts: 2, errors: 2, interrupted: 1, byFailure: { timeout: 2 } });
  expect(facts.timeouts).toEqual([0, 0, 2, 0, 0, 0, 0, 0]);
  expect(facts.ended).toEqual([1, 0, 2, 0, 0, 0, 0, 0]);
  expect(facts.errors).toEqual(facts.timeouts);
  expect(facts.timeoutIssuedS[2]).toBe(0.5);
  expect(facts.routes.map(({ name, timeouts }) => [name, timeouts[2]])).toEqual([
    ['list', 1],
    ['other', 1],
  ]);
  expect(facts.undisturbed).toMatchObject({ ended: 3, timeouts: 2, errors: 2 });
});

test('what was cut off after the p99 objective is slow, at least as slow as it had waited', () => {
  const log = account(800);
  send(log, 0, 10);
  // Due 300 ms before it was issued.
  giveUp(log, 2600, [[1300, { responseTimeMs: 1600 }]]);
  const { totals, slow, responseTimeMs, timed } = log.finish(START + 3000);
  expect(totals).toMatchObject({ interrupted: 1, errors: 0, cutOff: { requests: 1, iterations: 1 } });
  expect(slow).toEqual([0, 1, 0]);
  expect([responseTimeMs.max, timed]).toEqual([1600, 2]);
});

test('iterations are cut off once, however many of their requests were', () => {
  const log = account(800);
  giveUp(log, 1500, [...[1, 1, 2].map(id => [0, { vu: { id } }] as const), [100, { vu: { id: 2 } }]]);
  expect(log.finish(START + 2000).totals.cutOff).toEqual({ requests: 4, iterations: 3 });
});

test('the worst window has them, also where the drill ends with a whole second', () => {
  const log = account(800);
  for (let s = 0; s < 12; s++) for (let i = 0; i < 100; i++) send(log, s * 1000, s * 1000 + 10);
  const stuck = Array.from({ length: 50 }, () => 11_000);
  for (const from of stuck) log.issued(START + from);
  expect(log.latest(START + 12_000)?.second).toBe(11);
  for (const from of stuck) log.interrupted(cutOff(12_000, from), START + 12_000);
  const { worstWindow, seconds, undisturbed } = log.finish(START + 12_000);
  expect(seconds).toBe(12);
  expect(worstWindow?.fromS).toBe(2);
  expect(worstWindow?.p99Ms).toBeCloseTo(1000, -1);
  expect(undisturbed.worstWindow).toEqual(worstWindow);
});

test('statuses that the script does not expect are counted apart', () => {
  const log = account();
  send(log, 0, 1, { status: 404, expected: false });
  send(log, 0, 1, { status: 404, expected: true });
  send(log, 0, 1, { status: 503, expected: false });
  expect(log.finish(START + 1000).totals).toMatchObject({ unexpected: 1, unexpectedByStatus: { 404: 1 } });
});

test('requests without a route are named by method and path, and by so many alone', () => {
  const log = account();
  for (let i = 0; i < 30; i++) {
    send(log, i, i, {
      status: 404,
      reason: 'no-route',
      expected: i > 0,
      method: 'POST',
      path: `/carts/${i % 25}?a=${i}`,
    });
  }
  send(log, 40, 41, { status: 404, expected: false, path: '/orders/7' });
  const { unrouted } = log.finish(START + 1000).totals;
  expect([unrouted?.count, unrouted?.unexpected, unrouted?.others]).toEqual([30, 1, 5]);
  expect(Object.entries(unrouted?.requests ?? {}).slice(0, 6)).toEqual(
    [2, 2, 2, 2, 2, 1].map((times, i) => [`POST /carts/${i}`, times]),
  );
  expect(account().finish(START + 1000).totals).not.toHaveProperty('unrouted');
});

test('requests to where nothing of the site is are named by their address, and counted apart', () => {
  const log = account();
  const elsewhere = { status: 0, failure: 'refused', reason: 'no-route', expected: false } as const;
  for (const page of [1, 2]) send(log, 0, 1, { ...elsewhere, path: '/a', url: `http://other.example/a?page=${page}` });
  const { unrouted, errors, unexpected } = log.finish(START + 1000).totals;
  expect({ errors, unexpected }).toEqual({ errors: 2, unexpected: 0 });
  expect(unrouted).toEqual({
    ...{ count: 2, unexpected: 0, elsewhere: 2, others: 0 },
    requests: { 'GET http://other.example/a': 2 },
  });
});

test('each class has an account of its own, whose sum is that of all', () => {
  const classes = new RequestClasses([
    { name: 'user', routes: ['GET /list'], header: null },
    { name: 'prefetch', routes: ['GET /ahead'], header: null },
  ]);
  const log = new RequestAccount({ startAt: START, origins: [], p99LimitMs: null, deadlineMs: 2000, classes });
  const ahead = { path: '/ahead' };
  send(log, 0, 10, { path: '/list' });
  send(log, 0, 10, ahead);
  log.iterationDropped(START + 20);
  send(log, 30, 40, { ...ahead, status: 503, reason: 'shed', expected: false });
  send(log, 30, 50, { ...ahead, status: 504, reason: 'deadline', expected: false });
  send(log, 30, 50, { ...ahead, status: 404, expected: false });
  giveUp(log, 3000, [
    [100, ahead],
    [2900, { path: '/list' }],
  ]);
  const { byClass, totals } = log.finish(START + 3000);
  expect(byClass).toEqual([
    {
      ...{ name: 'user', offered: 2, good: 1, refused: 0, timeouts: 0, errors: 0, unexpected: 0, interrupted: 1 },
      undisturbed: { ended: 1, timeouts: 0, errors: 0 },
    },
    {
      ...{ name: 'prefetch', offered: 5, good: 1, refused: 1, timeouts: 2, errors: 3, unexpected: 1, interrupted: 0 },
      undisturbed: { ended: 1, timeouts: 0, errors: 0 },
    },
  ]);
  expect(totals).toMatchObject({ offered: 7, good: 2, timeouts: 2, errors: 3, unexpected: 1, interrupted: 1 });
});
