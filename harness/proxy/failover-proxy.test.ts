import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FakeInstance, TestSite } from './test-site.ts';

const asked = (instances: readonly FakeInstance[] | undefined) => (instances ?? []).map(({ requests }) => requests);
const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);

/** Asks once for each of the users 0 … count − 1, one per ms. */
function askMany(site: TestSite, count: number, method = 'GET') {
  return Array.from({ length: count }, (_, user) => {
    site.clock.advance(site.clock.now() + 1);
    return site.ask(user, method);
  });
}

describe('manual failover', () => {
  test('everybody is at home, and a user always at the same instance', () => {
    const site = new TestSite({}, { primary: 4, alternate: 2 });
    for (let i = 0; i < 5; i++) site.ask(7);
    site.clock.advance(10);
    expect(asked(site.instances.primary).sort()).toEqual([0, 0, 0, 5]);
    expect(asked(site.instances.alternate)).toEqual([0, 0]);
  });

  test('at once moves everybody at once, and back', () => {
    const site = new TestSite();
    site.proxy.failOver('alternate', 0);
    askMany(site, 50);
    site.clock.advance(60);
    site.proxy.failBack(0);
    askMany(site, 30);
    site.clock.advance(1000);
    expect([sum(asked(site.instances.primary)), sum(asked(site.instances.alternate))]).toEqual([30, 50]);
    expect(site.story).toEqual([
      '0 active-pool alternate',
      '0 move-completed',
      '60 active-pool primary',
      '60 move-completed',
    ]);
  });

  test('over time moves each user once', () => {
    const site = new TestSite({}, { primary: 1, alternate: 1 });
    site.proxy.failOver('alternate', 1000);
    for (let at = 0; at < 1200; at += 20) {
      site.clock.advance(at);
      for (let user = 0; user < 30; user++) site.ask(user);
    }
    site.clock.advance(2000);
    const [home, away] = [site.instances.primary?.[0]?.asked ?? [], site.instances.alternate?.[0]?.asked ?? []];
    for (let user = 0; user < 30; user++) {
      const lastHome = Math.max(...home.filter(one => one.user === user).map(({ at }) => at), -1);
      const firstAway = Math.min(...away.filter(one => one.user === user).map(({ at }) => at));
      expect(lastHome).toBeLessThan(firstAway);
    }
    expect(site.story).toEqual(['1000 active-pool alternate', '1000 move-completed']);
  });

  test('shows its weights and its progress', () => {
    const site = new TestSite();
    site.proxy.failOver('alternate', 1000);
    site.clock.advance(250);
    const { active, target, progress, pools } = site.proxy.state();
    expect({ active, target, progress }).toEqual({ active: 'primary', target: 'alternate', progress: 0.25 });
    expect(pools.map(({ name, weight }) => [name, weight])).toEqual([
      ['primary', 0.75],
      ['alternate', 0.25],
    ]);
  });

  test('to a pool that is not there is refused with the names of those that are', () => {
    expect(() => new TestSite().proxy.failOver('secondary', 0)).toThrow(
      'no pool "secondary"; there are primary, alternate',
    );
  });

  test('does not leave a pool by itself: nobody healthy is a 503', () => {
    const site = new TestSite();
    site.behave('primary', { failure: 'refused' });
    site.proxy.start();
    site.clock.advance(10_000);
    const one = site.ask();
    site.clock.advance(10_010);
    expect(one.outcome).toBe('503 no-healthy at 10000');
    expect(site.proxy.pools[0]?.unserved.list()).toEqual([{ status: 503, reason: 'no-healthy', count: 1 }]);
  });
});

describe('health checks', () => {
  // As HAProxy's httpchk: 2xx and 3xx are well, all else is not.
  test.each([
    [200, true],
    [204, true],
    [301, true],
    [399, true],
    [400, false],
    [401, false],
    [404, false],
    [429, false],
    [499, false],
    [500, false],
    [503, false],
  ])('judge %i: %j', (status, up) => {
    const health = { intervalMs: 1000, timeoutMs: 500, fall: 1, rise: 1, depth: 'shallow' } as const;
    const site = new TestSite({ health }, { primary: 1 });
    site.proxy.start();
    site.all[0]!.health = { status };
    site.clock.advance(1500);
    expect(site.proxy.instances[0]).toMatchObject({
      health: { up },
      checksPassed: Number(up),
      checksFailed: Number(!up),
    });
  });

  test('ask for /healthz, or for what costs a hit', () => {
    const shallow = new TestSite({}, { primary: 1 });
    shallow.proxy.start();
    shallow.clock.advance(2500);
    expect(shallow.all[0]?.asked).toEqual([{ path: '/healthz', user: -1, at: 2000 }]);
    const health = { intervalMs: 1000, timeoutMs: 500, fall: 3, rise: 2, depth: 'deep' } as const;
    const deep = new TestSite({ health }, { primary: 1 });
    deep.proxy.start();
    deep.clock.advance(1500);
    expect(deep.all[0]?.asked).toEqual([{ path: '/healthz?depth=deep', user: -1, at: 1000 }]);
  });

  test('take an instance out and let it in again', () => {
    const site = new TestSite({}, { primary: 2 });
    site.proxy.start();
    const sick = site.all[1]!;
    sick.health = { status: 503 };
    site.clock.advance(8000);
    sick.health = { status: 204 };
    site.clock.advance(20_000);
    // Checks of the second of two instances at 2000, 4000, …; each is answered a ms later.
    const which = { pool: 'primary', instance: 'primary-1' };
    expect(site.events).toEqual([
      { kind: 'instance-down', atMs: 6001, ...which, checks: 3, failure: '503' },
      { kind: 'instance-up', atMs: 12_001, ...which, checks: 2 },
    ]);
  });

  test('that get no answer fail, and the instance is told', () => {
    const site = new TestSite({}, { primary: 1 });
    site.proxy.start();
    site.all[0]!.health = { afterMs: Number.POSITIVE_INFINITY };
    site.clock.advance(8000);
    expect(site.events[0]).toMatchObject({ checks: 3, failure: 'no answer within 1000 ms' });
    expect(site.all[0]?.left).toBe(3);
  });

  test('find a dead instance within interval · fall + timeout, and not before interval · (fall − 1)', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 3000 }),
        fc.integer({ min: 50, max: 1000 }),
        fc.integer({ min: 1, max: 5 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom({ afterMs: Number.POSITIVE_INFINITY }, { failure: 'refused' as const }),
        (intervalMs, timeout, fall, when, death) => {
          const timeoutMs = Math.min(timeout, intervalMs);
          const health = { intervalMs, timeoutMs, fall, rise: 2, depth: 'shallow' } as const;
          const site = new TestSite({ health }, { primary: 3 });
          site.proxy.start();
          const diesAt = 5000 + when * intervalMs;
          site.clock.advance(diesAt);
          site.behave('primary', death);
          site.clock.advance(diesAt + intervalMs * (fall + 2) + timeoutMs);
          const took = site.events.map(({ atMs }) => atMs - diesAt);
          expect(took).toHaveLength(3);
          expect(Math.max(...took)).toBeLessThanOrEqual(intervalMs * fall + timeoutMs);
          expect(Math.min(...took)).toBeGreaterThanOrEqual(intervalMs * (fall - 1));
        },
      ),
      { numRuns: 50 },
    );
  });

  test('of a stopped proxy come to an end', () => {
    const site = new TestSite();
    site.proxy.start();
    site.clock.advance(5000);
    site.proxy.stop();
    site.clock.run();
    expect(site.clock.pending).toBe(0);
  });
});

describe('active-passive', () => {
  test('goes to the other pool when the preferred one has nobody left, and comes back', () => {
    const site = new TestSite({ failover: 'active-passive' });
    site.proxy.start();
    site.behave('primary', { failure: 'refused' });
    site.clock.advance(9000);
    askMany(site, 10);
    site.behave('primary', {});
    site.clock.advance(20_000);
    askMany(site, 10);
    site.clock.advance(20_500);
    expect(site.story.filter(line => line.includes('active-pool'))).toEqual([
      '5001 active-pool alternate',
      '12501 active-pool primary',
    ]);
    expect([sum(asked(site.instances.alternate)), sum(asked(site.instances.primary))]).toEqual([10, 10]);
  });

  test('prefers the pool that an operator has failed over to', () => {
    const site = new TestSite({ failover: 'active-passive' });
    site.proxy.failOver('alternate', 0);
    askMany(site, 10);
    site.clock.advance(100);
    expect(sum(asked(site.instances.alternate))).toBe(10);
  });
});

test('priority spreads users over the pools as health falls', () => {
  const site = new TestSite({ failover: { priority: { overprovisioning: 1.4 } } }, { primary: 4, alternate: 4 });
  site.proxy.start();
  for (const sick of site.instances.primary?.slice(0, 2) ?? []) sick.health = { status: 500 };
  site.clock.advance(10_000);
  // Half of the primary is well: Envoy's table says 70 to 30.
  expect(site.proxy.state().pools.map(({ weight }) => weight)).toEqual([0.7, 0.3]);
  askMany(site, 1000);
  site.clock.advance(12_000);
  const home = sum(asked(site.instances.primary));
  expect(home + sum(asked(site.instances.alternate))).toBe(1000);
  // Five standard deviations of a binomial.
  expect(Math.abs(home - 700)).toBeLessThan(5 * Math.sqrt(1000 * 0.7 * 0.3));
});

test('least-request follows what is under way', () => {
  const site = new TestSite({ balance: 'least-request' }, { primary: 2 });
  site.all[0]!.behaviour = { afterMs: 1500 };
  askMany(site, 20);
  site.clock.advance(5000);
  expect(asked(site.instances.primary)).toEqual([1, 19]);
});

describe('ejection', () => {
  const ejection = { consecutive: 3, forMs: 5000, maxShare: 0.5 } as const;

  test('takes an instance out for failing requests, and for a time', () => {
    const site = new TestSite({ ejection, balance: 'round-robin' }, { primary: 2 });
    site.all[0]!.behaviour = { status: 500 };
    askMany(site, 20);
    site.clock.advance(6000);
    expect(site.story).toEqual(['6 instance-ejected primary-0', '5006 instance-returned primary-0']);
    expect(asked(site.instances.primary)).toEqual([3, 17]);
  });

  test('spares an instance that succeeds in between', () => {
    const site = new TestSite({ ejection }, { primary: 2 });
    for (let i = 0; i < 12; i++) {
      site.behave('primary', i % 3 === 2 ? {} : { status: 500 });
      site.ask(1);
      site.clock.advance(site.clock.now() + 10);
    }
    expect(site.story).toEqual([]);
  });

  test('never takes more than its share of a pool', () => {
    const site = new TestSite({ ejection, balance: 'round-robin' }, { primary: 4 });
    site.behave('primary', { status: 500 });
    askMany(site, 100);
    expect(site.story.filter(line => line.includes('ejected'))).toHaveLength(2);
  });
});

describe('retries', () => {
  const retrying = { retries: 3, retryOn: ['503', 'refused'], retryBudget: 0.2 };

  test('go to another instance while there is one', () => {
    const site = new TestSite({ ...retrying, retryBudget: 1 }, { primary: 2 });
    site.all[0]!.behaviour = { status: 503, reason: 'queue-full' };
    const answers = askMany(site, 40);
    site.clock.advance(3000);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  });

  test('end with what the last attempt said', () => {
    const site = new TestSite({ ...retrying, retryBudget: 10 }, { primary: 1 });
    site.behave('primary', { status: 503, reason: 'queue-full' });
    const one = site.ask();
    site.clock.advance(1500);
    expect(one).toMatchObject({ status: 503, reason: 'queue-full' });
    expect(site.proxy.instances[0]).toMatchObject({ attempts: 4, retries: 3, inFlight: 0 });
  });

  test('stay within the deadline', () => {
    const site = new TestSite({ ...retrying, retryBudget: 10, timeoutMs: 150 }, { primary: 1 });
    site.behave('primary', { status: 503, afterMs: 60 });
    const answers = askMany(site, 200);
    site.clock.advance(5000);
    for (const { endedAt, status } of answers) expect([503, 504], `ended at ${endedAt}`).toContain(status);
    expect(site.proxy.forwarder.inFlight).toBe(0);
    expect(site.proxy.instances[0]?.inFlight).toBe(0);
  });

  test('of what may have taken effect are left alone', () => {
    const site = new TestSite({ ...retrying, retryBudget: 10 }, { primary: 1 });
    site.behave('primary', { status: 503 });
    site.ask(0, 'POST');
    site.clock.advance(1000);
    expect(site.proxy.instances[0]?.attempts).toBe(1);
  });

  test('cost all instances together at most the budget', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(0.1, 0.2, 0.5, 1),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 50, max: 400 }),
        (retryBudget, retries, requests) => {
          const site = new TestSite({ ...retrying, retryBudget, retries }, { primary: 3 });
          site.behave('primary', { status: 503 });
          askMany(site, requests);
          site.clock.advance(site.clock.now() + 5000);
          const attempts = sum(asked(site.instances.primary));
          expect(attempts).toBeLessThanOrEqual(requests * (1 + retryBudget));
          expect(attempts).toBeGreaterThan(requests);
          if (retries > retryBudget) expect(site.proxy.forwarder.retriesDenied).toBeGreaterThan(0);
        },
      ),
      { numRuns: 20 },
    );
  });

  test('without a budget’s limit multiply by (1 − p^(n+1)) / (1 − p)', () => {
    const site = new TestSite({ ...retrying, retryOn: ['refused'], retryBudget: 100 }, { primary: 1 });
    site.network.serve('http://primary-0', null);
    askMany(site, 100);
    site.clock.advance(5000);
    // All of them fail, p = 1: each costs n + 1 attempts.
    expect(site.proxy.instances[0]?.attempts).toBe(400);
  });
});

test('the same drill twice is the same drill', () => {
  const drill = () => {
    const site = new TestSite({ retries: 2, retryOn: ['503'], failover: 'active-passive', networkDelayMs: 0.5 });
    site.proxy.start();
    site.behave('primary', { status: 503 });
    const answers = askMany(site, 300);
    site.proxy.failOver('alternate', 500);
    answers.push(...askMany(site, 600));
    site.clock.advance(10_000);
    return [answers.map(({ outcome }) => outcome), site.story, site.all.map(instance => instance.asked)];
  };
  expect(drill()).toEqual(drill());
});
