import type { DrillOutcome } from '../../harness/drill/drill.ts';
import { VirtualDrill } from '../../harness/drill/virtual-drill.ts';
import type { RunRecord } from '../../harness/record/run-record.ts';
import { compileScript } from '../../harness/script/compile/compile-script.ts';
import { moduleMembers } from '../../harness/script/modules/module-members.ts';
import { resolveRemote } from '../../harness/script/node/resolve-remote.ts';
import { readDrillFiles } from '../../harness/topology/drill-files.ts';
import type { NamedCacheSettings } from '../../mock-service/settings/cache-settings.ts';
import type { Row } from './expectations.ts';

type DrilledRow = Pick<Row, 'scenario' | 'topology' | 'set' | 'env'>;

/**
 * The drills of one cell, as `headroom run --virtual` runs them, in this process: a process for each would take longer than they do.
 * @param settings the name of a shipped settings file
 * @returns the records, in the order of the seeds
 * @throws Error if a drill does not come to its end
 */
export async function drillCell(row: DrilledRow, settings: string, seeds: readonly number[]): Promise<RunRecord[]> {
  const path = `scenarios/${row.scenario}.ts`;
  const script = await compileScript(path, { members: moduleMembers, resolveRemote });
  const fileOf = (name: string): string => `mock-service/settings/${name}.yaml`;
  const topologyFile = `scenarios/topologies/${row.topology}.yaml`;
  const { topology, settings: read } = readDrillFiles(topologyFile, [fileOf(settings)], row.set);
  const [baseline] = readDrillFiles(topologyFile, [fileOf('baseline')]).settings;
  const named = { underTest: read[0] as NamedCacheSettings, baseline: baseline as NamedCacheSettings };
  const records: RunRecord[] = [];
  for (const seed of seeds) {
    const { record } = await new Promise<DrillOutcome>((resolve, reject) => {
      const spec = { clock: 'virtual', arrivals: 'poisson', tags: {}, allowedHosts: [], headroom: null } as const;
      new VirtualDrill({ ...spec, script: path, topology, settings: named, seed, env: row.env }, script, {
        log: (level, text) => {
          if (level === 'error') reject(new Error(`${row.scenario}: ${text}`));
        },
        started: () => {},
        second: () => {},
        sampled: () => {},
        noted: () => {},
        finished: resolve,
        crashed: reject,
      }).start();
    });
    records.push(record);
  }
  return records;
}
