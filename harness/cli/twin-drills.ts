import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NamedCacheSettings } from '../../mock-service/settings/cache-settings.ts';
import type { DrillSpec } from '../drill/drill-spec.ts';
import type { Topology } from '../topology/topology.ts';
import type { OpenDrills } from '../twin/twin-drill.ts';
import type { Interruption } from './interruption.ts';
import type { OutFolder } from './out-folder.ts';
import { openBench } from './probe-bench.ts';

/** What the arrivals that were are kept as. */
export const TRAFFIC = 'traffic.js';

/** Drills of a twin in processes of their own. The last script is kept among the results: it brings the arrivals that were to any topology. */
export function twinDrills(
  topology: Topology,
  settings: NamedCacheSettings,
  seed: number,
  folder: OutFolder,
  interruption: Interruption,
): OpenDrills {
  return async text => {
    const work = mkdtempSync(join(tmpdir(), 'headroom-twin-'));
    const script = join(work, TRAFFIC);
    writeFileSync(script, text);
    folder.keep(TRAFFIC, file => writeFileSync(file, text));
    const spec: DrillSpec = {
      ...{ clock: 'virtual', script, topology, settings: { underTest: settings, baseline: settings }, seed },
      ...{ arrivals: 'poisson', env: {}, tags: {}, allowedHosts: [], headroom: null },
    };
    const remove = (): void => rmSync(work, { recursive: true, force: true });
    try {
      const bench = await openBench(spec, true, interruption);
      return {
        drill: (fitted, env) => bench.run({ ...spec, topology: fitted, env }),
        async close() {
          await bench.close();
          remove();
        },
      };
    } catch (error) {
      remove();
      throw error;
    }
  };
}
