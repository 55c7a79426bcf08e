import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NamedCacheSettings } from '../../mock-service/settings/cache-settings.ts';
import { probeRecord } from '../drill/probe-workers.ts';
import { testRunner } from '../drill/test-probe.ts';
import type { OpenDrills } from './twin-drill.ts';

/** A twin's drills in this process. */
export function inProcess(settings: NamedCacheSettings): OpenDrills & { readonly scripts: string[] } {
  const scripts: string[] = [];
  const open: OpenDrills = async text => {
    scripts.push(text);
    const folder = mkdtempSync(join(tmpdir(), 'twin-'));
    const script = join(folder, 'traffic.js');
    writeFileSync(script, text);
    const run = await testRunner(script);
    rmSync(folder, { recursive: true });
    return {
      close: async () => {},
      drill: async (topology, env) =>
        probeRecord(
          await run({
            ...{ clock: 'virtual', script, topology, settings: { underTest: settings, baseline: settings } },
            ...{ seed: 7, arrivals: 'poisson', env, tags: {}, allowedHosts: [], headroom: null },
          }),
        ),
    };
  };
  return Object.assign(open, { scripts });
}
