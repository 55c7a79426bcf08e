/** For tests: whole virtual drills of shipped files, in this process or in a thread of it. */
import { parentPort, Worker, workerData } from 'node:worker_threads';
import type { NamedCacheSettings } from '../../mock-service/settings/cache-settings.ts';
import type { RunRecord } from '../record/run-record.ts';
import { compileScript } from '../script/compile/compile-script.ts';
import { moduleMembers } from '../script/modules/module-members.ts';
import { resolveRemote } from '../script/node/resolve-remote.ts';
import { readDrillFiles } from '../topology/drill-files.ts';
import type { DrillSpec } from './drill-spec.ts';
import { VirtualDrill } from './virtual-drill.ts';

/** A drill by the names of its files; against the shipped baseline. */
export interface NamedDrill {
  readonly script: string;
  readonly topology: string;
  readonly cache: string;
  readonly seed: number;
  readonly set?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const BASELINE = 'mock-service/settings/baseline.yaml';

export async function recordOf({ script, topology, cache, seed, set = [], env = {} }: NamedDrill): Promise<RunRecord> {
  const files = readDrillFiles(topology, [cache], set);
  const [baseline] = readDrillFiles(topology, [BASELINE]).settings;
  const settings = { underTest: files.settings[0] as NamedCacheSettings, baseline: baseline as NamedCacheSettings };
  return recordOfSpec({
    ...{ clock: 'virtual', script, topology: files.topology, settings, seed, env },
    ...{ arrivals: 'poisson', tags: {}, allowedHosts: [], headroom: null },
  });
}

export async function recordOfSpec(spec: DrillSpec): Promise<RunRecord> {
  const compiled = await compileScript(spec.script, { members: moduleMembers, resolveRemote });
  return new Promise((resolve, reject) => {
    new VirtualDrill(spec, compiled, {
      ...{ log: () => {}, started: () => {}, second: () => {}, sampled: () => {}, noted: () => {} },
      finished: ({ record }) => resolve(record),
      crashed: reject,
    }).start();
  });
}

/** The same in a thread of its own. */
export function recordInThread(drill: NamedDrill): Promise<RunRecord> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL(import.meta.url), { workerData: drill });
    thread.once('message', resolve);
    thread.once('error', reject);
  });
}

// In such a thread this file is the program.
if (parentPort !== null && (workerData as NamedDrill | null)?.script !== undefined) {
  parentPort.postMessage(await recordOf(workerData as NamedDrill));
}
