import type { BlockingCall, Coroutine } from './blocking-call.ts';
import type { Background } from './event-loop.ts';
import { type Drains, type Job, type JobQueue, running } from './job-queue.ts';
import { promiseState, ScriptPromise } from './script-promise.ts';
import type { Steps } from './steps.ts';
import { failSteps, type ScriptFunction, TWIN } from './twin.ts';

/** Who is told how an iteration (or setup, teardown, handleSummary) ended. Called outside script code; may start the next one. */
export interface CoroutineOwner {
  /** The function returned and its event loop is drained. A returned promise is replaced by what it was fulfilled with. */
  returned(value: unknown): void;
  /** An uncaught exception, an unhandled rejection, or a blocking call that could not wait. */
  threw(error: unknown): void;
}

/** Whose code a coroutine runs. */
export interface Entered {
  /** Called before script code runs: makes this VU the runtime's current one. */
  enter(): void;
}

/** What becomes of the native stack's traces: a script's frames lie between the generators' own. */
const STACK_FRAMES = 60;

/**
 * Runs the code of one VU: a function of the script from its start until it has returned and its event loop is drained. Blocking calls
 * hold the whole VU; promise callbacks, timers and the rest of async functions run between them, never during one.
 */
export class VuCoroutine implements Coroutine, JobQueue {
  #drains: Drains;
  #vu: Entered;
  #owner: CoroutineOwner | null = null;
  /** The code that waits in `#pending`, or runs now. */
  #steps: Steps | null = null;
  #pending: BlockingCall | null = null;
  /** Whether `#steps` is the started function itself, not a job that came after it. */
  #isMain = false;
  #value: unknown;
  #turning = false;
  #interrupted = false;
  #microtasks: Job[] = [];
  #tasks: Job[] = [];
  #retained = new Set<Background>();
  #natives = 0;
  #rejections = new Map<object, unknown>();
  /** A blocking call that could not wait, or null. */
  #refused: unknown = null;

  /** @param drains shared by the VUs of a process. */
  constructor(vu: Entered, drains: Drains) {
    this.#vu = vu;
    this.#drains = drains;
    if (Error.stackTraceLimit < STACK_FRAMES) Error.stackTraceLimit = STACK_FRAMES;
  }

  /** Whether a started function has not ended yet. */
  get busy(): boolean {
    return this.#owner !== null;
  }

  /**
   * Starts a function of the script, plain or compiled, with one argument. `owner` is told of its end, which may be before `start`
   * returns. @throws Error while another function is under way.
   */
  start(fn: ScriptFunction, argument: unknown, owner: CoroutineOwner): void {
    if (this.#owner !== null) throw new Error('this VU is busy');
    this.#owner = owner;
    this.#isMain = true;
    this.#refused = null;
    const outer = this.#beginTurn();
    let begun = false;
    let value: unknown;
    try {
      const twin = fn[TWIN];
      if (twin === undefined) value = fn(argument);
      else {
        this.#steps = twin(argument);
        begun = true;
      }
    } catch (error) {
      this.#endTurn(outer);
      this.#end(true, error);
      return;
    }
    if (begun) this.#turn(undefined, false, outer);
    else {
      this.#mainReturned(value);
      this.#drain(outer);
    }
  }

  resume(value: unknown): void {
    this.#awaited();
    this.#turn(value, false, this.#beginTurn());
  }

  fail(error: unknown): void {
    this.#awaited();
    this.#turn(error, true, this.#beginTurn());
  }

  /**
   * Gives up what is under way: cancels its blocking call, forgets its code (no `catch` or `finally` of it runs), its timers and promises.
   * The owner is not told. Called by the script's own code, it takes effect when that code blocks or ends.
   */
  interrupt(): void {
    if (this.#turning) this.#interrupted = true;
    else if (this.#owner !== null) this.#forget();
  }

  microtask(job: Job): void {
    if (this.#owner === null) return;
    this.#microtasks.push(job);
    this.#wake();
  }

  retain(background: Background): void {
    this.#retained.add(background);
  }

  settle(background: Background, job: ScriptFunction | null, args: readonly unknown[]): void {
    if (!this.#retained.delete(background)) return;
    if (job !== null) this.#tasks.push(new CallJob(job, args));
    this.#wake();
  }

  post(job: ScriptFunction, args: readonly unknown[]): void {
    if (this.#owner === null) return;
    this.#tasks.push(new CallJob(job, args));
    this.#wake();
  }

  rejected(promise: object, reason: unknown): void {
    this.#rejections.set(promise, reason);
  }

  handled(promise: object): void {
    this.#rejections.delete(promise);
  }

  native(change: 1 | -1): void {
    this.#natives += change;
  }

  refused(error: unknown): void {
    this.#refused ??= error;
  }

  #awaited(): void {
    if (this.#pending === null) throw new Error('this VU waits for no blocking call');
    this.#pending = null;
  }

  /** Runs `#steps` until it blocks, and what comes after it. */
  #turn(value: unknown, failed: boolean, outer: JobQueue | null): void {
    let call: BlockingCall | null = null;
    try {
      const steps = this.#steps as Steps;
      const result = failed ? failSteps(steps, value, true) : steps.next(value);
      if (result.done) this.#stepsEnded(result.value);
      else call = result.value;
    } catch (error) {
      this.#endTurn(outer);
      this.#end(true, error);
      return;
    }
    if (call === null) this.#drain(outer);
    else this.#block(call, outer);
  }

  #stepsEnded(value: unknown): void {
    this.#steps = null;
    if (this.#isMain) this.#mainReturned(value);
  }

  #mainReturned(value: unknown): void {
    this.#isMain = false;
    this.#value = value;
  }

  /** Waits in a blocking call. It is begun outside the turn, so that script code never runs inside script code. */
  #block(call: BlockingCall, outer: JobQueue | null): void {
    this.#endTurn(outer);
    if (this.#interrupted) {
      this.#forget();
      return;
    }
    this.#pending = call;
    call.begin(this);
  }

  /** Does the jobs that are due, each to its end, until one blocks or none is left. */
  #drain(outer: JobQueue | null): void {
    let call: BlockingCall | null = null;
    try {
      for (;;) {
        let job = this.#microtasks.shift();
        if (job === undefined) {
          if (this.#rejections.size > 0 && !this.#interrupted) throw this.#unhandled();
          job = this.#tasks.shift();
        }
        if (job === undefined || this.#interrupted) break;
        const steps = job.run();
        if (steps === null) continue;
        this.#steps = steps;
        const result = steps.next();
        if (!result.done) {
          call = result.value;
          break;
        }
        this.#steps = null;
      }
    } catch (error) {
      this.#endTurn(outer);
      this.#end(true, error);
      return;
    }
    if (call !== null) {
      this.#block(call, outer);
      return;
    }
    this.#endTurn(outer);
    if (this.#interrupted) this.#forget();
    else if (this.#retained.size === 0) this.#end(false, this.#value);
  }

  #unhandled(): unknown {
    const [reason] = this.#rejections.values();
    return reason;
  }

  /** Goes on with the jobs, if the VU was only waiting for some. */
  #wake(): void {
    if (this.#turning || this.#pending !== null || this.#owner === null) return;
    this.#drain(this.#beginTurn());
  }

  #beginTurn(): JobQueue | null {
    const outer = running.queue;
    running.queue = this;
    this.#turning = true;
    this.#vu.enter();
    return outer;
  }

  #endTurn(outer: JobQueue | null): void {
    running.queue = outer;
    this.#turning = false;
    if (this.#natives > 0) this.#drains.request();
  }

  #end(failed: boolean, value: unknown): void {
    const owner = this.#owner as CoroutineOwner;
    const refused = this.#refused;
    if (this.#interrupted) {
      this.#forget();
      return;
    }
    this.#forget();
    if (failed) owner.threw(value);
    else if (refused !== null) owner.threw(refused);
    else if (!(value instanceof ScriptPromise)) owner.returned(value);
    else {
      const { state, value: settled } = promiseState(value);
      if (state === 'pending') owner.threw(new NeverSettled());
      else owner.returned(settled);
    }
  }

  #forget(): void {
    const call = this.#pending;
    this.#owner = null;
    this.#steps = null;
    this.#pending = null;
    this.#value = undefined;
    this.#interrupted = false;
    if (this.#microtasks.length > 0) this.#microtasks = [];
    if (this.#tasks.length > 0) this.#tasks = [];
    if (this.#rejections.size > 0) this.#rejections.clear();
    call?.cancel();
    if (this.#retained.size > 0) {
      const retained = [...this.#retained];
      this.#retained.clear();
      for (const background of retained) background.cancel();
    }
  }
}

/** An async function waits for what cannot come any more: no timer, request or job is left that could settle it. */
class NeverSettled extends Error {
  override name = 'NeverSettled';

  constructor() {
    super('an async function never ended: it awaits a promise that nothing is left to settle');
    // Where the coroutine stands tells nothing of the script.
    delete this.stack;
  }
}

/** A timer's callback, or whatever else the host calls in the script. */
class CallJob implements Job {
  #fn: ScriptFunction;
  #args: readonly unknown[];

  constructor(fn: ScriptFunction, args: readonly unknown[]) {
    this.#fn = fn;
    this.#args = args;
  }

  run(): Steps | null {
    const twin = this.#fn[TWIN];
    if (twin !== undefined) return twin(...this.#args);
    this.#fn(...this.#args);
    return null;
  }
}
