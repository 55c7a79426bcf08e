/** `node dashboards/generate.ts` writes the dashboards that Grafana loads, one JSON file each; a test keeps them as they are made. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { cacheSettingsCompared } from './cache-settings-compared.ts';
import { failoverDrill } from './failover-drill.ts';
import { regionAndProxy } from './region-and-proxy.ts';

/** Every dashboard by the name of its file. */
export const DASHBOARDS: Readonly<Record<string, Dashboard>> = {
  'failover-drill': failoverDrill,
  'cache-settings-compared': cacheSettingsCompared,
  'region-and-proxy': regionAndProxy,
};

const FOLDER = join(import.meta.dirname, 'generated');

/** The file of a dashboard. */
export function generatedFile(name: string): string {
  return join(FOLDER, `${name}.json`);
}

export function dashboardText(dashboard: Dashboard): string {
  return `${JSON.stringify(dashboard, null, 2)}\n`;
}

if (import.meta.main) {
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, dashboard] of Object.entries(DASHBOARDS)) {
    writeFileSync(generatedFile(name), dashboardText(dashboard));
  }
}
