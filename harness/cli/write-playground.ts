import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { partsOf } from '../drill/carried-parts.ts';
import type { DrillSpec } from '../drill/drill-spec.ts';
import { UNHEARD } from '../drill/running-drill.ts';
import { VirtualDrill } from '../drill/virtual-drill.ts';
import type { RunRecord } from '../record/run-record.ts';
import { pageAssets } from '../report/html/page-assets.ts';
import { renderPlayground } from '../report/html/playground-page.ts';
import { compileScript } from '../script/compile/compile-script.ts';
import { moduleMembers } from '../script/modules/module-members.ts';
import { resolveRemote } from '../script/node/resolve-remote.ts';
import type { WrittenFile } from '../topology/drill-sources.ts';
import { carriedDrill } from './carry-drill.ts';
import { parse } from './flags/command.ts';
import { type OneOrMore, readDrillInputs } from './flags/drill-flags.ts';
import { run } from './verbs/run.ts';

const SCRIPT = 'scenarios/eu-peak-failover.ts';
const SETTINGS = 'mock-service/settings/short-ttl.yaml';

/** Writes a page in which the default drill can be tried with other values: one file, which opens from disk. @returns its size, bytes */
export async function writePlayground(file: string): Promise<number> {
  const given = parse(run, [SCRIPT, '--virtual', '--cache', SETTINGS]);
  const inputs = readDrillInputs(given, SCRIPT, [SETTINGS]);
  const spec: DrillSpec = { ...inputs.spec, settings: { underTest: inputs.settings[0], baseline: inputs.baseline } };
  const script = await compileScript(SCRIPT, { members: moduleMembers, resolveRemote });
  const { promise, resolve, reject } = Promise.withResolvers<RunRecord>();
  const drill = new VirtualDrill(spec, script, {
    ...{ ...UNHEARD, finished: ({ record }) => resolve(record), crashed: reject },
  });
  drill.start();
  const record = await promise;
  const [settings] = inputs.sources.settings as OneOrMore<WrittenFile>;
  const end = { exit: null, carried: partsOf(drill, script) };
  const play = await carriedDrill({ spec, end, record, settings, places: { record: [], series: ['series'] } }, inputs);
  const page = renderPlayground(record, await pageAssets(), play);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, page);
  return Buffer.byteLength(page);
}
