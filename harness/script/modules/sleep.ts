import { type Handler, Timer } from '../../../mock-service/time/clock.ts';
import type { BlockingCall, Coroutine } from '../runtime/blocking-call.ts';
import type { ScriptRuntime } from '../runtime/script-runtime.ts';
import { neverInInit } from './life.ts';

/** `sleep(seconds)` on the Clock. Sleeps are reused. */
class Sleep implements BlockingCall, Handler {
  readonly timer = new Timer(this);
  readonly sleeps: Sleeps;
  durationMs = 0;
  vu: Coroutine | null = null;

  constructor(sleeps: Sleeps) {
    this.sleeps = sleeps;
  }

  begin(vu: Coroutine): void {
    this.vu = vu;
    const { clock } = this.sleeps;
    clock.schedule(this.timer, clock.now() + this.durationMs);
  }

  cancel(): void {
    this.sleeps.clock.cancel(this.timer);
    this.#release();
  }

  fire(): void {
    const vu = this.vu as Coroutine;
    this.#release();
    vu.resume(undefined);
  }

  #release(): void {
    this.vu = null;
    this.sleeps.spare.push(this);
  }
}

export class Sleeps {
  readonly spare: Sleep[] = [];
  readonly clock: ScriptRuntime['clock'];
  #runtime: ScriptRuntime;

  constructor(runtime: ScriptRuntime) {
    this.#runtime = runtime;
    this.clock = runtime.clock;
  }

  /** Describes a sleep; as in k6, no time or a negative one passes at once. */
  describe = (seconds: unknown): BlockingCall => {
    if (this.#runtime.current.phase === 'init') throw neverInInit('sleep()');
    const duration = Number(seconds);
    if (Number.isNaN(duration)) throw new TypeError(`sleep() needs a number of seconds (got ${String(seconds)})`);
    const sleep = this.spare.pop() ?? new Sleep(this);
    sleep.durationMs = duration > 0 ? duration * 1000 : 0;
    return sleep;
  };
}
