import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Timer, timer } from './clock.ts';
import { VirtualClock } from './virtual-clock.ts';

describe('VirtualClock', () => {
  it('fires in the order of time, and of scheduling where times are equal, whatever is moved or cancelled', () => {
    const action = fc.record({ which: fc.nat(19), at: fc.nat(30), cancel: fc.boolean() });
    fc.assert(
      fc.property(fc.array(action, { maxLength: 120 }), actions => {
        const clock = new VirtualClock();
        const fired: { which: number; at: number }[] = [];
        const timers = Array.from({ length: 20 }, (_, which) => timer(now => fired.push({ which, at: now })));
        const expected = new Map<number, { which: number; at: number; order: number }>();
        actions.forEach(({ which, at, cancel }, order) => {
          if (cancel) {
            clock.cancel(timers[which] as Timer);
            expected.delete(which);
          } else {
            clock.schedule(timers[which] as Timer, at);
            expected.set(which, { which, at, order });
          }
        });
        clock.run();
        const inOrder = [...expected.values()].sort((a, b) => a.at - b.at || a.order - b.order);
        expect(fired).toEqual(inOrder.map(({ which, at }) => ({ which, at })));
      }),
    );
  });

  it('stops at the time asked for and leaves the rest pending', () => {
    const clock = new VirtualClock();
    const fired: number[] = [];
    for (const at of [5, 10, 15])
      clock.schedule(
        timer(now => fired.push(now)),
        at,
      );
    clock.advance(10);
    expect(fired).toEqual([5, 10]);
    expect(clock.now()).toBe(10);
    expect(clock.next).toBe(15);
  });

  it('fires what is scheduled in the past at once, never before now', () => {
    const clock = new VirtualClock();
    const fired: number[] = [];
    clock.schedule(
      timer(() =>
        clock.schedule(
          timer(now => fired.push(now)),
          1,
        ),
      ),
      7,
    );
    clock.run();
    expect(fired).toEqual([7]);
  });
});
