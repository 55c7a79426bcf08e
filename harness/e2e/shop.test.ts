import { execFileSync, fork } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunRecord } from '../record/run-record.ts';
import { headroom, recordIn } from './headroom.ts';

/** The example shop: one script on a modelled site, virtual and live, and on the shop itself. */
const FOLDER = mkdtempSync(join(tmpdir(), 'headroom-shop-'));
const SHOP = 'examples/shop';
const SLOW = 200_000;
const required = process.env.HEADROOM_REQUIRE_SYSTEM === '1';
const missing = ['haproxy', 'prometheus'].filter(
  name => !['/usr/sbin', '/usr/bin', '/usr/local/bin'].some(folder => existsSync(join(folder, name))),
);
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

async function drill(settings: 'good' | 'bad', ...where: string[]): Promise<RunRecord> {
  const out = join(FOLDER, `${settings}${where.length}`);
  const [baseline, cache] = ['good', settings].map(name => `${SHOP}/settings/${name}.yaml`) as [string, string];
  const args = ['run', `${SHOP}/shop-failover.ts`, '--baseline', baseline, '--cache', cache, ...where];
  const { code, stderr } = await headroom([...args, '--quiet', '--exit-zero', '--out', out]);
  expect([code, stderr]).toEqual([0, expect.any(String)]);
  return recordIn(out);
}

/** A machine that is too busy for real time makes a drill inconclusive. */
function orInconclusive(verdict: 'pass' | 'fail') {
  return expect.stringMatching(`^(${verdict}|inconclusive)$`);
}

const DECLARED = ['--topology', `${SHOP}/topology.yaml`];

test.each([1, 2, 3])(
  'virtual, seed %i: the good ttl passes, the bad one fails when the alternate has the users',
  async seed => {
    const [good, bad] = await Promise.all([
      drill('good', ...DECLARED, '--virtual', '--seed', String(seed)),
      drill('bad', ...DECLARED, '--virtual', '--seed', String(seed)),
    ]);
    expect([good.verdict, bad.verdict]).toEqual(['pass', 'fail']);
    expect(bad.cause).toMatchObject({ pool: 'alternate' });
    expect(bad.pools.alternate?.hitRatio).toBeLessThan(good.pools.alternate?.hitRatio as number);
  },
);

test('all commands take it', { timeout: SLOW }, async () => {
  const at = (name: string) => ['--virtual', '--quiet', '--exit-zero', '--out', join(FOLDER, name)];
  const [script, good, bad] = ['shop-failover.ts', 'settings/good.yaml', 'settings/bad.yaml'].map(
    name => `${SHOP}/${name}`,
  ) as [string, string, string];
  const says = async (...args: string[]) => (await headroom(args)).stdout;
  expect(await says('compare', script, good, bad, ...DECLARED, ...at('compare'))).toMatch(/^WORSE/);
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

const stands = required
  ? 'live'
  : missing.length > 0
    ? `live (skipped: ${missing.join(', ')} missing)`
    : 'live (skipped: HEADROOM_REQUIRE_SYSTEM=1 or npm run test:system runs it)';
describe.skipIf(!required)(stands, () => {
  let shop: ReturnType<typeof fork>;
  let said = '';
  const target = join(FOLDER, 'running/target.yaml');

  beforeAll(async () => {
    shop = fork(`${SHOP}/stack/up.js`, [join(FOLDER, 'running')], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
    await new Promise<void>((open, failed) => {
      shop.once('exit', code => failed(new Error(`the shop did not open: ${code}`)));
      shop.stdout?.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        if (said.includes('The shop is open')) open();
      });
    });
  }, SLOW);
  afterAll(() => {
    shop.kill('SIGKILL');
  });

  /** Users are home and caches empty, as before any drill. */
  async function reset(): Promise<void> {
    const [, url, token] = /reset: \{ http: \{ post: (\S+),.*Bearer (\w+)/.exec(
      readFileSync(target, 'utf8'),
    ) as unknown as string[];
    const headers = { authorization: `Bearer ${token}` };
    expect((await fetch(url as string, { method: 'POST', headers })).status).toBe(200);
  }

  test('modelled, in real time: the same verdicts', { timeout: SLOW }, async () => {
    const [good, bad] = await Promise.all([drill('good', ...DECLARED), drill('bad', ...DECLARED)]);
    expect([good.verdict, bad.verdict]).toEqual([orInconclusive('pass'), orInconclusive('fail')]);
  });

  test('the shop itself: the same verdicts', { timeout: SLOW }, async context => {
    if (!(await headroom(['run', '--help'])).stdout.includes('--target ')) return context.skip('run has no --target');
    await reset();
    const good = await drill('good', '--target', target);
    await reset();
    const bad = await drill('bad', '--target', target);
    expect([good.verdict, bad.verdict]).toEqual([orInconclusive('pass'), orInconclusive('fail')]);
    expect(bad.pools.alternate?.hitRatio).toBeLessThan(good.pools.alternate?.hitRatio as number);
  });

  test('moves users, not requests, and a write empties what it changed', async () => {
    const [, url] = /shop +(http\S+)/.exec(said) as unknown as string[];
    const ask = (method: string) =>
      fetch(`${url}/api/cart`, { method, headers: { 'x-user': 'user7' } }).then(async answer => [
        answer.status,
        JSON.parse(await answer.text()),
      ]);
    await reset();
    expect(await ask('GET')).toEqual([200, { name: 'cart', key: 'user7', value: null }]);
    expect(await ask('POST')).toEqual([201, {}]);
    expect(await ask('GET')).toEqual([200, { name: 'cart', key: 'user7', value: expect.any(String) }]);
  });

  test('however it ends, nothing of it is left', { timeout: SLOW }, async () => {
    const running = () => {
      const text = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
      return text.split('\n').filter(line => /\/shop-\w+\/|shop\/stack\//.test(line)).length;
    };
    expect(running()).toBeGreaterThan(5);
    shop.kill('SIGKILL');
    await expect.poll(running, { timeout: 20_000 }).toBe(0);
  });
});
