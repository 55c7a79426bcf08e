import type { DrillOutcome } from '../../harness/drill/drill.ts';
import { VirtualDrill } from '../../harness/drill/virtual-drill.ts';
import type { RunRecord } from '../../harness/record/run-record.ts';
import { compileScript } from '../../harness/script/compile/compile-script.ts';
import { moduleMembers } from '../../harness/script/modules/module-members.ts';
import { resolveRemote } from '../../harness/script/node/resolve-remote.ts';
import { readDrillFiles } from '../../harness/topology/drill-files.ts';
import type { Resource } from '../../harness/verdict/full.ts';
import type { LOOPS } from '../../harness/verdict/sustaining.ts';
import type { NamedCacheSettings } from '../../mock-service/settings/cache-settings.ts';

/** What begins the trouble, as the script's `TRIGGER`, and the operation that the cause must then name. */
export const TRIGGERS = {
  flush: 'flush',
  restart: 'restart',
  'restart-half': 'restart',
  degrade: 'degrade',
  'degrade-half': 'degrade',
  deploy: 'deploy',
} as const;
export type PlantedTrigger = keyof typeof TRIGGERS;

interface PlantedLoop {
  /** As `--set`. */
  readonly set: readonly string[];
  /** How often users try again. */
  readonly retries: number;
}

/** What makes the service stay down: it alone, of all that could. */
export const PLANTED_LOOPS = {
  // Every user who is let down comes again, three times.
  retries: { set: [], retries: 3 },
  // What comes after its caller has gone is thrown away, so that the caches never fill.
  'cold-caches': { set: ['keepLateResults=false', 'coalesce=false', 'ttl=100s'], retries: 0 },
  // A queue of some seconds kills an instance, and it comes back to be killed again.
  restarts: { set: ['pools.primary.memory=400MiB', 'cost.requestSize=2MiB'], retries: 0 },
  // Nothing multiplies the load, but hardly anything is left to work off what has piled up.
  'abandoned-work': { set: ['cost.hit.fixed=18ms'], retries: 0 },
} as const satisfies Partial<Record<(typeof LOOPS)[number], PlantedLoop>>;
export type PlantedLoopName = keyof typeof PLANTED_LOOPS;

interface PlantedResource {
  readonly trigger: string;
  /** The operation that the cause must name, and its target. */
  readonly operation: string;
  readonly target: string;
  readonly set: readonly string[];
}

/** What is scarce, so that it and nothing else is full first, and what makes it so. */
export const PLANTED_RESOURCES = {
  'cache-tier': {
    ...{ trigger: 'degrade-tier', operation: 'degrade', target: 'cache-tier' },
    set: [
      'scope=tier',
      'cacheTier={ nodes: 2, capacity: 10000, latency: { fixed: 5ms }, concurrency: 4, timeout: 200ms, onFailure: error }',
    ],
  },
  connections: {
    ...{ trigger: 'flush', operation: 'flush', target: 'primary' },
    set: ['directory.latency.fixed=60ms', 'directory.connections={ perInstance: 3, wait: 300ms }'],
  },
  directory: {
    ...{ trigger: 'degrade-directory', operation: 'degrade', target: 'directory' },
    set: ['directory.latency.fixed=20ms', 'directory.concurrency=8', 'directory.timeout=300ms', 'ttl=100s'],
  },
  memory: {
    ...{ trigger: 'restart-proxy', operation: 'restart', target: 'proxy' },
    // What the servers that are left hold is more than they may.
    set: [
      'proxy.servers={ instances: 4, cores: 4, cost: { fixed: 0.1ms }, memory: 96MiB, baseMemory: 32MiB, requestSize: 1MiB, restartAfter: 30s }',
      ...['cost.hit.fixed=300ms', 'pools.primary.cores=64'],
    ],
  },
} as const satisfies Partial<Record<Resource, PlantedResource>>;
export type PlantedResourceName = keyof typeof PLANTED_RESOURCES;

const FOLDER = 'proof/planted-causes';

/** Runs one planted drill on a virtual clock. @throws Error if it does not come to its end */
export function plantedDrill(trigger: PlantedTrigger, loop: PlantedLoopName, seed: number): Promise<RunRecord> {
  return drill(trigger, PLANTED_LOOPS[loop], seed);
}

/** The same where something is scarce. */
export function scarceDrill(resource: PlantedResourceName, seed: number): Promise<RunRecord> {
  const { trigger, set } = PLANTED_RESOURCES[resource];
  return drill(trigger, { set, retries: 0 }, seed);
}

async function drill(trigger: string, { set, retries }: PlantedLoop, seed: number): Promise<RunRecord> {
  const path = `${FOLDER}/drill.ts`;
  const script = await compileScript(path, { members: moduleMembers, resolveRemote });
  const files = ['settings', 'bad-settings'].map(name => `${FOLDER}/${name}.yaml`);
  const { topology, settings } = readDrillFiles(`${FOLDER}/service.yaml`, files, [...set]);
  const [underTest, baseline] = settings as [NamedCacheSettings, NamedCacheSettings];
  const spec = { clock: 'virtual', arrivals: 'poisson', tags: {}, allowedHosts: [], headroom: null } as const;
  const env = { TRIGGER: trigger, RETRIES: String(retries) };
  // What is deployed goes by the name of the baseline: settings under test are in force from the start.
  const named = { underTest, baseline: trigger === 'deploy' ? baseline : underTest };
  const { record } = await new Promise<DrillOutcome>((resolve, reject) => {
    new VirtualDrill({ ...spec, script: path, topology, settings: named, seed, env }, script, {
      log: (level, text) => {
        if (level === 'error') reject(new Error(`${trigger}: ${text}`));
      },
      started: () => {},
      second: () => {},
      sampled: () => {},
      noted: () => {},
      finished: resolve,
      crashed: reject,
    }).start();
  });
  return record;
}

/** Whether the cause names both. */
export function namesBoth({ cause }: RunRecord, trigger: PlantedTrigger, loop: PlantedLoopName): boolean {
  return cause?.trigger?.operation === TRIGGERS[trigger] && cause.sustaining?.loop === loop;
}
