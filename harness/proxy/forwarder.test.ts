import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backoffMs } from './backoff.ts';
import { TestSite } from './test-site.ts';

describe('an answer', () => {
  test('is handed through with the network’s delays', () => {
    const site = new TestSite({ networkDelayMs: 0.5 });
    const asked = site.ask();
    site.clock.advance(100);
    expect(asked.outcome).toBe('200 at 3');
    expect(asked.replyBody).toMatchObject({ text: expect.any(Function) });
  });

  test.each([
    ['queue full', { status: 503, reason: 'queue-full' }, '503 queue-full at 1'],
    ['directory', { status: 504, reason: 'directory' }, '504 directory at 1'],
    ['rate limit', { status: 429, reason: 'rate-limit' }, '429 rate-limit at 1'],
    ['not found', { status: 404 }, '404 at 1'],
    ['refused', { failure: 'refused' }, '502 refused at 1'],
    ['connect timeout', { failure: 'connect-timeout' }, '502 refused at 1'],
    ['reset', { failure: 'reset' }, '502 reset at 1'],
    ['malformed', { failure: 'malformed' }, '502 malformed at 1'],
    ['just in time', { afterMs: 1999 }, '200 at 1999'],
    ['late', { afterMs: 2001 }, '504 deadline at 2000'],
    ['never', { afterMs: Number.POSITIVE_INFINITY }, '504 deadline at 2000'],
  ] as const)('%s', (_, behaviour, outcome) => {
    const site = new TestSite();
    site.behave('primary', behaviour);
    const asked = site.ask();
    site.clock.advance(10_000);
    expect(asked.outcome).toBe(outcome);
    expect(site.proxy.forwarder.inFlight).toBe(0);
    expect(site.proxy.instances.map(({ inFlight }) => inFlight)).toEqual([0, 0, 0, 0]);
  });

  test('of the proxy’s own says why in header and body', () => {
    const site = new TestSite();
    site.behave('primary', { failure: 'reset' });
    const asked = site.ask();
    site.clock.advance(10);
    expect(asked.replyHeaders['x-headroom-reason']).toBe('reset');
    expect((asked.replyBody as { text(): string }).text()).toBe(
      '502 Bad Gateway: the instance broke the connection off before its answer\n',
    );
  });

  test('an origin that nobody serves is 502 refused', () => {
    const site = new TestSite();
    site.network.serve('http://primary-0', null);
    site.network.serve('http://primary-1', null);
    const asked = site.ask();
    site.clock.advance(10);
    expect(asked.outcome).toBe('502 refused at 0');
  });
});

describe('going away', () => {
  test('a late instance is told that its caller has left', () => {
    const site = new TestSite();
    site.behave('primary', { afterMs: 3000 });
    site.ask();
    site.clock.advance(10_000);
    expect(site.all.map(({ left }) => left).reduce((a, b) => a + b)).toBe(1);
  });

  test('a caller that leaves takes its request along', () => {
    const site = new TestSite();
    site.behave('primary', { afterMs: 1000 });
    const asked = site.ask();
    site.clock.advance(500);
    site.network.abort(asked);
    expect(site.all.map(({ left }) => left).reduce((a, b) => a + b)).toBe(1);
    expect(site.proxy.forwarder.inFlight).toBe(0);
    site.clock.advance(10_000);
    expect(asked.outcome).toBe('none');
  });

  test('a caller that leaves during a wait before a retry ends the wait', () => {
    const site = new TestSite({ retries: 1, retryOn: ['503'], retryBudget: 1 });
    site.behave('primary', { status: 503, reason: 'queue-full' });
    const asked = site.ask();
    site.clock.advance(1);
    expect(site.proxy.state().pools[0]?.instances.map(({ inFlight }) => inFlight)).toEqual([0, 0]);
    site.network.abort(asked);
    site.clock.advance(10_000);
    expect(site.instances.primary?.map(({ requests }) => requests).reduce((a, b) => a + b)).toBe(1);
  });
});

test('a retry is only for what its wait leaves time for: else the failure is told at once', () => {
  const failed = { status: 503, reason: 'queue-full' } as const;
  const outcome = (user: number, failsAt: number): { outcome: string; attempts: number } => {
    const site = new TestSite({ retries: 1, retryOn: ['503'], retryBudget: 1 }, { primary: 1 });
    site.behave('primary', { ...failed, afterMs: failsAt });
    const asked = site.ask(user);
    site.clock.advance(failsAt);
    site.behave('primary', { afterMs: 0 });
    site.clock.advance(10_000);
    return { outcome: asked.outcome, attempts: site.instances.primary?.[0]?.requests ?? 0 };
  };
  fc.assert(
    fc.property(fc.nat(1000), fc.double({ min: 1, max: 60, noNaN: true }), (user, beforeDeadline) => {
      const wait = backoffMs(1, 1, user, 0);
      // Also exactly at the deadline.
      for (const failsAt of [2000 - beforeDeadline, 2000 - wait]) {
        expect(outcome(user, failsAt)).toEqual(
          failsAt + wait < 2000
            ? { outcome: `200 at ${failsAt + wait}`, attempts: 2 }
            : { outcome: `503 queue-full at ${failsAt}`, attempts: 1 },
        );
      }
    }),
    { numRuns: 50 },
  );
});

describe('deadlines', () => {
  test('each request has its own, whatever happens to those before it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ gap: fc.integer({ min: 0, max: 900 }), takes: fc.integer({ min: 1, max: 4000 }) }), {
          minLength: 1,
          maxLength: 40,
        }),
        requests => {
          const site = new TestSite();
          const expected: string[] = [];
          const asked = requests.map(({ gap, takes }) => {
            site.clock.advance(site.clock.now() + gap);
            site.behave('primary', { afterMs: takes });
            const at = site.clock.now();
            expected.push(takes < 2000 ? `200 at ${at + takes}` : `504 deadline at ${at + 2000}`);
            const one = site.ask(at);
            site.clock.run(at);
            return one;
          });
          site.clock.advance(site.clock.now() + 10_000);
          expect(asked.map(({ outcome }) => outcome)).toEqual(expected);
        },
      ),
      { numRuns: 50 },
    );
  });
});

test('users who got a failure are counted once each, and nobody else', () => {
  const site = new TestSite();
  const failed = (): number[] => [...site.proxy.forwarder.failedUsers];
  site.ask(1);
  site.behave('primary', { status: 404 });
  site.ask(2);
  site.clock.advance(100);
  expect(failed()).toEqual([]);
  site.behave('primary', { failure: 'reset' });
  for (const user of [3, 3]) site.ask(user);
  site.clock.advance(200);
  site.behave('primary', { status: 429, reason: 'rate-limit' });
  site.ask(4);
  site.clock.advance(300);
  expect(failed()).toEqual([3, 4]);
});
