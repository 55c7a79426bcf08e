import { RefusedCall } from '../runtime/refused-call.ts';
import type { ScriptRuntime, VuContext } from '../runtime/script-runtime.ts';
import { scriptConsole } from './console.ts';
import type { ExecutionState } from './execution-state.ts';
import { PerVu } from './per-vu.ts';
import type { Platform } from './platform.ts';
import type { Randomness } from './randomness.ts';
import { scriptDate } from './script-date.ts';
import { openFunction } from './script-files.ts';
import type { ScriptLog } from './script-log.ts';
import type { ScriptTimers } from './timers.ts';

interface Environment {
  readonly vu: VuContext;
  readonly base: Readonly<Record<string, string>>;
  readonly values: Record<string, string>;
}

/**
 * The globals that scripts see in place of Node's. `__VU`, `__ITER` and `__ENV` are getters: they are the running VU's, so they
 * must be read from this object each time.
 * @param epochMs the Clock's zero as Unix time in ms.
 */
export function scriptGlobals(
  runtime: ScriptRuntime,
  execution: ExecutionState,
  randomness: Randomness,
  timers: ScriptTimers,
  log: ScriptLog,
  epochMs: number,
  platform: Platform,
): object {
  const environments = new PerVu<Environment>(vu => environmentOf(vu, NO_ENV));

  function environmentOf(vu: VuContext, own: Readonly<Record<string, string>>): Environment {
    return { vu, base: own, values: { ...runtime.env, ...own } };
  }

  const seededMath = Object.create(null, Object.getOwnPropertyDescriptors(Math));
  seededMath.random = randomness.next;

  return {
    Math: seededMath,
    Date: scriptDate(runtime.clock, epochMs),
    performance: { timeOrigin: epochMs, now: () => runtime.clock.now() },
    console: scriptConsole(runtime, log),
    setTimeout: timers.setTimeout,
    setInterval: timers.setInterval,
    clearTimeout: timers.clearTimeout,
    clearInterval: timers.clearInterval,
    crypto: {
      randomUUID: randomness.uuid,
      getRandomValues<T extends ArrayBufferView>(view: T): T {
        if (!ArrayBuffer.isView(view)) throw new TypeError('crypto.getRandomValues() needs a typed array');
        randomness.fill(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
        return view;
      },
      get subtle(): never {
        throw new RefusedCall('crypto.subtle is not offered here: use k6/crypto');
      },
    },
    open: openFunction(runtime, platform),
    TextEncoder,
    TextDecoder,
    // For the stand-in of jslib's url alone: in k6, too, scripts must import it.
    __URL: URL,
    __URLSearchParams: URLSearchParams,
    get __VU() {
      return runtime.current.phase === 'init' ? 0 : runtime.current.id;
    },
    get __ITER() {
      return runtime.current.iteration;
    },
    /** `-e` and the drill's own, under the env of the VU's scenario. A VU's own changes stay with it. */
    get __ENV() {
      const vu = runtime.current;
      const own = (vu.phase === 'iteration' ? execution.scenario(vu)?.env : undefined) ?? NO_ENV;
      const environment = environments.of(vu);
      return (environment.base === own ? environment : environments.replace(environmentOf(vu, own))).values;
    },
  };
}

const NO_ENV: Readonly<Record<string, string>> = Object.freeze({});
