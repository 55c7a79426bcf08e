import type { DrillSpec } from '../harness/drill/drill-spec.ts';
import { compileScript } from '../harness/script/compile/compile-script.ts';
import type { CompiledScript } from '../harness/script/compile/compiled-script.ts';
import { moduleMembers } from '../harness/script/modules/module-members.ts';
import { readDrillFiles } from '../harness/topology/drill-files.ts';

const SCRIPT = 'scenarios/eu-peak-failover.ts';

/** The shipped drill, virtual. @param settings `short-ttl` @param set `peak=2000` */
export async function incidentDrill(
  settings: string,
  set: readonly string[] = [],
): Promise<{ spec: DrillSpec; script: CompiledScript }> {
  const files = [`mock-service/settings/${settings}.yaml`];
  const read = readDrillFiles('scenarios/topologies/eu.yaml', files, set);
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
