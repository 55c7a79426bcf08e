import type { Operations } from '../operations/operations.ts';
import type { SiteSettings } from '../site/virtual-site.ts';
import type { Direction, DrillSpec } from './drill-spec.ts';

/** What is in force on a site from its start on: the settings under test, or those of before where they are yet to be rolled out. */
export function initialSettings({ settings, direction }: DrillSpec): SiteSettings {
  return direction?.rollout === undefined ? settings : { ...settings, underTest: settings.baseline };
}

/** Takes the operations of a site out of the script's hands and gives all users to the pool that the direction names. */
export function direct(operations: Operations, { pool }: Pick<Direction, 'pool'>): void {
  const [home] = operations.vocabulary.pools;
  if (pool !== home) operations.apply({ name: 'fail-over', to: pool, overMs: 0 });
  operations.deaf = true;
}
