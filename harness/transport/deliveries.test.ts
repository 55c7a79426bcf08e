import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { Clock } from '../../mock-service/time/clock.ts';
import { Deliveries } from './deliveries.ts';
import { Exchange } from './exchange.ts';

class Call extends Exchange {
  readonly #told: [Call, number][];

  constructor(told: [Call, number][]) {
    super();
    this.#told = told;
  }

  ended(now: number): void {
    this.#told.push([this, now]);
  }
}

/** A clock on which every look takes `lookMs`. */
function clockOf(lookMs: number): Clock {
  let now = 0;
  return { now: () => (now += lookMs), schedule: () => {}, cancel: () => {} };
}

it('tells owners later, in order, with the time at which it ended', async () => {
  const told: [Call, number][] = [];
  const deliveries = new Deliveries(clockOf(0));
  const [a, b] = [new Call(told), new Call(told)];
  deliveries.add(a, 7);
  deliveries.add(b, 8);
  expect(told).toEqual([]);
  await turn();
  expect(told).toEqual([
    [a, 7],
    [b, 8],
  ]);
});

it('does not tell of what was aborted meanwhile', async () => {
  const told: [Call, number][] = [];
  const deliveries = new Deliveries(clockOf(0));
  const [gone, kept] = [new Call(told), new Call(told)];
  deliveries.add(gone, 1);
  deliveries.add(kept, 2);
  gone.transit = null;
  await turn();
  expect(told).toEqual([[kept, 2]]);
});

it('lets others have their turn when there is much to tell', async () => {
  const told: [Call, number][] = [];
  const deliveries = new Deliveries(clockOf(1));
  for (let i = 0; i < 100; i++) deliveries.add(new Call(told), i);
  await turn();
  const first = told.length;
  expect(first).toBeGreaterThan(0);
  expect(first).toBeLessThan(50);
  for (let i = 0; i < 10; i++) await turn();
  expect(told.map(([, at]) => at)).toEqual(Array.from({ length: 100 }, (_, i) => i));
});

it('takes what ends while it tells', async () => {
  const told: [Call, number][] = [];
  const deliveries = new Deliveries(clockOf(0));
  const second = new Call(told);
  const first = new (class extends Call {
    override ended(now: number): void {
      super.ended(now);
      deliveries.add(second, 9);
    }
  })(told);
  deliveries.add(first, 1);
  await turn();
  await turn();
  expect(told.map(([, at]) => at)).toEqual([1, 9]);
});
