/**
 * `capacity --target` on the example shop beside what two other ways find for the same mix of requests, on the alternate alone:
 *
 * - `wrk`: what callers that wait for their answers get at most (closed loop);
 * - a rate-stepped loop: sessions of the script begun at a rate, 3 % more in each step, until one misses the objectives of the target.
 *
 *     node bench/shop-capacity.ts [good|bad] [resolution]
 *
 * Needs haproxy, prometheus and wrk. Prints a table; exits 1 if the capacity is not within 10 % of the loop's.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CapacityRecord } from '../harness/record/capacity-record.ts';
import { openShop, SHOP } from './shop.ts';
import { table } from './table.ts';

const [settings = 'bad', resolution = '5%'] = process.argv.slice(2);
const PRODUCTS = 400;
const USERS = 2000;
/** Of a visit: the page, four products with the cart beside each, and of every fifth a purchase. */
const CALLS = 1 + 8 + 0.2 * 2;
const [P99_MS, TIMEOUT_MS] = [1000, 2000];
const STEP = 1.03;

const folder = mkdtempSync(join(tmpdir(), 'shop-capacity-'));
const file = resolve(`${SHOP}/settings/${settings}.yaml`);
const shop = await openShop(folder);
// What is looked for is the limit: it must not be that of the target file.
writeFileSync(shop.target, readFileSync(shop.target, 'utf8').replace('most: 300', 'most: 900'));
try {
  const capacity = await capacityOf();
  await shop.operate('deploy', { file, pool: 'all' });
  await shop.operate('fail-over', { to: 'alternate' });
  const closed = closedLoop();
  const open = await steppedLoop(capacity.heldBefore);
  const { perSecond } = capacity;
  const rows = [
    ['headroom capacity --target', perSecond],
    ['a rate-stepped loop', open],
    ['wrk (closed loop)', closed],
  ] as const;
  console.log(
    table(
      [`requests/s, ${settings}`, 'found', 'headroom ÷ this'],
      rows.map(([name, found]) => [name, found.toFixed(1), (perSecond / found).toFixed(3)]),
    ),
  );
  console.log(`tried: ${capacity.tried}`);
  process.exitCode = Math.abs(perSecond / open - 1) <= 0.1 ? 0 : 1;
} finally {
  shop.close();
}

async function capacityOf() {
  const out = join(folder, 'capacity');
  const args = ['capacity', `${SHOP}/shop-failover.ts`, '--target', shop.target, '--cache', file];
  const more = ['--baseline', `${SHOP}/settings/good.yaml`, '--resolution', resolution, '--exit-zero', '--out', out];
  const child = spawn(process.execPath, ['harness/cli/headroom.js', ...args, ...more], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await new Promise(ended => child.once('exit', ended));
  const { capacityPerSecond, probes } = JSON.parse(readFileSync(join(out, 'capacity.json'), 'utf8')) as CapacityRecord;
  const held = probes.filter(({ outcome }) => outcome === 'held').map(({ ratePerSecond }) => ratePerSecond);
  const tried = probes.map(({ ratePerSecond, outcome }) => `${ratePerSecond.toFixed(0)}/s ${outcome}`).join(', ');
  return { perSecond: capacityPerSecond ?? 0, heldBefore: held.at(-4) ?? held[0] ?? 10, tried };
}

/** The same mix, request by request, without sessions. */
function closedLoop(): number {
  const script = join(folder, 'mix.lua');
  writeFileSync(
    script,
    `local sums, total = {}, 0
for i = 1, ${PRODUCTS} do total = total + 1 / i; sums[i] = total end
local function product()
  local x = math.random() * total
  for i = 1, ${PRODUCTS} do if x <= sums[i] then return i - 1 end end
end
function init() math.randomseed(os.time()) end
function request()
  local headers = { ["x-user"] = "user" .. math.random(0, ${USERS - 1}) }
  local x = math.random() * ${CALLS}
  if x < 1 then return wrk.format("GET", "/", headers) end
  if x < 5 then return wrk.format("GET", "/api/products/" .. product(), headers) end
  if x < 9.2 then return wrk.format("GET", "/api/cart", headers) end
  return wrk.format("POST", "/api/cart", headers, '{"product":7}')
end
`,
  );
  const measure = (seconds: number): number => {
    const said = execFileSync('wrk', ['-t1', '-c32', `-d${seconds}s`, '-s', script, shop.url], { encoding: 'utf8' });
    return Number(/Requests\/sec:\s+([\d.]+)/.exec(said)?.[1]);
  };
  measure(15);
  return measure(30);
}

/** @param from requests a second to begin with @returns the highest rate that met the objectives */
async function steppedLoop(from: number): Promise<number> {
  let held = 0;
  for (let perSecond = from; ; perSecond *= STEP) {
    await sleep(3000);
    const isHeld = await holds(perSecond, 40_000);
    console.error(`  loop: ${perSecond.toFixed(1)}/s ${isHeld ? 'holds' : 'breaks'}`);
    if (!isHeld) return held;
    held = perSecond;
  }
}

/** Visits begun at random moments for so long. @returns whether none was late, and the worst ten seconds' p99 kept its limit */
async function holds(perSecond: number, forMs: number): Promise<boolean> {
  const agent = new Agent({ keepAlive: true, maxSockets: 2000 });
  const latencies: { at: number; ms: number }[] = [];
  const call = (path: string, user: string, method = 'GET'): Promise<void> =>
    new Promise(done => {
      const at = performance.now();
      const ended = (): void => {
        latencies.push({ at, ms: performance.now() - at });
        done();
      };
      const sent = request(`${shop.url}${path}`, { agent, method, headers: { 'x-user': user } }, answer => {
        answer.resume().on('end', ended).on('error', ended);
      });
      sent.on('error', ended).end(method === 'POST' ? '{"product":7}' : undefined);
    });
  const visit = async (): Promise<void> => {
    const user = `user${Math.floor(Math.random() * USERS)}`;
    await call('/', user);
    for (let i = 0; i < 4; i++) {
      await call(`/api/products/${product()}`, user);
      await call('/api/cart', user);
      await sleep(-700 * Math.log(1 - Math.random()));
    }
    if (Math.random() >= 0.2) return;
    await call('/api/cart', user, 'POST');
    await call('/api/cart', user);
  };
  const began = performance.now();
  const visits: Promise<void>[] = [];
  for (let due = 0; due < forMs; due += (-1000 * CALLS * Math.log(1 - Math.random())) / perSecond) {
    await sleep(Math.max(0, began + due - performance.now()));
    visits.push(visit());
  }
  await Promise.all(visits);
  agent.destroy();
  const worst = Array.from({ length: Math.ceil(forMs / 1000) - 10 }, (_, s) => {
    const inWindow = latencies.filter(({ at }) => at - began >= 1000 * s && at - began < 1000 * s + 10_000);
    const sorted = inWindow.map(({ ms }) => ms).sort((a, b) => a - b);
    return sorted[Math.ceil(0.99 * sorted.length) - 1] ?? 0;
  });
  return Math.max(...worst) <= P99_MS && latencies.every(({ ms }) => ms < TIMEOUT_MS);
}

/** As often as 1 ÷ its place. */
function product(): number {
  let left = Math.random() * Array.from({ length: PRODUCTS }, (_, i) => 1 / (i + 1)).reduce((sum, each) => sum + each);
  for (let i = 0; i < PRODUCTS; i++) {
    left -= 1 / (i + 1);
    if (left <= 0) return i;
  }
  return PRODUCTS - 1;
}
