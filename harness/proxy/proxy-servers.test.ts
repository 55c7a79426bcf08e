import { describe, expect, test } from 'vitest';
import type { ProxyServersConfig } from '../topology/topology.ts';
import { TestSite } from './test-site.ts';

const SERVERS: ProxyServersConfig = {
  instances: 1,
  cores: 1,
  cost: { fixed: 10 },
  memoryBytes: 1000,
  requestSizeBytes: 100,
  baseMemoryBytes: 0,
  restartAfterMs: 500,
};

function site(servers: Partial<ProxyServersConfig> = {}, config = {}): TestSite {
  return new TestSite({ servers: { ...SERVERS, ...servers }, ...config });
}

describe("the proxy's own servers", () => {
  test('a request waits for a core before it is routed, and its deadline runs from its arrival', () => {
    const made = site({}, { timeoutMs: 25 });
    const asked = [made.ask(1), made.ask(2), made.ask(3)];
    made.clock.advance(100);
    // 10 ms each, one after the other, and 1 ms at the instance.
    expect(asked.map(each => each.outcome)).toEqual(['200 at 11', '200 at 21', '504 deadline at 25']);
    expect(made.proxy.forwarder).toMatchObject({ inFlight: 0, servers: { counts: { offered: 3 } } });
    expect(made.all.reduce((sum, { requests }) => sum + requests, 0)).toBe(2);
  });

  test('what has been answered by then costs no core, and frees its memory', () => {
    const made = site({}, { timeoutMs: 15 });
    for (let user = 0; user < 5; user++) made.ask(user);
    made.clock.advance(15);
    expect(made.proxy.forwarder.servers?.states()).toEqual([{ up: true, held: 0, busyMs: 15 }]);
    const later = made.ask(9);
    made.clock.advance(100);
    // The second was under way.
    expect(later.outcome).toBe('504 deadline at 30');
    expect(made.proxy.forwarder.servers?.states()).toEqual([{ up: true, held: 0, busyMs: 30 }]);
  });

  test('dies at just the count that its memory does not hold, loses them all, refuses, and is back', () => {
    const made = site({ cost: { fixed: 0 } });
    for (const pool of ['primary', 'alternate']) made.behave(pool, { afterMs: Number.POSITIVE_INFINITY });
    const held = Array.from({ length: 9 }, (_, user) => made.ask(user));
    made.clock.advance(100);
    expect(held.map(({ outcome }) => outcome)).toEqual(Array(9).fill('none'));
    const last = made.ask(9);
    made.clock.advance(100);
    expect([...held, last].map(({ outcome }) => outcome)).toEqual(Array(10).fill('reset at 100'));
    const refused = made.ask(1);
    made.clock.advance(600);
    expect(refused.outcome).toBe('refused at 100');
    made.behave('primary', {});
    const after = made.ask(1);
    made.clock.advance(700);
    expect(after.outcome).toBe('200 at 601');
    expect(made.story).toEqual(['100 instance-died proxy-0', '600 instance-restarted proxy-0']);
    expect(made.proxy.forwarder.inFlight).toBe(0);
    expect(made.proxy.forwarder.servers?.sample()).toMatchObject({ deaths: 1, reset: 10, refused: 1, memory: 1 });
    // The instances were told that their callers had left.
    expect(made.all.reduce((sum, { left }) => sum + left, 0)).toBe(9);
  });

  test('callers are spread over those that live; what an operator restarts is no death', () => {
    const made = site({ instances: 4, memoryBytes: 1e9 });
    made.proxy.restart(0.5);
    for (let user = 0; user < 200; user++) made.ask(user);
    made.clock.advance(1);
    const held = made.proxy.forwarder.servers?.states().map(each => each.held) ?? [];
    expect(held.slice(0, 2)).toEqual([0, 0]);
    expect(Math.min(...held.slice(2))).toBeGreaterThan(70);
    made.clock.advance(5000);
    expect(made.story).toEqual([]);
    expect(made.proxy.forwarder.servers?.sample()).toMatchObject({ alive: 4, deaths: 0 });
  });

  test('a retry costs a core again, at the server that holds it', () => {
    const made = site({}, { retries: 1, retryOn: ['503'], retryBudget: 10 });
    made.behave('primary', { status: 503 });
    const asked = made.ask(1);
    made.clock.advance(1000);
    expect(asked.status).toBe(503);
    expect(made.proxy.forwarder.servers?.states()).toEqual([{ up: true, held: 0, busyMs: 20 }]);
  });

  test('a caller who leaves takes nothing along', () => {
    const made = site();
    const [first, second] = [made.ask(1), made.ask(2)];
    made.clock.advance(5);
    made.network.abort(second);
    made.network.abort(first);
    made.clock.advance(100);
    expect(made.proxy.forwarder.inFlight).toBe(0);
    expect(made.proxy.forwarder.servers?.states()).toEqual([{ up: true, held: 0, busyMs: 10 }]);
    expect(made.all.reduce((sum, { requests }) => sum + requests, 0)).toBe(0);
  });
});
