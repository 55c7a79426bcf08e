import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RequestClasses } from '../../mock-service/model/request-classes.ts';
import type { Call } from './call.ts';
import { placeOf } from './drain.ts';
import { TestSite } from './test-site.ts';
import { Admission, placeInLine, type ThrottleOrder } from './throttle.ts';

const ORDER: ThrottleOrder = { share: 0.5, by: 'user', overMs: 0, route: null, class: null, retryAfterMs: 5000 };
const USERS = Array.from({ length: 2000 }, (_, user) => user);

/** Who of the users is let in at a moment. */
function admitted(site: TestSite, users = USERS): number[] {
  const asked = users.map(user => site.ask(user));
  site.clock.advance(site.clock.now() + 5);
  return users.filter((_, i) => asked[i]?.status === 200);
}

describe('a throttle by user', () => {
  test('admits the same users at every moment while its share stands', () => {
    const site = new TestSite();
    site.proxy.throttle(ORDER);
    const first = admitted(site);
    expect(first.length / USERS.length).toBeCloseTo(0.5, 1);
    expect(first).toEqual(USERS.filter(user => placeInLine(user) < 0.5));
    site.clock.advance(10_000);
    expect(admitted(site)).toEqual(first);
  });

  test('lets more and more in while its share grows, and nobody who was in out again', () => {
    const shares = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(shares, shares, fc.integer({ min: 1, max: 60_000 }), (from, to, overMs) => {
        const site = new TestSite();
        const users = USERS.slice(0, 60);
        site.proxy.throttle({ ...ORDER, share: Math.min(from, to) });
        site.proxy.throttle({ ...ORDER, share: Math.max(from, to), overMs });
        let before = new Set<number>();
        for (let step = 0; step <= 4; step++) {
          site.clock.advance(Math.max(site.clock.now(), (step * overMs) / 4));
          const now = new Set(admitted(site, users));
          expect(before.isSubsetOf(now)).toBe(true);
          before = now;
        }
      }),
      { numRuns: 30 },
    );
  });

  test('moves linearly from the share that it has come to', () => {
    const site = new TestSite();
    const shown = (): number | undefined => site.proxy.state().throttles[0]?.admitted;
    site.proxy.throttle({ ...ORDER, share: 0.2, overMs: 1000 });
    site.clock.advance(500);
    expect(shown()).toBeCloseTo(0.6, 12);
    site.proxy.throttle({ ...ORDER, share: 1, overMs: 400 });
    site.clock.advance(600);
    expect(shown()).toBeCloseTo(0.7, 12);
  });

  test('has an order of its own: those who are moved first are not those who are let in first', () => {
    const both = USERS.filter(user => placeOf(user) < 0.5 && placeInLine(user) < 0.5).length;
    // Independent: a quarter, within 4 standard deviations.
    expect(Math.abs(both / USERS.length - 0.25)).toBeLessThan(4 * Math.sqrt((0.25 * 0.75) / USERS.length));
  });
});

describe('a throttle by request', () => {
  test('draws for each, so that no user is out for good', () => {
    const site = new TestSite();
    site.proxy.throttle({ ...ORDER, by: 'request', share: 0.3 });
    const asked = Array.from({ length: 4000 }, () => site.ask(7));
    site.clock.advance(100);
    const share = asked.filter(({ status }) => status === 200).length / asked.length;
    expect(Math.abs(share - 0.3)).toBeLessThan(4 * Math.sqrt((0.3 * 0.7) / asked.length));
  });

  test('draws alike in two drills of one seed', () => {
    const draws = (): number[] => {
      const site = new TestSite();
      site.proxy.throttle({ ...ORDER, by: 'request' });
      return [...admitted(site), ...admitted(site)];
    };
    expect(draws()).toEqual(draws());
  });
});

describe('what is not let in', () => {
  test('is answered at once, says why and when to come again, and reaches no instance', () => {
    const site = new TestSite();
    site.proxy.throttle({ ...ORDER, share: 0, retryAfterMs: 2500 });
    const asked = site.ask(1);
    site.clock.advance(10);
    expect(asked).toMatchObject({ status: 503, reason: 'throttled' });
    expect(asked.replyHeaders).toMatchObject({ 'retry-after': '3', 'x-headroom-reason': 'throttled' });
    expect(site.all.flatMap(({ asked: reached }) => reached)).toEqual([]);
    expect(site.proxy.forwarder.inFlight).toBe(0);
  });

  test('is counted apart from other refusals', () => {
    const site = new TestSite();
    site.proxy.throttle({ ...ORDER, share: 0 });
    site.ask(1);
    site.clock.advance(10);
    expect(site.proxy.pools[0]?.unserved.list()).toEqual([{ status: 503, reason: 'throttled', count: 1 }]);
  });
});

describe('a throttle is lifted', () => {
  test.each([0, 1000])('by a share of all, over %i ms, and then costs nothing more', overMs => {
    const site = new TestSite();
    site.proxy.throttle({ ...ORDER, share: 0 });
    site.proxy.throttle({ ...ORDER, share: 1, overMs });
    site.clock.advance(overMs);
    expect(admitted(site)).toEqual(USERS);
    expect(site.proxy.forwarder.admission.limited).toBe(false);
    expect(site.proxy.state().throttles).toEqual([]);
  });
});

describe('a throttle of a route', () => {
  const ofMethods = { ...ORDER, share: 0, route: 'GET /v1.0/users/:user/methods' };

  test.each([
    ['GET', '/v1.0/users/a@b.example/methods', 503],
    ['GET', '/v1.0/users/a@b.example/methods?top=1', 503],
    ['POST', '/v1.0/users/a@b.example/methods', 200],
    ['GET', '/v1.0/users/a@b.example/methods/1', 200],
    ['GET', '/v1x0/users/a@b.example/methods', 200],
    ['GET', '/v1.0/users//methods', 200],
  ])('%s %s: %i', (method, path, status) => {
    const site = new TestSite();
    site.proxy.throttle(ofMethods);
    const asked = site.ask(1, method, path);
    site.clock.advance(10);
    expect(asked.status).toBe(status);
  });

  test('stands beside one of all routes: a request must pass both', () => {
    const site = new TestSite();
    site.proxy.throttle(ofMethods);
    site.proxy.throttle({ ...ORDER, share: 1 });
    expect(site.proxy.forwarder.admission.limited).toBe(true);
    site.proxy.throttle({ ...ORDER, share: 0.5 });
    site.proxy.throttle({ ...ofMethods, share: 1 });
    expect(site.proxy.state().throttles).toEqual([{ route: null, class: null, by: 'user', admitted: 0.5 }]);
  });
});

test('of a class, beside one of all: others pass it', () => {
  const classes = new RequestClasses([
    { name: 'user', routes: ['GET /play'], header: null },
    { name: 'prefetch', routes: [], header: null },
  ]);
  const admission = new Admission(1, classes);
  const refused = (headers: Record<string, string>) =>
    admission.refuses({ user: 1, method: 'GET', path: '/play', headers } as unknown as Call, 0) !== null;
  admission.order({ ...ORDER, share: 0, class: 'prefetch' }, 0);
  expect([refused({}), refused({ 'x-headroom-class': 'prefetch' })]).toEqual([false, true]);
  admission.order({ ...ORDER, share: 0 }, 0);
  expect(refused({})).toBe(true);
  expect(admission.state(0).map(each => each.class)).toEqual(['prefetch', null]);
  admission.order({ ...ORDER, share: 1 }, 0);
  admission.order({ ...ORDER, share: 1, class: 'prefetch' }, 0);
  expect(admission.limited).toBe(false);
});
