import { describe, expect, it } from 'vitest';
import { timer } from './clock.ts';
import { SystemClock } from './system-clock.ts';

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
});
