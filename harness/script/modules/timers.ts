import { type Handler, Timer } from '../../../mock-service/time/clock.ts';
import type { Background, EventLoop } from '../runtime/event-loop.ts';
import type { ScriptRuntime, VuContext } from '../runtime/script-runtime.ts';
import { neverInInit } from './life.ts';

type Callback = (...args: never[]) => unknown;

/** A timer of a script: its callback runs as a job of its VU, and its iteration lasts until then. */
class ScriptTimer implements Background, Handler {
  readonly id: number;
  readonly vu: VuContext;
  readonly timer = new Timer(this);
  #timers: ScriptTimers;
  #loop: EventLoop;
  #callback: Callback;
  #args: readonly unknown[];
  /** NaN for once. */
  #everyMs: number;

  constructor(
    timers: ScriptTimers,
    id: number,
    vu: VuContext,
    loop: EventLoop,
    callback: Callback,
    args: readonly unknown[],
    everyMs: number,
  ) {
    this.id = id;
    this.vu = vu;
    this.#timers = timers;
    this.#loop = loop;
    this.#callback = callback;
    this.#args = args;
    this.#everyMs = everyMs;
    loop.retain(this);
  }

  fire(now: number): void {
    if (Number.isNaN(this.#everyMs)) {
      this.#timers.forget(this);
      this.#loop.settle(this, this.#callback, this.#args);
      return;
    }
    // First the next time: the callback may clear it.
    this.#timers.clock.schedule(this.timer, now + this.#everyMs);
    this.#loop.post(this.#callback, this.#args);
  }

  /** The iteration is interrupted. */
  cancel(): void {
    this.#timers.clock.cancel(this.timer);
    this.#timers.forget(this);
  }

  /** The script clears it. */
  clear(): void {
    this.cancel();
    this.#loop.settle(this, null, []);
  }
}

/** `k6/timers` and the global timers, on the Clock. */
export class ScriptTimers {
  readonly clock: ScriptRuntime['clock'];
  #runtime: ScriptRuntime;
  #pending = new Map<number, ScriptTimer>();
  #ids = 0;

  constructor(runtime: ScriptRuntime) {
    this.#runtime = runtime;
    this.clock = runtime.clock;
  }

  forget(timer: ScriptTimer): void {
    this.#pending.delete(timer.id);
  }

  setTimeout = (callback: unknown, delayMs: unknown, ...args: unknown[]): number =>
    this.#start('setTimeout()', callback, delayMs, args, false);

  setInterval = (callback: unknown, delayMs: unknown, ...args: unknown[]): number =>
    this.#start('setInterval()', callback, delayMs, args, true);

  clearTimeout = (id: unknown): void => {
    const timer = this.#pending.get(id as number);
    // Timers are a VU's own: another's number means nothing to it.
    if (timer?.vu === this.#runtime.current) timer.clear();
  };

  clearInterval = this.clearTimeout;

  #start(what: string, callback: unknown, delay: unknown, args: readonly unknown[], repeats: boolean): number {
    const vu = this.#runtime.current;
    if (vu.phase === 'init') throw neverInInit(what);
    if (vu.loop === undefined) throw new Error(`${what} works only where an iteration can wait for it`);
    if (typeof callback !== 'function') throw new TypeError(`${what} needs a function (got a ${typeof callback})`);
    const delayMs = Number(delay ?? 0);
    // An interval of nothing would stop virtual time for ever.
    const atLeast = repeats ? 1 : 0;
    const waitMs = delayMs > atLeast ? delayMs : atLeast;
    const id = ++this.#ids;
    const timer = new ScriptTimer(this, id, vu, vu.loop, callback as Callback, args, repeats ? waitMs : Number.NaN);
    this.#pending.set(id, timer);
    this.clock.schedule(timer.timer, this.clock.now() + waitMs);
    return id;
  }
}
