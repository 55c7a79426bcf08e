import { type Handler, Timer } from '../../mock-service/time/clock.ts';
import { mix, RandomStream } from '../../mock-service/time/random.ts';
import { TagSet } from '../measure/tags.ts';
import { type CoroutineOwner, type Entered, VuCoroutine } from '../script/runtime/coroutine.ts';
import { exportedFunction, type ScriptModule } from '../script/runtime/script-module.ts';
import type { Phase, VuContext } from '../script/runtime/script-runtime.ts';
import type { ScriptFunction } from '../script/runtime/twin.ts';
import type { EmptyIterations } from './empty-iterations.ts';
import type { ScriptWorld } from './script-world.ts';

/** Whoever lets a VU iterate: a scenario under way. */
export interface VuOwner {
  /** The exported function that is an iteration. */
  readonly exec: string;
  readonly tags: TagSet;
  /** Keys the scenario's random numbers. */
  readonly key: number;
  /** The iteration's code has ended. `thrown`: what it threw, if it `threw`. */
  ended(vu: Vu, durationMs: number, threw: boolean, thrown: unknown): void;
  /** The VU may iterate again. Never called from inside `Vu.begin`. */
  freed(vu: Vu, now: number): void;
}

/** What all VUs of a drill share. */
export interface VuWorld extends ScriptWorld {
  /** What iterations take that take no time; null: they do take time, as all things do live. */
  readonly emptyIterations: EmptyIterations | null;
  /** No iteration takes less (`minIterationDuration`), ms. */
  readonly minIterationMs: number;
  /** What iterations are called with: setup's data, made anew for each VU. */
  setupData(): unknown;
}

/** A virtual user: one copy of the script, which runs one iteration at a time. */
export class Vu implements VuContext, Entered, CoroutineOwner, Handler {
  readonly id: number;
  phase: Phase = 'init';
  iteration = 0;
  tags: TagSet = TagSet.EMPTY;
  groupPath = '';
  iterationLagMs = 0;
  iterationDueAt = 0;
  /** A request of the present iteration has failed: `k6/http` sets it, each iteration clears it. */
  requestFailed = false;
  /** Requests of the present iteration to the system under test: whoever keeps their account counts them here. */
  calls = 0;

  /** The scenario that it works for. */
  owner: VuOwner | null = null;
  iterationInTest = 0;
  /** Iterations begun for the present scenario. */
  iterationsInScenario = 0;
  /** Its place among its scenario's running VUs; −1 when it does not run. */
  slot = -1;
  readonly loop: VuCoroutine;

  #world: VuWorld;
  #timer = new Timer(this);
  #random: RandomStream;
  #module: ScriptModule;
  #fn: ScriptFunction | null = null;
  #hasData = false;
  #data: unknown;
  #iterations = 0;
  #startedAt = 0;
  #beginning = false;

  /** Runs the script's init code. @throws whatever that throws. */
  constructor(id: number, world: VuWorld) {
    this.id = id;
    this.#world = world;
    this.#random = new RandomStream(mix(mix(world.seed, 0x696e6974), id));
    this.loop = new VuCoroutine(this, world.drains);
    world.enter(this);
    this.#module = world.instantiate(this);
  }

  enter(): void {
    this.#world.enter(this);
    this.#module.enter();
  }

  random(): number {
    return this.#random.next();
  }

  /** Gives the VU to a scenario. */
  assign(owner: VuOwner): void {
    this.owner = owner;
    this.#fn = exportedFunction(this.#module, owner.exec);
    this.tags = owner.tags;
    this.groupPath = '';
    this.iterationsInScenario = 0;
  }

  /** Starts an iteration of its scenario. */
  begin(iterationInTest: number, dueAt: number, now: number): void {
    const owner = this.owner as VuOwner;
    this.phase = 'iteration';
    this.iteration = this.#iterations++;
    this.iterationsInScenario++;
    this.iterationInTest = iterationInTest;
    this.iterationDueAt = dueAt;
    this.iterationLagMs = now - dueAt;
    this.requestFailed = false;
    this.calls = 0;
    if (this.groupPath !== '') {
      // The iteration before was interrupted inside a group.
      this.groupPath = '';
      this.tags = owner.tags;
    }
    this.#random.reseed(mix(owner.key, iterationInTest));
    this.#startedAt = now;
    if (!this.#hasData) {
      this.#hasData = true;
      this.#data = this.#world.setupData();
    }
    this.#beginning = true;
    this.loop.start(this.#fn as ScriptFunction, this.#data, this);
    this.#beginning = false;
  }

  returned(): void {
    this.#ended(false, undefined);
  }

  threw(error: unknown): void {
    this.#ended(true, error);
  }

  /**
   * Ends the iteration under way.
   * @returns false if its code had ended already and only its least duration was not over: nothing was interrupted.
   */
  interrupt(): boolean {
    if (this.#timer.pending) {
      this.#world.clock.cancel(this.#timer);
      return false;
    }
    this.loop.interrupt();
    return true;
  }

  /** The least duration is over. */
  fire(now: number): void {
    (this.owner as VuOwner).freed(this, now);
  }

  #ended(threw: boolean, thrown: unknown): void {
    const { clock, emptyIterations, minIterationMs } = this.#world;
    const owner = this.owner as VuOwner;
    const now = clock.now();
    const elapsedMs = now - this.#startedAt;
    const durationMs = elapsedMs === 0 && emptyIterations !== null ? emptyIterations.next() : elapsedMs;
    owner.ended(this, durationMs, threw, thrown);
    const restMs = (durationMs > minIterationMs ? durationMs : minIterationMs) - elapsedMs;
    // An iteration that never waited goes through the clock: loops neither nest nor keep I/O from being served.
    if (restMs > 0 || this.#beginning) clock.schedule(this.#timer, now + restMs);
    else owner.freed(this, now);
  }
}
