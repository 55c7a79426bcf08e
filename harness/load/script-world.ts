import type { Clock } from '../../mock-service/time/clock.ts';
import type { CompiledScript, ScriptHost } from '../script/compile/compiled-script.ts';
import type { Drains } from '../script/runtime/job-queue.ts';
import type { VuContext } from '../script/runtime/script-runtime.ts';

/** What every copy of the script lives in. */
export interface ScriptWorld {
  readonly clock: Clock;
  readonly seed: number;
  readonly script: CompiledScript;
  readonly drains: Drains;
  /** The k6 modules and globals for a VU. */
  host(vu: VuContext): ScriptHost;
  /** The VU's code is about to run: it becomes the runtime's current one. */
  enter(vu: VuContext): void;
}
