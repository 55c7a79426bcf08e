import { type Timer, timer } from '../../mock-service/time/clock.ts';
import { hashText, mix, RandomStream } from '../../mock-service/time/random.ts';
import type { TagSet } from '../measure/tags.ts';
import { type CoroutineOwner, type Entered, VuCoroutine } from '../script/runtime/coroutine.ts';
import { exportedFunction, type ScriptModule } from '../script/runtime/script-module.ts';
import type { Phase, VuContext } from '../script/runtime/script-runtime.ts';
import type { ScriptFunction } from '../script/runtime/twin.ts';
import type { ScriptWorld } from './script-world.ts';

/** How a call of `setup`, `teardown` or `handleSummary` ended. */
export type CallEnding =
  | { readonly kind: 'returned'; readonly value: unknown }
  | { readonly kind: 'threw'; readonly thrown: unknown }
  | { readonly kind: 'timeout' };

/** The VU number 0: fresh module state for one call outside of iterations. */
export class LifeCall implements VuContext, Entered, CoroutineOwner {
  readonly id = 0;
  phase: Phase = 'init';
  iteration = 0;
  tags: TagSet;
  groupPath = '';
  iterationLagMs = 0;
  iterationDueAt = 0;
  readonly loop: VuCoroutine;
  readonly module: ScriptModule;
  #random: RandomStream;
  #world: ScriptWorld;
  #limit: Timer = timer(() => this.#timedOut());
  #done: ((ending: CallEnding) => void) | null = null;
  #ending: CallEnding = { kind: 'timeout' };
  #ended: Timer = timer(() => this.#done?.(this.#ending));

  /** Runs the script's init code. @throws whatever that throws. */
  constructor(phase: Exclude<Phase, 'iteration'>, tags: TagSet, world: ScriptWorld) {
    this.#world = world;
    this.#random = new RandomStream(mix(world.seed, hashText(phase)));
    // k6 marks samples of setup and teardown by a group of that name.
    const isGroup = phase === 'setup' || phase === 'teardown';
    this.groupPath = isGroup ? `::${phase}` : '';
    this.tags = isGroup ? tags.with('group', this.groupPath) : tags;
    this.loop = new VuCoroutine(this, world.drains);
    world.enter(this);
    this.module = world.instantiate(this);
    this.phase = phase;
  }

  enter(): void {
    this.#world.enter(this);
    this.module.enter();
  }

  random(): number {
    return this.#random.next();
  }

  /** Calls an exported function; `done` follows once, after this returns. */
  call(name: string, argument: unknown, limitMs: number, done: (ending: CallEnding) => void): void {
    this.#done = done;
    const { clock } = this.#world;
    this.iterationDueAt = clock.now();
    clock.schedule(this.#limit, this.iterationDueAt + limitMs);
    this.loop.start(exportedFunction(this.module, name) as ScriptFunction, argument, this);
  }

  /** Gives up the call: `done` does not follow. */
  cancel(): void {
    this.#world.clock.cancel(this.#limit);
    this.#world.clock.cancel(this.#ended);
    this.loop.interrupt();
  }

  returned(value: unknown): void {
    this.#end({ kind: 'returned', value });
  }

  threw(thrown: unknown): void {
    this.#end({ kind: 'threw', thrown });
  }

  #timedOut(): void {
    this.loop.interrupt();
    this.#end({ kind: 'timeout' });
  }

  #end(ending: CallEnding): void {
    const { clock } = this.#world;
    this.#ending = ending;
    clock.cancel(this.#limit);
    // What follows runs other script code: not on top of the code that has just ended.
    clock.schedule(this.#ended, clock.now());
  }
}
