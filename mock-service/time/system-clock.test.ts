import { describe, expect, it, vi } from 'vitest';
import { timer } from './clock.ts';
import { SystemClock, tellTimeAs, thisMoment } from './system-clock.ts';

describe('SystemClock', () => {
  it('fires in order, never early, and not what was cancelled', async () => {
    const clock = new SystemClock();
    const start = clock.now();
    const fired: { name: string; late: number }[] = [];
    const cancelled = timer(() => fired.push({ name: 'cancelled', late: 0 }));
    await new Promise<void>(resolve => {
      const at = (name: string, ms: number): void =>
        clock.schedule(
          timer(now => {
            fired.push({ name, late: now - start - ms });
            if (name === 'last') resolve();
          }),
          start + ms,
        );
      at('last', 30);
      at('first', 5);
      clock.schedule(cancelled, start + 10);
      at('second', 15);
      clock.cancel(cancelled);
    });
    expect(fired.map(({ name }) => name)).toEqual(['first', 'second', 'last']);
    expect(Math.min(...fired.map(({ late }) => late))).toBeGreaterThanOrEqual(0);
  });

  it('is not moved when somebody sets the clock of the wall', async () => {
    const clock = new SystemClock();
    const start = clock.now();
    const hour = 3_600_000;
    const set = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + hour);
    const fired = await new Promise<number>(resolve => clock.schedule(timer(resolve), start + 20));
    set.mockReturnValue(0);
    const later = clock.now();
    set.mockRestore();
    expect([fired >= start + 20, fired < start + hour, later >= fired, later < start + hour]).toEqual(
      Array(4).fill(true),
    );
  });

  it('tells the same time in two processes though the clock of the wall was set between their starts', () => {
    const mine = thisMoment();
    const parent = { unixMs: mine.unixMs - 3_600_000, monotonicMs: mine.monotonicMs };
    tellTimeAs(parent);
    try {
      const { unixMs, monotonicMs } = thisMoment();
      expect(unixMs - parent.unixMs).toBeCloseTo(monotonicMs - parent.monotonicMs, 0);
      expect(new SystemClock(parent.unixMs).now()).toBeGreaterThanOrEqual(0);
      expect(new SystemClock(parent.unixMs).now()).toBeLessThan(3_600_000);
    } finally {
      tellTimeAs(mine);
    }
  });
});
