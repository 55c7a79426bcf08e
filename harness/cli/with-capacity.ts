import { InputErrors } from '../../mock-service/settings/input-errors.ts';
import type { DrillSpec } from '../drill/drill-spec.ts';
import { holdSpec } from '../drill/probe-spec.ts';
import { type CapacityRecord, readCapacity, writeCapacity } from '../record/capacity-record.ts';
import { capacityLine } from '../report/capacity-text.ts';
import { compileScript } from '../script/compile/compile-script.ts';
import { resolveRemote } from '../script/modules/jslib/resolve-remote.ts';
import { bisection } from '../verdict/capacity-search.ts';
import { holdMsFor } from '../verdict/hold-time.ts';
import type { Flag, Given } from './flags/command.ts';
import type { Interruption } from './interruption.ts';
import { measureCapacities } from './measure-capacity.ts';
import type { OutFolder } from './out-folder.ts';
import { openBench } from './probe-bench.ts';
import { RUNS_FOLDER, recordFile, recordsBelow } from './record-files.ts';

/** The flags of commands that judge the headroom objective. */
export const WITH_CAPACITY_FLAGS = {
  'with-capacity': {
    help: 'Measure the capacity of the alternate first (virtually, in seconds) and judge the headroom objective by it.',
  },
  capacity: {
    value: 'FILE',
    multiple: true,
    help: `Judge headroom by this capacity.json (default: the latest below ${RUNS_FOLDER}/ of the same script, topology and settings).`,
  },
} as const satisfies Record<string, Flag>;

/** The pool whose headroom the objective means, and how it starts when a failover finds it. */
const [POOL, START] = ['alternate', 'cold'] as const;
const RESOLUTION = 0.01;

/**
 * The drills with the headroom of their settings, where it is known or to be measured.
 * @param folder where what is measured is kept
 * @throws InputErrors for a capacity.json that belongs to something else; ProbeFailed
 */
export async function withHeadroom(
  specs: readonly DrillSpec[],
  given: Given,
  folder: OutFolder,
  interruption: Interruption,
  say: (line: string) => void,
): Promise<DrillSpec[]> {
  const first = specs[0] as DrillSpec;
  if (first.topology.objectives.headroom === null || first.topology.pools[POOL] === undefined) return [...specs];
  const settings = new Map(specs.map(spec => [spec.settings.underTest.fingerprint, spec]));
  const found = given.has('with-capacity')
    ? await measured([...settings.values()], folder, interruption, say)
    : await recorded([...settings.values()], given.texts('capacity'));
  return specs.map(spec => {
    const record = found.find(({ cacheSettings }) => cacheSettings.fingerprint === spec.settings.underTest.fingerprint);
    return record === undefined ? spec : { ...spec, headroom: record.headroom ?? 0 };
  });
}

async function measured(
  specs: readonly DrillSpec[],
  folder: OutFolder,
  interruption: Interruption,
  say: (line: string) => void,
): Promise<CapacityRecord[]> {
  const first = specs[0] as DrillSpec;
  const holdMs = holdMsFor(first.topology.proxy.timeoutMs, RESOLUTION);
  const how = { pool: POOL, start: START, resolution: RESOLUTION, holdMs, recovery: false, next: bisection };
  const virtual = specs.map(spec => ({ ...spec, clock: 'virtual' as const }));
  const bench = await openBench(holdSpec({ ...first, clock: 'virtual' }, how, 1), true, interruption);
  try {
    const tasks = virtual.map(spec => ({ name: spec.settings.underTest.name, spec }));
    const records = await measureCapacities(tasks, how, 1, bench, say);
    for (const record of records) {
      const name = records.length === 1 ? 'capacity.json' : `capacity-${record.cacheSettings.name}/capacity.json`;
      folder.keep(name, file => writeCapacity(file, record));
      say(capacityLine(record));
    }
    return records;
  } finally {
    await bench.close();
  }
}

/** Of the same script, topology and settings: those named, or the latest there are. */
async function recorded(specs: readonly DrillSpec[], named: readonly string[]): Promise<CapacityRecord[]> {
  const first = specs[0] as DrillSpec;
  if (named.length > 0) {
    const files = named.map(path => recordFile(path, ['capacity.json']).file);
    const script = await scriptFingerprint(first.script);
    return files.map(file => {
      const record = readCapacity(file);
      const misfits = misfitsOf(record, specs, script);
      if (misfits.length === 0) return record;
      const message = `measured something else: ${misfits.join(', ')}`;
      throw new InputErrors([{ file, line: null, column: null, path: '', message }]);
    });
  }
  const candidates = recordsBelow(RUNS_FOLDER, 'capacity.json')
    .map(readable)
    .filter(record => record !== null && misfitsOf(record, specs, null).length === 0) as CapacityRecord[];
  if (candidates.length === 0) return [];
  const script = await scriptFingerprint(first.script);
  return candidates
    .filter(record => record.script.fingerprint === script)
    .sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
}

/** A record that nobody named may be of another version or broken: it is then none. */
function readable(file: string): CapacityRecord | null {
  try {
    return readCapacity(file);
  } catch (error) {
    if (error instanceof InputErrors) return null;
    throw error;
  }
}

/** In what a record differs from what the drills need. @param script null: not compared */
function misfitsOf(record: CapacityRecord, specs: readonly DrillSpec[], script: string | null): string[] {
  const { topology } = specs[0] as DrillSpec;
  const misfits: string[] = [];
  if (script !== null && record.script.fingerprint !== script) misfits.push(`the script (${record.script.name})`);
  if (record.topology.fingerprint !== topology.fingerprint) misfits.push(`the topology (${record.topology.name})`);
  if (!specs.some(({ settings }) => settings.underTest.fingerprint === record.cacheSettings.fingerprint)) {
    misfits.push(`the cache settings (${record.cacheSettings.name})`);
  }
  if (record.pool !== POOL) misfits.push(`the pool (${record.pool})`);
  if (record.start !== START) misfits.push(`a ${record.start} start`);
  return misfits;
}

async function scriptFingerprint(path: string): Promise<string> {
  return (await compileScript(path, { resolveRemote })).fingerprint;
}
