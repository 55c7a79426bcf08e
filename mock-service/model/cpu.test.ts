import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Clock, Timer } from '../time/clock.ts';
import { VirtualClock } from '../time/virtual-clock.ts';
import { Cpu, type Task } from './cpu.ts';

/** A task of a fixed cost that writes down when it was taken up and when it was done. */
class Note implements Task {
  readyAt = 0;
  startedAt = -1;
  doneAt = -1;
  readonly cost: number;
  readonly afterwards: (() => void) | null;

  constructor(cost: number, afterwards: (() => void) | null = null) {
    this.cost = cost;
    this.afterwards = afterwards;
  }

  start(now: number): number {
    this.startedAt = now;
    return this.cost;
  }

  done(now: number): void {
    this.doneAt = now;
    this.afterwards?.();
  }
}

/** A clock whose timers all fire `lateMs` after they are due, as on a busy machine. */
class LateClock implements Clock {
  readonly inner = new VirtualClock();
  readonly #lateMs: number;
  #due = new Map<Timer, Timer>();

  constructor(lateMs: number) {
    this.#lateMs = lateMs;
  }

  now(): number {
    return this.inner.now();
  }

  schedule(timer: Timer, at: number): void {
    timer.at = at;
    let late = this.#due.get(timer);
    if (late === undefined) {
      late = Object.assign(Object.create(Object.getPrototypeOf(timer)), timer, { slot: -1 }) as Timer;
      (late as { handler: Timer['handler'] }).handler = { fire: now => timer.handler.fire(now) };
      this.#due.set(timer, late);
    }
    this.inner.schedule(late, at + this.#lateMs);
  }

  cancel(timer: Timer): void {
    const late = this.#due.get(timer);
    if (late !== undefined) this.inner.cancel(late);
  }
}

describe('Cpu', () => {
  it('starts at max(ready, core free), whatever the clock: a timer that fires late moves nothing', () => {
    const clock = new LateClock(7);
    const cpu = new Cpu(clock, { cores: 1 });
    const [first, second, third] = [new Note(10), new Note(10), new Note(10)];
    cpu.submit(first);
    second.readyAt = 4;
    cpu.submit(second);
    // Ready after the first was done in model time, but before its late timer fired.
    clock.inner.advance(12);
    third.readyAt = 12;
    cpu.submit(third);
    clock.inner.run();
    expect([first, second, third].map(({ startedAt, doneAt }) => [startedAt, doneAt])).toEqual([
      [0, 10],
      [10, 20],
      [20, 30],
    ]);
  });

  it('does not start a task before it is ready, though the late timer of the one before it says that a core was free', () => {
    const clock = new LateClock(7);
    const cpu = new Cpu(clock, { cores: 1 });
    const [first, second] = [new Note(10), new Note(10)];
    cpu.submit(first);
    clock.inner.advance(12);
    second.readyAt = 12;
    cpu.submit(second);
    clock.inner.run();
    expect([second.startedAt, second.doneAt]).toEqual([12, 22]);
    expect(cpu.busyMs(22)).toBe(20);
  });

  it('counts a core as busy until its task is due, however late the timer fires: never more than the time there was, never less than none', () => {
    const arrival = fc.record({ gap: fc.nat(400), cost: fc.integer({ min: 1, max: 300 }) });
    fc.assert(
      fc.property(fc.nat(1500), fc.array(arrival, { minLength: 1, maxLength: 20 }), (lateMs, arrivals) => {
        const clock = new LateClock(lateMs);
        const cpu = new Cpu(clock, { cores: 1 });
        let used = 0;
        const look = (): void => {
          const before = used;
          used = cpu.busyMs(clock.now());
          expect(used).toBeGreaterThanOrEqual(before);
          expect(used).toBeLessThanOrEqual(clock.now());
        };
        for (const { gap, cost } of arrivals) {
          for (let i = 0; i < 4; i++) {
            clock.inner.advance(clock.now() + gap / 4);
            look();
          }
          const task = new Note(cost);
          task.readyAt = clock.now();
          cpu.submit(task);
        }
        clock.inner.run();
        expect(cpu.busyMs(clock.now() + 1000)).toBeCloseTo(
          arrivals.reduce((sum, { cost }) => sum + cost, 0),
          6,
        );
      }),
    );
  });

  it('a second in which a task ends and its timer does not fire has its time, and the next has none', () => {
    const clock = new LateClock(1100);
    const cpu = new Cpu(clock, { cores: 1 });
    cpu.submit(new Note(100));
    clock.inner.advance(1000);
    expect(cpu.busyMs(1000)).toBe(100);
    clock.inner.advance(2000);
    expect(cpu.busyMs(2000)).toBe(100);
  });

  it('takes what a finished task submits after those who wait already', () => {
    const clock = new VirtualClock();
    const cpu = new Cpu(clock, { cores: 1 });
    const again = new Note(5);
    const waiting = new Note(5);
    const first = new Note(5, () => {
      again.readyAt = clock.now();
      cpu.submit(again);
    });
    cpu.submit(first);
    cpu.submit(waiting);
    clock.run();
    expect([waiting.startedAt, again.startedAt]).toEqual([5, 10]);
  });

  it('passes over tasks that are dropped when a core would start them', () => {
    const clock = new VirtualClock();
    const cpu = new Cpu(clock, { cores: 1 });
    const [first, dropped, last] = [new Note(5), new Note(-1), new Note(5)];
    for (const task of [first, dropped, last]) cpu.submit(task);
    clock.run();
    expect([dropped.startedAt, dropped.doneAt]).toEqual([5, -1]);
    expect(last.doneAt).toBe(10);
    expect(cpu.busyMs(clock.now())).toBe(10);
  });

  it('keeps a core free whose only task is dropped, and runs a task of however short a time', () => {
    const clock = new VirtualClock();
    const cpu = new Cpu(clock, { cores: 1 });
    const [dropped, none, short] = [new Note(-1), new Note(0), new Note(0.5)];
    for (const task of [dropped, none, short]) {
      cpu.submit(task);
      clock.run();
    }
    expect([dropped.doneAt, none.doneAt, short.doneAt]).toEqual([-1, 0, 0.5]);
    expect(cpu.cores).toBe(1);
  });

  it('knows how much it was busy while tasks run, and after a reset that began later than its clock', () => {
    const clock = new VirtualClock();
    const cpu = new Cpu(clock, { cores: 2 });
    clock.advance(3);
    for (const task of [new Note(10), new Note(20)]) {
      task.readyAt = 3;
      cpu.submit(task);
    }
    clock.advance(8);
    expect(cpu.busyMs(8)).toBe(10);
    clock.advance(15);
    expect(cpu.busyMs(15)).toBe(22);
    cpu.reset(15);
    expect(cpu.busyMs(20)).toBe(22);
  });

  it('has as many cores as before when a task resets it as it ends', () => {
    const clock = new VirtualClock();
    const cpu = new Cpu(clock, { cores: 1 });
    cpu.submit(new Note(5, () => cpu.reset(clock.now())));
    clock.run();
    const [first, second] = [new Note(5), new Note(5)];
    for (const task of [first, second]) {
      task.readyAt = 5;
      cpu.submit(task);
    }
    clock.run();
    expect([first.doneAt, second.doneAt]).toEqual([10, 15]);
    expect(cpu.busyMs(15)).toBe(15);
  });

  it('forgets everything when it is reset, and works again', () => {
    const clock = new VirtualClock();
    const cpu = new Cpu(clock, { cores: 2 });
    const tasks = [new Note(10), new Note(10), new Note(10)];
    for (const task of tasks) cpu.submit(task);
    clock.advance(4);
    cpu.reset(clock.now());
    expect([cpu.waiting, cpu.busyMs(4)]).toEqual([0, 8]);
    const next = new Note(1);
    next.readyAt = 4;
    cpu.submit(next);
    clock.run();
    expect(tasks.map(({ doneAt }) => doneAt)).toEqual([-1, -1, -1]);
    expect([next.doneAt, cpu.busyMs(5)]).toEqual([5, 9]);
  });

  it('is first come, first served over its cores, and its busy time is the sum of the costs', () => {
    const arrival = fc.record({ gap: fc.nat(20), cost: fc.integer({ min: 1, max: 30 }) });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.array(arrival, { maxLength: 60 }), (cores, arrivals) => {
        const clock = new VirtualClock();
        const cpu = new Cpu(clock, { cores });
        const free = new Array<number>(cores).fill(0);
        const tasks: { task: Note; expected: number }[] = [];
        for (const { gap, cost } of arrivals) {
          clock.advance(clock.now() + gap);
          const task = new Note(cost);
          task.readyAt = clock.now();
          cpu.submit(task);
          // The textbook's recursion: the next customer takes the core that is free first.
          const core = free.indexOf(Math.min(...free));
          const start = Math.max(clock.now(), free[core] as number);
          free[core] = start + cost;
          tasks.push({ task, expected: start });
        }
        clock.run();
        for (const { task, expected } of tasks) expect(task.startedAt).toBe(expected);
        const work = arrivals.reduce((sum, { cost }) => sum + cost, 0);
        expect(cpu.busyMs(clock.now())).toBeCloseTo(work, 6);
      }),
    );
  });
});
