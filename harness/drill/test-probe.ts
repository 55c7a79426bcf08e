/** For tests: probes as `headroom capacity --virtual` runs them, but in this process. */
import { fileURLToPath } from 'node:url';
import { parseCacheSettings } from '../../mock-service/settings/read-cache-settings.ts';
import { compileScript } from '../script/compile/compile-script.ts';
import { moduleMembers } from '../script/modules/module-members.ts';
import { resolveRemote } from '../script/node/resolve-remote.ts';
import { checkTopology } from '../topology/parse-topology.ts';
import type { DrillOutcome } from './drill.ts';
import type { DrillSpec } from './drill-spec.ts';
import { probeRecord, type RunProbe } from './probe-workers.ts';
import { VirtualDrill } from './virtual-drill.ts';

/** One call an iteration, by someone of the region; 100 a second at factor 1. */
export const ONE_CALL = fileURLToPath(new URL('./fixtures/one-call.js', import.meta.url));

/** A drill of `ONE_CALL`. @param topology laid over one with two small pools and no objective but timeouts */
export function testSpec(topology: Record<string, unknown>, settings: string): DrillSpec {
  const named = parseCacheSettings(settings, 'test.yaml');
  const pool = { instances: 1, cores: 2, memory: '8GiB', queue: 'none' };
  return {
    clock: 'virtual',
    script: ONE_CALL,
    topology: checkTopology({
      name: 'test',
      users: 100,
      peak: 100,
      pools: { primary: { ...pool, cores: 1 }, alternate: pool },
      cost: { hit: { fixed: '10ms' }, miss: { fixed: '10ms' }, write: { fixed: '10ms' } },
      directory: { latency: { fixed: '1ms' } },
      objectives: { timeouts: 'none', errors: 'off', p99: 'off', recovery: 'off', headroom: 1.1 },
      ...topology,
    }),
    settings: { underTest: named, baseline: named },
    seed: 1,
    arrivals: 'even',
    env: {},
    tags: {},
    allowedHosts: [],
    headroom: null,
  };
}

/** Runs drills of one script. */
export async function testRunner(script: string): Promise<(spec: DrillSpec) => Promise<DrillOutcome>> {
  const compiled = await compileScript(script, { members: moduleMembers, resolveRemote });
  return spec => {
    const ended = Promise.withResolvers<DrillOutcome>();
    const nothing = (): void => {};
    const events = { log: nothing, started: nothing, second: nothing, sampled: nothing, noted: nothing };
    new VirtualDrill(spec, compiled, { ...events, finished: ended.resolve, crashed: ended.reject }).start();
    return ended.promise;
  };
}

export async function testProbe(script = ONE_CALL): Promise<RunProbe> {
  const run = await testRunner(script);
  return async spec => probeRecord(await run(spec));
}
