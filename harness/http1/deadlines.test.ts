import fc from 'fast-check';
import { expect, test } from 'vitest';
import { VirtualClock } from '../../mock-service/time/virtual-clock.ts';
import { DeadlineQueue, Deadlines, type Limited } from './deadlines.ts';

class Call implements Limited {
  deadlineAt = 0;
  queue: DeadlineQueue<Limited> | null = null;
  before: Limited | null = null;
  after: Limited | null = null;
  expiredAt: number | null = null;

  expire(now: number): void {
    this.expiredAt = now;
  }
}

test('each call that does not end in time expires at its own moment', () => {
  const plan = fc.record({
    at: fc.integer({ min: 0, max: 50 }),
    limit: fc.constantFrom(5, 10, 40),
    takes: fc.integer({ min: 1, max: 60 }),
  });
  fc.assert(
    fc.property(fc.array(plan, { maxLength: 30 }), plans => {
      const clock = new VirtualClock();
      const deadlines = new Deadlines(clock);
      const calls = plans.map(() => new Call());
      for (let now = 0; now <= 120; now++) {
        clock.advance(now - 0.5);
        for (const [i, { at, takes }] of plans.entries()) if (at + takes === now) deadlines.end(calls[i] as Call);
        clock.advance(now);
        for (const [i, { at, limit }] of plans.entries()) if (at === now) deadlines.start(calls[i] as Call, now, limit);
      }
      expect(calls.map(call => call.expiredAt)).toEqual(
        plans.map(({ at, limit, takes }) => (takes > limit ? at + limit : null)),
      );
    }),
  );
});

test('many calls of one limit need one timer', () => {
  const clock = new VirtualClock();
  const deadlines = new Deadlines(clock);
  for (let i = 0; i < 100; i++) {
    clock.advance(i);
    const call = new Call();
    deadlines.start(call, i, 1000);
    if (i % 2 === 0) deadlines.end(call);
  }
  expect(clock.pending).toBe(1);
  deadlines.close();
  expect(clock.pending).toBe(0);
});

test('what begins while others expire has its own time', () => {
  const clock = new VirtualClock();
  const expired: [string, number][] = [];
  const named = (name: string): Item => ({ name, deadlineAt: 0, before: null, after: null });
  interface Item {
    name: string;
    deadlineAt: number;
    before: Item | null;
    after: Item | null;
  }
  const queue = new DeadlineQueue<Item>(clock, 10, ({ name }, now) => {
    expired.push([name, now]);
    if (name === 'first') queue.add(named('third'), now);
  });
  queue.add(named('first'), 0);
  clock.advance(4);
  queue.add(named('second'), 4);
  clock.advance(100);
  expect(expired).toEqual([
    ['first', 10],
    ['second', 14],
    ['third', 20],
  ]);
});
