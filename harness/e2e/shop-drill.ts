/** For tests of the example shop: drills of it with its good and its bad settings. */
import { join } from 'node:path';
import { expect } from 'vitest';
import type { RunRecord } from '../record/run-record.ts';
import { headroom, recordIn } from './headroom.ts';

export const SHOP = 'examples/shop';
/** On the modelled site. */
export const DECLARED = ['--topology', `${SHOP}/topology.yaml`];

/** @param folder where its records are to lie */
export async function shopDrill(
  folder: string,
  settings: 'good' | 'bad',
  ...where: readonly string[]
): Promise<RunRecord> {
  const out = join(folder, settings);
  const [baseline, cache] = ['good', settings].map(name => `${SHOP}/settings/${name}.yaml`) as [string, string];
  const args = ['run', `${SHOP}/shop-failover.ts`, '--baseline', baseline, '--cache', cache, ...where];
  const { code, stderr } = await headroom([...args, '--quiet', '--exit-zero', '--out', out]);
  expect([code, stderr]).toEqual([0, expect.any(String)]);
  return recordIn(out);
}
