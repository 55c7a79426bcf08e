import { type ChildProcess, fork } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CalibrationRecord } from '../record/calibration-record.ts';
import type { RunRecord } from '../record/run-record.ts';
import { headroom } from './headroom.ts';
import { descendants, type RunningProcess, stillRunning } from './process-tree.ts';
import { DECLARED, SHOP, shopDrill } from './shop-drill.ts';

/** The example shop in real time: modelled, and the shop itself. */
const FOLDER = mkdtempSync(join(tmpdir(), 'headroom-shop-live-'));
const SLOW = 200_000;
const required = process.env.HEADROOM_REQUIRE_SYSTEM === '1';
const missing = ['haproxy', 'prometheus'].filter(
  name => !['/usr/sbin', '/usr/bin', '/usr/local/bin'].some(folder => existsSync(join(folder, name))),
);
const title = required
  ? 'live'
  : missing.length > 0
    ? `live (skipped: ${missing.join(', ')} missing)`
    : 'live (skipped: HEADROOM_REQUIRE_SYSTEM=1 or npm run test:system runs it)';
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

/** A machine that is too busy for real time makes a drill inconclusive. */
function expectVerdicts(good: RunRecord, bad: RunRecord): void {
  const verdicts = [good.verdict, bad.verdict];
  expect(verdicts).toEqual([
    expect.stringMatching(/^(pass|inconclusive)$/),
    expect.stringMatching(/^(fail|inconclusive)$/),
  ]);
}

/** The processes of a shop. */
class Stack {
  readonly target: string;
  readonly #up: ChildProcess;
  #said = '';

  constructor(name: string) {
    const folder = join(FOLDER, name);
    this.target = join(folder, 'target.yaml');
    this.#up = fork(`${SHOP}/stack/up.js`, [folder], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  }

  opened(): Promise<void> {
    return new Promise((open, failed) => {
      this.#up.once('exit', code => failed(new Error(`the shop did not open: ${code}`)));
      this.#up.stdout?.on('data', (chunk: Buffer) => {
        this.#said += chunk.toString();
        if (this.#said.includes('The shop is open')) open();
      });
    });
  }

  get url(): string {
    return /shop +(http\S+)/.exec(this.#said)?.[1] as string;
  }

  get prometheus(): string {
    return /prometheus +(http\S+)/.exec(this.#said)?.[1] as string;
  }

  /** Users are home and caches empty, as before any drill. */
  async reset(): Promise<void> {
    const [, url, token] = /reset: \{ http: \{ post: (\S+),.*Bearer (\w+)/.exec(
      readFileSync(this.target, 'utf8'),
    ) as unknown as string[];
    const headers = { authorization: `Bearer ${token}` };
    expect((await fetch(url as string, { method: 'POST', headers })).status).toBe(200);
  }

  get processes(): RunningProcess[] {
    return descendants(this.#up.pid as number);
  }

  kill(): void {
    this.#up.kill('SIGKILL');
  }
}

describe.skipIf(!required)(title, () => {
  let stacks: [Stack, Stack];

  beforeAll(async () => {
    stacks = [new Stack('one'), new Stack('other')];
    await Promise.all(stacks.map(stack => stack.opened()));
  }, SLOW);
  afterAll(() => {
    for (const stack of stacks) stack.kill();
  });

  test('modelled, in real time: the same verdicts', { timeout: SLOW }, async () => {
    const folder = join(FOLDER, 'modelled');
    const [good, bad] = await Promise.all([
      shopDrill(folder, 'good', ...DECLARED),
      shopDrill(folder, 'bad', ...DECLARED),
    ]);
    expectVerdicts(good, bad);
  });

  // Nobody can tell a shop that the machine made late from one that is slow: it is tried again.
  test('the shop itself: the same verdicts', { timeout: SLOW, retry: 1 }, async () => {
    const [one, other] = stacks;
    const folder = mkdtempSync(join(FOLDER, 'itself-'));
    await Promise.all([one.reset(), other.reset()]);
    const [good, bad] = await Promise.all([
      shopDrill(folder, 'good', '--target', one.target),
      shopDrill(folder, 'bad', '--target', other.target),
    ]);
    expectVerdicts(good, bad);
    expect(bad.pools.alternate?.hitRatio).toBeLessThan(good.pools.alternate?.hitRatio as number);
  });

  test('moves users, not requests, and a write empties what it changed', async () => {
    const [shop] = stacks;
    const ask = (method: string) =>
      fetch(`${shop.url}/api/cart`, { method, headers: { 'x-user': 'user7' } }).then(async answer => [
        answer.status,
        JSON.parse(await answer.text()),
      ]);
    await shop.reset();
    expect(await ask('GET')).toEqual([200, { name: 'cart', key: 'user7', value: null }]);
    expect(await ask('POST')).toEqual([201, {}]);
    expect(await ask('GET')).toEqual([200, { name: 'cart', key: 'user7', value: expect.any(String) }]);
  });

  test('tells a calibration all that a twin of it needs', { timeout: SLOW }, async () => {
    const [shop] = stacks;
    const ask = (path: string, method = 'GET') =>
      fetch(`${shop.url}${path}`, { method, headers: { 'x-user': 'user7' } });
    const askAll = () => Promise.all([ask('/'), ask('/api/products/5'), ask('/api/cart'), ask('/api/cart', 'POST')]);
    await shop.reset();
    // A counter grows from what it was when it was first scraped.
    await askAll();
    const query = `${shop.prometheus}/api/v1/query?query=count(shop_request_duration_seconds_count)`;
    const scraped = async (): Promise<string> => (await fetch(query)).text();
    await expect.poll(scraped, { timeout: 60_000 }).toContain('"value"');
    const from = new Date().toISOString();
    for (let i = 0; i < 20; i++) {
      await askAll();
      await sleep(500);
    }
    await sleep(1500);
    const out = join(FOLDER, 'calibrated');
    const twin = join(dirname(shop.target), 'twin.yaml');
    const { code, stderr } = await headroom(['calibrate', twin, '--from', from, '--for', '12s', '--out', out]);
    // Of a few seconds nothing is fitted: what there is to fit, and from what, is read.
    expect([code, stderr]).toEqual([90, expect.any(String)]);
    const { demands, store, telemetry } = JSON.parse(
      readFileSync(join(out, 'calibration.json'), 'utf8'),
    ) as CalibrationRecord;
    expect(demands.map(({ path }) => path)).toEqual([
      'cost.hit',
      'cost.miss',
      'cost.write',
      'service.routes.GET /.cost',
    ]);
    expect(store?.slots ?? 20).toBe(20);
    // Some of the twelve seconds are still to come: of what there is of them it says so.
    const gaps = telemetry.gaps.filter(each => each.includes(':')).map(gap => gap.split(':')[0]);
    expect(gaps.filter(gap => gap !== 'time')).toEqual(['memory', 'cacheBytes', 'memoryLimit']);
  });

  test('however it ends, nothing of it is left', { timeout: SLOW }, async () => {
    const processes = stacks.flatMap(stack => stack.processes);
    expect(processes.length).toBeGreaterThan(10);
    for (const stack of stacks) stack.kill();
    await expect.poll(() => stillRunning(processes), { timeout: 20_000 }).toEqual([]);
  });
});
