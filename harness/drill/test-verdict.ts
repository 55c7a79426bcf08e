/** For tests of verdicts: whole virtual drills whose right answer is known, from the files in `fixtures/verdicts/`. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NamedCacheSettings } from '../../mock-service/settings/cache-settings.ts';
import type { RunRecord } from '../record/run-record.ts';
import { readDrillFiles } from '../topology/drill-files.ts';
import { testRunner } from './test-probe.ts';

const FIXTURES = fileURLToPath(new URL('./fixtures/verdicts/', import.meta.url));
const SHIPPED = { topology: 'scenarios/topologies/eu.yaml', settings: 'mock-service/settings/baseline.yaml' };

interface KnownDrill {
  /** Below the fixtures, as the other files; those that ship where none is given. */
  readonly script: string;
  readonly topology?: string;
  readonly settings?: string;
  /** As `--set`. */
  readonly set?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly seed?: number;
}

/** The record of such a drill, Poisson arrivals. */
export async function knownDrill({
  script,
  topology,
  settings,
  set = [],
  env = {},
  seed = 1,
}: KnownDrill): Promise<RunRecord> {
  const path = join(FIXTURES, script);
  const read = readDrillFiles(
    topology === undefined ? SHIPPED.topology : join(FIXTURES, topology),
    [settings === undefined ? SHIPPED.settings : join(FIXTURES, settings)],
    set,
  );
  const underTest = read.settings[0] as NamedCacheSettings;
  const run = await testRunner(path);
  const { record } = await run({
    ...{ clock: 'virtual', script: path, topology: read.topology, settings: { underTest, baseline: underTest } },
    ...{ seed, arrivals: 'poisson', env, tags: {}, allowedHosts: [], headroom: null },
  });
  return record;
}
