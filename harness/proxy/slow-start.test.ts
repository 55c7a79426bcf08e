import { expect, test } from 'vitest';
import { RoutedInstance, RoutedPool } from './routed-instance.ts';
import { Router } from './router.ts';
import { slowStartWeight } from './slow-start.ts';

const WINDOW = { windowMs: 10_000, aggression: 1 };

test("the weights of Envoy's documentation: a tenth at least, in a straight line, faster with more aggression", () => {
  const at = (sinceMs: number, aggression = 1) => slowStartWeight({ windowMs: 10_000, aggression }, sinceMs);
  expect([0, 500, 1000, 5000, 9000, 10_000, 20_000].map(ms => Number(at(ms).toFixed(9)))).toEqual([
    0.1, 0.1, 0.1, 0.5, 0.9, 1, 1,
  ]);
  expect(at(2500, 2)).toBeCloseTo(0.5, 9);
  expect(at(5000, 0.5)).toBeCloseTo(0.25, 9);
});

/** Three instances of which the last comes at 1 s. */
function router(balance: 'hash-user' | 'round-robin' | 'least-request') {
  const pool = new RoutedPool(0, 'primary', WINDOW);
  for (let i = 0; i < 3; i++) pool.instances.push(new RoutedInstance(i, pool, i, `http://${i}`));
  const late = pool.instances[2] as RoutedInstance;
  late.present = false;
  const made = new Router([pool], { balance, failover: 'manual' });
  late.present = true;
  expect(made.healthChanged(1000)).toEqual([late]);
  const choose = (user: number, now: number) => made.instance(pool, user, null, now)?.name;
  const count = (now: number) =>
    Array.from({ length: 1200 }, (_, user) => choose(user, now)).filter(name => name === late.name).length;
  return { made, pool, late, choose, count };
}

test('in turn, who comes has exactly its share', () => {
  const { count } = router('round-robin');
  expect(count(6000)).toBe(1200 / 5);
  expect(count(11_000)).toBe(400);
});

test('by user, only users of who comes move as its weight grows', () => {
  const { choose, count } = router('hash-user');
  let before: (string | undefined)[] = [];
  for (const now of [1000, 4000, 8000, 11_000]) {
    const chosen = Array.from({ length: 500 }, (_, user) => choose(user, now));
    for (const [user, name] of before.entries()) if (chosen[user] !== name) expect(chosen[user]).toBe('primary-2');
    before = chosen;
  }
  expect(count(6000) / 1200).toBeCloseTo(0.2, 1);
});

test('by requests under way, the one that has the fewest for its weight', () => {
  const { pool, choose } = router('least-request');
  for (const each of pool.instances) each.inFlight = 1;
  expect(choose(0, 6000)).not.toBe('primary-2');
  for (const each of pool.instances.slice(0, 2)) each.inFlight = 9;
  expect(choose(0, 6000)).toBe('primary-2');
});

test('a retry goes elsewhere, and who is there from the start has all of its share', () => {
  const { made, pool, late } = router('round-robin');
  for (let user = 0; user < 100; user++) expect(made.instance(pool, user, late, 6000)).not.toBe(late);
  const always = new RoutedPool(0, 'alternate', WINDOW);
  always.instances.push(new RoutedInstance(0, always, 0, 'http://a'));
  new Router([always], { balance: 'round-robin', failover: 'manual' });
  expect(always.slowUntil).toBe(Number.NEGATIVE_INFINITY);
});
