import type { ScriptRuntime, VuContext } from '../runtime/script-runtime.ts';
import { type ExecutionState, TestAborted } from './execution-state.ts';
import { LifeError } from './life.ts';
import { PerVu } from './per-vu.ts';
import { retag, untag } from './retag.ts';

/** Tags by which the harness itself accounts for samples. */
const SYSTEM_TAGS: ReadonlySet<string> = new Set(['scenario', 'group']);

interface Handles {
  readonly vu: VuContext;
  readonly tags: Record<string, unknown>;
  readonly metadata: Record<string, unknown>;
}

/**
 * `k6/execution`: everything is read from the VU whose code runs, when it is read.
 * @param epochMs the Clock's zero as Unix time in ms.
 */
export function executionModule(
  runtime: ScriptRuntime,
  execution: ExecutionState,
  epochMs: number,
): Record<string, unknown> {
  const handles = new PerVu<Handles>(vu => ({ vu, tags: tagsOf(vu), metadata: {} }));

  const scenarioOf = (what: string) => {
    const state = execution.scenario(runtime.current);
    if (state === null || runtime.current.phase !== 'iteration')
      throw new LifeError(`exec.scenario.${what} is known only in iterations, not in ${runtime.current.phase}`);
    return state;
  };
  const iterating = (what: string): VuContext => {
    if (runtime.current.phase === 'init') throw new LifeError(`exec.vu.${what} is not known in the init context`);
    return runtime.current;
  };

  const scenario = {
    get name() {
      return scenarioOf('name').name;
    },
    get executor() {
      return scenarioOf('executor').executor;
    },
    get startTime() {
      return Math.floor(epochMs + scenarioOf('startTime').startedAt);
    },
    get progress() {
      return scenarioOf('progress').progress(runtime.clock.now());
    },
    // One instance runs the whole test, so both numbers are the same.
    get iterationInInstance() {
      scenarioOf('iterationInInstance');
      return execution.iterationInTest(runtime.current);
    },
    get iterationInTest() {
      scenarioOf('iterationInTest');
      return execution.iterationInTest(runtime.current);
    },
  };

  const instance = {
    get currentTestRunDuration() {
      return runtime.clock.now() - execution.startedAt;
    },
    get iterationsCompleted() {
      return execution.iterationsCompleted;
    },
    get iterationsInterrupted() {
      return execution.iterationsInterrupted;
    },
    get vusActive() {
      return execution.vusActive;
    },
    get vusInitialized() {
      return execution.vusInitialized;
    },
  };

  const test = {
    abort(message?: unknown): never {
      const text = message === undefined ? 'test aborted' : `test aborted: ${String(message)}`;
      execution.abort(text);
      throw new TestAborted(text);
    },
    fail(message?: unknown): void {
      execution.fail(message === undefined ? 'test marked as failed' : `test marked as failed: ${String(message)}`);
    },
    get options() {
      return execution.options;
    },
  };

  const metrics = {
    get tags() {
      return handles.of(iterating('metrics.tags')).tags;
    },
    get metadata() {
      return handles.of(iterating('metrics.metadata')).metadata;
    },
  };

  const vu = {
    get idInInstance() {
      return iterating('idInInstance').id;
    },
    get idInTest() {
      return iterating('idInTest').id;
    },
    get iterationInInstance() {
      return iterating('iterationInInstance').iteration;
    },
    get iterationInScenario() {
      return execution.iterationInScenario(iterating('iterationInScenario'));
    },
    get tags() {
      return metrics.tags;
    },
    metrics,
  };

  return { scenario, instance, test, vu };
}

/** A VU's tags as an object to read and write. */
function tagsOf(vu: VuContext): Record<string, unknown> {
  return new Proxy<Record<string, unknown>>(Object.create(null), {
    get: (_, key) => (typeof key === 'string' ? vu.tags.get(key) : undefined),
    has: (_, key) => typeof key === 'string' && vu.tags.get(key) !== undefined,
    set(_, key, value) {
      const name = String(key);
      if (SYSTEM_TAGS.has(name)) throw new TypeError(`the tag '${name}' is set by the harness: choose another name`);
      if (!['string', 'number', 'boolean'].includes(typeof value))
        throw new TypeError(
          `the value of the tag '${name}' must be a string, a number or a boolean (got a ${typeof value})`,
        );
      vu.tags = retag(vu.tags, name, String(value));
      return true;
    },
    deleteProperty(_, key) {
      vu.tags = untag(vu.tags, String(key));
      return true;
    },
    ownKeys: () => Object.keys(vu.tags.toObject()),
    getOwnPropertyDescriptor(_, key) {
      const value = typeof key === 'string' ? vu.tags.get(key) : undefined;
      return value === undefined ? undefined : { value, writable: true, enumerable: true, configurable: true };
    },
  });
}
