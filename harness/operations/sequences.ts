import { type Clock, type Timer, timer } from '../../mock-service/time/clock.ts';

/** What is done step by step over a time: at most one thing by each name. */
export class Sequences {
  readonly #clock: Clock;
  readonly #underWay = new Map<string, { readonly next: Timer; readonly done: () => void }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Takes `steps` steps at even distances, the last `takesMs` from now, then calls `done`. What else was under way by this name goes
   * no further, and is done.
   */
  begin(name: string, steps: number, takesMs: number, step: (i: number) => void, done: () => void): void {
    this.#stop(name);
    const beganAt = this.#clock.now();
    let taken = 0;
    const next = timer(() => {
      step(taken++);
      proceed();
    });
    const proceed = (): void => {
      if (takesMs === 0) while (taken < steps) step(taken++);
      if (taken < steps) return this.#clock.schedule(next, beganAt + (takesMs * (taken + 1)) / steps);
      this.#underWay.delete(name);
      done();
    };
    this.#underWay.set(name, { next, done });
    proceed();
  }

  /** Nothing more is done, nor told. */
  close(): void {
    for (const { next } of this.#underWay.values()) this.#clock.cancel(next);
    this.#underWay.clear();
  }

  #stop(name: string): void {
    const before = this.#underWay.get(name);
    if (before === undefined) return;
    this.#clock.cancel(before.next);
    this.#underWay.delete(name);
    before.done();
  }
}
