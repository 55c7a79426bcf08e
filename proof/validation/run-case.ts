import type { DrillOutcome } from '../../harness/drill/drill.ts';
import { VirtualDrill } from '../../harness/drill/virtual-drill.ts';
import type { RunRecord } from '../../harness/record/run-record.ts';
import { compileScript } from '../../harness/script/compile/compile-script.ts';
import type { CompiledScript } from '../../harness/script/compile/compiled-script.ts';
import { moduleMembers } from '../../harness/script/modules/module-members.ts';
import { resolveRemote } from '../../harness/script/node/resolve-remote.ts';
import { readDrillFiles } from '../../harness/topology/drill-files.ts';
import type { ValidationCase } from './validation-case.ts';

const ROOT = new URL('../../', import.meta.url).pathname;

/** The drills of a case, one seed after the other, in this thread. */
export class CaseRunner {
  readonly #case: ValidationCase;
  readonly #short: boolean;

  /** @param short with the load of the short suite */
  constructor(each: ValidationCase, short: boolean) {
    this.#case = each;
    this.#short = short;
  }

  /** @returns what the drill with this seed measured, by quantity. @throws if it does not run to its end */
  async measure(seed: number): Promise<number[]> {
    const record = await this.run(seed);
    return this.#case.quantities.map(({ measure }) => measure(record));
  }

  async run(seed: number): Promise<RunRecord> {
    const { script, topology, cache, set, arrivals, env, shortEnv } = this.#case;
    const compiled = await compiledOnce(ROOT + script);
    const files = readDrillFiles(ROOT + topology, [ROOT + cache], set);
    const [settings] = files.settings;
    if (settings === undefined) throw new Error(`${cache} holds no settings`);
    const outcome = await new Promise<DrillOutcome>((resolve, reject) => {
      const drill = new VirtualDrill(
        {
          clock: 'virtual',
          script,
          topology: files.topology,
          settings: { underTest: settings, baseline: settings },
          seed,
          arrivals,
          env: this.#short ? { ...env, ...shortEnv } : env,
          tags: {},
          allowedHosts: [],
          headroom: null,
        },
        compiled,
        {
          log: (level, text) => {
            if (level === 'error') reject(new Error(`${script}: ${text}`));
          },
          started: () => {},
          second: () => {},
          sampled: () => {},
          noted: () => {},
          finished: resolve,
          crashed: reject,
        },
      );
      drill.start();
    });
    const { exit, record } = outcome;
    if (exit !== null) throw new Error(`${script}, seed ${seed}: ${exit.reason}`);
    if (record.generator.droppedIterations > 0) throw new Error(`${script}, seed ${seed}: iterations were dropped`);
    return record;
  }
}

/** Several cases have one script. */
const scripts = new Map<string, Promise<CompiledScript>>();

function compiledOnce(path: string): Promise<CompiledScript> {
  let script = scripts.get(path);
  if (script === undefined) {
    script = compileScript(path, { members: moduleMembers, resolveRemote });
    scripts.set(path, script);
  }
  return script;
}
