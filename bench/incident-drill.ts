import { readFileSync } from 'node:fs';
import type { DrillSpec } from '../harness/drill/drill-spec.ts';
import { compileScript } from '../harness/script/compile/compile-script.ts';
import type { CompiledScript } from '../harness/script/compile/compiled-script.ts';
import { moduleMembers } from '../harness/script/modules/module-members.ts';
import { readDrillFiles } from '../harness/topology/drill-files.ts';
import { checkTopology } from '../harness/topology/parse-topology.ts';
import { yamlSource } from '../mock-service/settings/source.ts';

const SCRIPT = 'scenarios/eu-peak-failover.ts';
const TOPOLOGY = 'scenarios/topologies/eu.yaml';
const VISITS = 'bench/scripts/visits.ts';

/** The routes of My Sign-Ins that visits ask for, with the same keys and costs. */
const DECLARED = {
  entries: { user: { per: 'user' } },
  routes: {
    'GET /': {},
    'GET /v1.0/me/authentication/methods': { reads: 'user' },
    'GET /v1.0/auditLogs/signIns': { reads: 'user' },
  },
};

/** Visits that only read, to the region's My Sign-Ins or to a declared service with the same routes. */
export async function visitsDrill(declared: boolean): Promise<{ spec: DrillSpec; script: CompiledScript }> {
  const { spec } = await incidentDrill('baseline');
  const { value } = yamlSource(readFileSync(TOPOLOGY, 'utf8'), TOPOLOGY);
  const topology = checkTopology({ ...(value as object), ...(declared ? { service: DECLARED } : {}) });
  const script = await compileScript(VISITS, { members: moduleMembers });
  return { script, spec: { ...spec, script: VISITS, topology } };
}

/** The shipped drill, virtual. @param settings `short-ttl` @param set `peak=2000` */
export async function incidentDrill(
  settings: string,
  set: readonly string[] = [],
): Promise<{ spec: DrillSpec; script: CompiledScript }> {
  const files = [`mock-service/settings/${settings}.yaml`];
  const read = readDrillFiles(TOPOLOGY, files, set);
  const [underTest] = read.settings;
  if (underTest === undefined) throw new Error('no settings were read');
  return {
    script: await compileScript(SCRIPT, { members: moduleMembers }),
    spec: {
      ...{ clock: 'virtual', script: SCRIPT, topology: read.topology, seed: 1, arrivals: 'poisson' },
      ...{ settings: { underTest, baseline: underTest }, env: {}, tags: {}, allowedHosts: [], headroom: null },
    },
  };
}
