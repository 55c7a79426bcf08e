import type { Clock } from '../../mock-service/time/clock.ts';
import type { ExecutionState, ScenarioState } from '../script/modules/execution-state.ts';
import type { VuContext } from '../script/runtime/script-runtime.ts';
import type { Ending } from '../verdict/ending.ts';
import type { LoadPhase } from './load-phase.ts';
import type { ScenarioRun } from './scenario-run.ts';
import { Vu } from './vu.ts';

/**
 * What the k6 modules see of a drill, and what scripts have asked of it. Made before the modules and given to the load engine, which
 * alone writes its fields.
 */
export class Execution implements ExecutionState {
  options: Readonly<Record<string, unknown>> = {};
  /** The scenarios under way; null before. */
  phase: LoadPhase | null = null;
  /** Why the drill ends early, or ends with another code than its verdict's. The first reason counts. */
  exit: Ending | null = null;
  /** The script called `test.fail`. */
  failed: Ending | null = null;
  /** Called when the script asks for the drill's end, from inside script code. */
  aborted: () => void = () => {};
  #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** t = 0 of the scenarios; before it, now. */
  get startedAt(): number {
    const { phase } = this;
    return phase === null || Number.isNaN(phase.startedAt) ? this.#clock.now() : phase.startedAt;
  }

  get iterationsCompleted(): number {
    const accounts = this.phase?.accounts;
    return accounts === undefined ? 0 : accounts.completed + accounts.failed;
  }

  get iterationsInterrupted(): number {
    return this.phase?.accounts.interrupted ?? 0;
  }

  get vusActive(): number {
    return this.phase?.vusActive ?? 0;
  }

  get vusInitialized(): number {
    return this.phase?.vusInitialized ?? 0;
  }

  scenario(vu: VuContext): ScenarioState | null {
    return vu instanceof Vu ? (vu.owner as ScenarioRun | null) : null;
  }

  iterationInTest(vu: VuContext): number {
    return vu instanceof Vu ? vu.iterationInTest : 0;
  }

  iterationInScenario(vu: VuContext): number {
    return vu instanceof Vu ? Math.max(0, vu.iterationsInScenario - 1) : 0;
  }

  abort(message: string): void {
    this.exit ??= { code: 108, reason: message === '' ? 'the script aborted the drill' : message };
    this.aborted();
  }

  fail(message: string): void {
    this.failed ??= { code: 110, reason: message === '' ? 'the script marked the drill as failed' : message };
  }
}
