import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../time/virtual-clock.ts';
import { Cpu, type CpuConfig, type Task } from './cpu.ts';

class Note implements Task {
  readyAt: number;
  doneAt = -1;
  readonly cost: number;

  constructor(cost: number, readyAt = 0) {
    this.cost = cost;
    this.readyAt = readyAt;
  }

  start(): number {
    return this.cost;
  }

  done(now: number): void {
    this.doneAt = now;
  }
}

/** When tasks of these costs end that are all there at 0. */
function endsOf(config: CpuConfig, costs: readonly number[], chance = 0): number[] {
  const clock = new VirtualClock();
  const cpu = new Cpu(clock, config, chance);
  const tasks = costs.map(cost => new Note(cost));
  for (const task of tasks) cpu.submit(task);
  clock.run();
  return tasks.map(({ doneAt }) => doneAt);
}

describe('a CPU quota', () => {
  const quota = { periodMs: 100, threads: 1 };

  it('runs a task at full speed until the quota is used up, then lets it stand still until the period’s end', () => {
    expect(endsOf({ cores: 0.4, quota }, [100])).toEqual([220]);
    expect(endsOf({ cores: 0.4, quota }, [40, 1])).toEqual([40, 101]);
    expect(endsOf({ cores: 0.28, quota }, [28, 28, 28])).toEqual([28, 128, 228]);
  });

  it('begins in the middle of a period', () => {
    // 30 ms of the first period are left; the quota is whole.
    expect(endsOf({ cores: 0.4, quota }, [100], 0.7)).toEqual([30 + 40 + 60 + 30]);
  });

  it('is shared by all threads', () => {
    // 4 threads use the 200 ms of a period up in 50 ms.
    const four = { cores: 2, quota: { periodMs: 100, threads: 4 } };
    expect(endsOf(four, [60, 60, 60, 60])).toEqual([110, 110, 110, 110]);
    expect(endsOf({ cores: 2, quota: { periodMs: 100, threads: 2 } }, [150, 150])).toEqual([150, 150]);
  });

  it('has a new task stand still that comes when the quota is used up', () => {
    const clock = new VirtualClock();
    const cpu = new Cpu(clock, { cores: 0.5, quota: { periodMs: 100, threads: 2 } });
    const [first, second] = [new Note(50), new Note(10, 60)];
    cpu.submit(first);
    clock.advance(60);
    cpu.submit(second);
    clock.run();
    expect([first.doneAt, second.doneAt]).toEqual([50, 110]);
    expect(cpu.throttledMs(clock.now())).toBe(40);
  });

  it('does not keep what a period has not used', () => {
    const clock = new VirtualClock();
    const cpu = new Cpu(clock, { cores: 0.4, quota });
    clock.advance(1050);
    const late = new Note(100, 1050);
    cpu.submit(late);
    clock.run();
    expect(late.doneAt).toBe(1050 + 40 + 10 + 40 + 60 + 20);
  });

  it('is not used by what was reset', () => {
    const clock = new VirtualClock();
    const cpu = new Cpu(clock, { cores: 0.4, quota });
    cpu.submit(new Note(100));
    clock.advance(60);
    cpu.reset(60);
    clock.run();
    expect([cpu.busyMs(500), cpu.throttledMs(500)]).toEqual([40, 20]);
    const next = new Note(40, clock.now());
    cpu.submit(next);
    clock.run();
    expect(next.doneAt).toBe(60 + 40 + 40);
  });

  it('never gives more than its share of a period, and all work is done', () => {
    const arrival = fc.record({ gap: fc.nat(80), cost: fc.integer({ min: 1, max: 60 }) });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 3 }),
        fc.array(arrival, { minLength: 1, maxLength: 30 }),
        (tenths, threads, arrivals) => {
          const cores = Math.min(threads, tenths / 10);
          const clock = new VirtualClock();
          const cpu = new Cpu(clock, { cores, quota: { periodMs: 50, threads } });
          const tasks: Note[] = [];
          let at = 0;
          let used = 0;
          const period = (): void => {
            const now = cpu.busyMs(clock.now());
            expect(now - used).toBeLessThanOrEqual(cores * 50 + 1e-6);
            used = now;
          };
          for (const { gap, cost } of arrivals) {
            at += gap;
            for (let end = Math.floor(clock.now() / 50 + 1) * 50; end <= at; end += 50) {
              clock.advance(end);
              period();
            }
            clock.advance(at);
            const task = new Note(cost, at);
            cpu.submit(task);
            tasks.push(task);
          }
          for (let i = 0; i < 2000 && tasks.some(({ doneAt }) => doneAt < 0); i++) {
            clock.advance(Math.floor(clock.now() / 50 + 1) * 50);
            period();
          }
          for (const { doneAt, readyAt, cost } of tasks) expect(doneAt).toBeGreaterThanOrEqual(readyAt + cost - 1e-6);
          expect(used).toBeCloseTo(
            arrivals.reduce((sum, { cost }) => sum + cost, 0),
            6,
          );
        },
      ),
    );
  });
});

describe('cores of a fraction without a quota', () => {
  it('are slower, and as many as the fraction rounded up', () => {
    expect(endsOf({ cores: 0.25 }, [10, 10])).toEqual([40, 80]);
    expect(endsOf({ cores: 1.5 }, [9, 9])).toEqual([12, 12]);
  });

  it('use CPU time, of which there is as much as the fraction says', () => {
    const clock = new VirtualClock();
    const cpu = new Cpu(clock, { cores: 0.25 });
    cpu.submit(new Note(10));
    clock.advance(20);
    expect([cpu.busyMs(20), cpu.cores, cpu.threads]).toEqual([5, 0.25, 1]);
  });
});
