import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { headroom } from './headroom.ts';
import { DECLARED, SHOP, shopDrill } from './shop-drill.ts';

/** The example shop on a modelled site, virtual; `shop-live.test.ts` has it in real time, and the shop itself. */
const FOLDER = mkdtempSync(join(tmpdir(), 'headroom-shop-'));
const SLOW = 200_000;
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

test.each([1, 2, 3])('seed %i: the good ttl passes, the bad one fails when the alternate has the users', async seed => {
  const folder = join(FOLDER, `seed-${seed}`);
  const where = [...DECLARED, '--virtual', '--seed', String(seed)];
  const [good, bad] = await Promise.all([shopDrill(folder, 'good', ...where), shopDrill(folder, 'bad', ...where)]);
  expect([good.verdict, bad.verdict]).toEqual(['pass', 'fail']);
  expect(bad.cause).toMatchObject({ pool: 'alternate' });
  expect(bad.pools.alternate?.hitRatio).toBeLessThan(good.pools.alternate?.hitRatio as number);
});

test('all commands take it', { timeout: SLOW }, async () => {
  const at = (name: string) => ['--virtual', '--quiet', '--exit-zero', '--out', join(FOLDER, name)];
  const [script, good, bad] = ['shop-failover.ts', 'settings/good.yaml', 'settings/bad.yaml'].map(
    name => `${SHOP}/${name}`,
  ) as [string, string, string];
  const says = async (...args: string[]) => (await headroom(args)).stdout;
  expect(await says('compare', script, good, bad, ...DECLARED, '--no-sensitivity', ...at('compare'))).toMatch(/^WORSE/);
  expect(await says('capacity', script, ...DECLARED, '--cache', good, '--repeat', '1', ...at('capacity'))).toMatch(
    /^PASS/,
  );
  const roll = ['--baseline', good, '--cache', bad, ...DECLARED, ...at('rollout')];
  expect(await says('rollout', script, ...roll)).toMatch(/^FAIL/);
  const sweep = ['--sweep', 'ttl=100ms,300s', '--cache', good, ...DECLARED, ...at('sweep')];
  const { code } = await headroom(['capacity', script, ...sweep]);
  expect(code).toBe(0);
  const { points } = JSON.parse(readFileSync(join(FOLDER, 'sweep/sweep.json'), 'utf8')) as {
    points: { capacityPerSecond: number }[];
  };
  expect(points[0]?.capacityPerSecond).toBeLessThan(0.7 * (points[1]?.capacityPerSecond as number));
});
