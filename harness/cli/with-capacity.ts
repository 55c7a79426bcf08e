import { InputErrors } from '../../mock-service/settings/input-errors.ts';
import type { DrillSpec } from '../drill/drill-spec.ts';
import { holdSpec } from '../drill/probe-spec.ts';
import { ProbeFailed } from '../drill/probe-workers.ts';
import { CAPACITY, type CapacityRecord } from '../record/capacity-record.ts';
import { capacityLine } from '../report/capacity-text.ts';
import { resolveRemote } from '../script/node/resolve-remote.ts';
import { bisection } from '../verdict/capacity-search.ts';
import { holdMsFor } from '../verdict/hold-time.ts';
import type { Ticker } from '../watch/terminal/ticker.ts';
import { EXIT } from './exit-code.ts';
import type { Given } from './flags/command.ts';
import type { Interruption } from './interruption.ts';
import type { OutFolder } from './out-folder.ts';

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
  ticker: Ticker,
): Promise<DrillSpec[]> {
  const first = specs[0] as DrillSpec;
  if (first.topology.objectives.headroom === null || first.topology.pools[POOL] === undefined) return [...specs];
  const settings = new Map(specs.map(spec => [spec.settings.underTest.fingerprint, spec]));
  const found = given.has('with-capacity')
    ? await measured([...settings.values()], folder, interruption, ticker)
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
  ticker: Ticker,
): Promise<CapacityRecord[]> {
  const [{ measureCapacities }, { openBench }] = await Promise.all([
    import('./measure-capacity.ts'),
    import('./probe-bench.ts'),
  ]);
  const first = specs[0] as DrillSpec;
  const holdMs = holdMsFor(first.topology.proxy.timeoutMs, RESOLUTION);
  const how = { pool: POOL, start: START, resolution: RESOLUTION, holdMs, recovery: false, next: bisection };
  const virtual = specs.map(spec => ({ ...spec, clock: 'virtual' as const }));
  const bench = await openBench(holdSpec({ ...first, clock: 'virtual' }, how, 1), true, interruption);
  try {
    const tasks = virtual.map(spec => ({ name: spec.settings.underTest.name, spec }));
    const records = await measureCapacities(tasks, how, { first: 1, most: 1 }, bench, ticker);
    const { keepAlone } = await import('./keep-record.ts');
    for (const record of records) {
      if (record === null) continue;
      const part = records.length === 1 ? '' : `capacity-${record.cacheSettings.name}`;
      keepAlone(folder, part, { kind: 'capacity', record });
      ticker.say(capacityLine(record));
    }
    const whole = records.filter(record => record !== null && record.interrupted === undefined);
    if (whole.length < records.length) throw new ProbeFailed(EXIT.interrupted, 'interrupted before the drill');
    return whole as CapacityRecord[];
  } finally {
    await bench.close();
  }
}

/** Those that were named: no other record that may lie about has a say in a verdict. */
async function recorded(specs: readonly DrillSpec[], named: readonly string[]): Promise<CapacityRecord[]> {
  if (named.length === 0) return [];
  const [{ compileScript }, { readRecord }, { recordAt }] = await Promise.all([
    import('../script/compile/compile-script.ts'),
    import('../record/record-file.ts'),
    import('../record/record-folder.ts'),
  ]);
  const { script: path, imports = {} } = specs[0] as DrillSpec;
  const script = (await compileScript(path, { resolveRemote, imports, drill: 'live' })).fingerprint;
  return named.map(path => {
    const { file } = recordAt(path, [CAPACITY]);
    const record = readRecord(CAPACITY, file);
    if (record.interrupted !== undefined) {
      const message = 'its search was interrupted: what it had found is no capacity to judge by';
      throw new InputErrors([{ file, line: null, column: null, path: '', message }]);
    }
    const misfits = misfitsOf(record, specs, script);
    if (misfits.length === 0) return record;
    const message = `measured something else: ${misfits.join(', ')}`;
    throw new InputErrors([{ file, line: null, column: null, path: '', message }]);
  });
}

/** In what a record differs from what the drills need. @param script its fingerprint */
function misfitsOf(record: CapacityRecord, specs: readonly DrillSpec[], script: string): string[] {
  const { topology } = specs[0] as DrillSpec;
  const misfits: string[] = [];
  if (record.script.fingerprint !== script) misfits.push(`the script (${record.script.name})`);
  if (record.topology.fingerprint !== topology.fingerprint) misfits.push(`the topology (${record.topology.name})`);
  if (!specs.some(({ settings }) => settings.underTest.fingerprint === record.cacheSettings.fingerprint)) {
    misfits.push(`the cache settings (${record.cacheSettings.name})`);
  }
  if (record.pool !== POOL) misfits.push(`the pool (${record.pool})`);
  if (record.start !== START) misfits.push(`a ${record.start} start`);
  return misfits;
}
