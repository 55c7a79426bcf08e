import fc from 'fast-check';
import { expect, test } from 'vitest';
import { timer } from './clock.ts';
import { VirtualClock } from './virtual-clock.ts';

/** Steps: wait, then start a timer of constant length (in the lane, or not) or one of its own length. */
const steps = fc.array(
  fc.record({ wait: fc.nat(3), constant: fc.boolean(), length: fc.nat(20), removed: fc.boolean() }),
  { maxLength: 200 },
);

function firings(plan: { wait: number; constant: boolean; length: number; removed: boolean }[], lanes: boolean) {
  const clock = new VirtualClock();
  const lane = clock.lane();
  const fired: string[] = [];
  plan.forEach(({ wait, constant, length, removed }, i) => {
    clock.advance(clock.now() + wait);
    const one = timer(now => fired.push(`${i} at ${now}`));
    if (constant && lanes) {
      lane.add(one, clock.now() + 7);
      if (removed) lane.remove(one);
    } else {
      clock.schedule(one, clock.now() + (constant ? 7 : length));
      if (removed) clock.cancel(one);
    }
  });
  clock.run();
  return { fired, left: clock.pending, next: clock.next };
}

test('a lane fires its timers when and in which order the heap would', () => {
  fc.assert(
    fc.property(steps, plan => {
      expect(firings(plan, true)).toEqual(firings(plan, false));
    }),
  );
});

test('a removed timer can be added again before its old place comes up', () => {
  const clock = new VirtualClock();
  const lane = clock.lane();
  const fired: number[] = [];
  const one = timer(now => fired.push(now));
  lane.add(one, 1);
  lane.remove(one);
  lane.add(one, 2);
  clock.run();
  expect(fired).toEqual([2]);
});
