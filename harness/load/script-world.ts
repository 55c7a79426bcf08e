import type { Clock } from '../../mock-service/time/clock.ts';
import type { CompiledScript } from '../script/compile/compiled-script.ts';
import type { Drains } from '../script/runtime/job-queue.ts';
import type { ScriptModule } from '../script/runtime/script-module.ts';
import type { VuContext } from '../script/runtime/script-runtime.ts';

/** What every copy of the script lives in. */
export interface ScriptWorld {
  readonly clock: Clock;
  readonly seed: number;
  readonly script: CompiledScript;
  readonly drains: Drains;
  /** Runs the script's init code for a VU. @throws whatever that throws */
  instantiate(vu: VuContext): ScriptModule;
  /** The VU's code is about to run: it becomes the runtime's current one. */
  enter(vu: VuContext): void;
}
