import type { VuContext } from '../runtime/script-runtime.ts';

/** What `k6/execution` tells scripts of the scenario that a VU works for. */
export interface ScenarioState {
  readonly name: string;
  /** `constant-arrival-rate`, … */
  readonly executor: string;
  /** When the scenario started, ms on the Clock. */
  readonly startedAt: number;
  /** The scenario's own `env`, which overrides `-e` for its VUs. */
  readonly env: Readonly<Record<string, string>>;
  /** How much of the scenario is done, 0–1. */
  progress(now: number): number;
}

/** What the load engine tells the k6 modules, and what they ask of it. One per drill process. */
export interface ExecutionState {
  /** The consolidated options: what `exec.test.options` shows and what `k6/http` obeys. Known once the main script has run. */
  readonly options: Readonly<Record<string, unknown>>;
  /** When the test started, ms on the Clock. */
  readonly startedAt: number;
  readonly iterationsCompleted: number;
  readonly iterationsInterrupted: number;
  readonly vusActive: number;
  readonly vusInitialized: number;
  /** The scenario that a VU works for now; null in setup, teardown and handleSummary. */
  scenario(vu: VuContext): ScenarioState | null;
  /** The present iteration's number among all of its scenario, from 0. */
  iterationInTest(vu: VuContext): number;
  /** The present iteration's number among those of this VU in its scenario, from 0. */
  iterationInScenario(vu: VuContext): number;
  /** `exec.test.abort`: the drill is to end with exit 108. The module throws `TestAborted` in the VU that asked. */
  abort(message: string): void;
  /** `exec.test.fail`: the drill is to end with exit 110, after running to its end. */
  fail(message: string): void;
}

/** Ends the iteration of a VU that called `exec.test.abort`. Not a failure of the iteration. */
export class TestAborted extends Error {
  override name = 'TestAborted';
}
