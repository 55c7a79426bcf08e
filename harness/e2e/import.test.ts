import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RandomStream } from '../../mock-service/time/random.ts';
import { zipfSampler } from '../../scenarios/lib/traffic.ts';
import { Lru, ttlHits } from '../import/test-caches.ts';
import { hitRatioOfSize, hitRatioOfTtl, IMPORT, type ImportReuse } from '../record/import-record.ts';
import { readRecord } from '../record/record-file.ts';
import { headroom, recordIn } from './headroom.ts';

/** What `headroom import` says of a log whose reuse is known, and what the drill that it writes does. */
const FOLDER = mkdtempSync(join(tmpdir(), 'headroom-import-'));
const LOG = join(FOLDER, 'access.log');
const OUT = join(FOLDER, 'out');
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

const LINES = 40_000;
const START = Date.UTC(2026, 5, 1, 9);
const MEAN_MS = 25;
const PRODUCTS = 3000;
const USERS = 800;

/** What a log must not lose to any file: with hex digits in it, which look like an id, and words, which do not. */
const productName = (id: number): string => `0f1e2d3c-4b5a-4c6d-8e7f-${String(100_000_000_000 + id)}`;
const userName = (user: number): string => `planteduser${user}x`;
const address = (user: number): string => `203.0.${user >>> 8}.${user & 255}`;
const term = (id: number): string => `plantedterm${id % 400}`;
const PLANTED = /0f1e2d3c|planteduser|plantedterm|plantedtoken|203\.0\.\d/;

interface Lookup {
  readonly key: number;
  readonly atMs: number;
}
const lookups: Lookup[] = [];

beforeAll(async () => {
  const random = new RandomStream(4);
  const next = (): number => random.next();
  const product = zipfSampler(PRODUCTS, 0.8);
  const lines: string[] = [];
  let atMs = START;
  for (let i = 0; i < LINES; i++) {
    atMs += -MEAN_MS * Math.log(next());
    const user = Math.floor(next() * USERS);
    const kind = next();
    // Some that are asked for once, as crawlers do.
    const id = i % 13 === 0 ? PRODUCTS + i : product(next);
    const seconds = Math.floor(atMs / 1000);
    const stamp = `01/Jun/2026:${new Date(seconds * 1000).toISOString().slice(11, 19)} +0000`;
    const what =
      kind < 0.6
        ? `/products/${productName(id)}`
        : kind < 0.8
          ? '/account'
          : `/search?token=plantedtoken&q=${term(id)}`;
    const key = kind < 0.6 ? id : kind < 0.8 ? 1_000_000 + user : 2_000_000 + (id % 400);
    lookups.push({ key, atMs: seconds * 1000 });
    const length = kind >= 0.6 && kind < 0.8 ? 300 + user : 900;
    lines.push(
      `${address(user)} - ${userName(user)} [${stamp}] "GET ${what} HTTP/1.1" 200 ${length} "-" "curl/8" 0.012`,
    );
  }
  writeFileSync(LOG, `${lines.join('\n')}\n`);
  const { code, stdout, stderr } = await headroom(['import', LOG, '--out', OUT]);
  expect([code, stderr]).toEqual([0, expect.stringContaining('combined (nginx, Apache), by its first lines')]);
  expect(stdout).not.toMatch(PLANTED);
}, 60_000);

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .map(entry => join(entry.parentPath, entry.name))
    .filter(path => statSync(path).isFile());
}

test('no user, id or query of the log is in any file', () => {
  const files = filesBelow(OUT);
  expect(files.length).toBe(8);
  for (const file of files) expect(readFileSync(file, 'utf8')).not.toMatch(PLANTED);
});

test('routes, users and kinds are those of the log', () => {
  const { routes, sessions, reuse, log } = readRecord(IMPORT, join(OUT, 'import.json'));
  expect(log).toMatchObject({ lines: LINES, unparsed: 0, requests: LINES, resolutionMs: 1000 });
  expect(routes.map(({ path, reads }) => `${path} ${reads?.entry} ${reads?.by}`).sort()).toEqual([
    '/account account user',
    '/products/:product product path.product',
    '/search search query.q',
  ]);
  expect(sessions?.users).toBe(new Set(lookups.filter(({ key }) => key >= 1e6 && key < 2e6)).size > 0 ? USERS : 0);
  expect(reuse?.keys).toBe(new Set(lookups.map(({ key }) => key)).size);
});

const shareOf = (hits: number): number => hits / LINES;

test('hit ratios by size and by ttl are those of a plain cache', () => {
  const reuse = readRecord(IMPORT, join(OUT, 'import.json')).reuse as ImportReuse;
  expect(reuse.bySize.method.kind).toBe('exact');
  for (const size of [10, 100, 1000, 4000]) {
    const cache = new Lru(size);
    expect(hitRatioOfSize(reuse, size)).toBeCloseTo(shareOf(lookups.filter(({ key }) => cache.asks(key)).length), 5);
  }
  // Between two points of the curve, too.
  const between = new Lru(700);
  const hits = shareOf(lookups.filter(({ key }) => between.asks(key)).length);
  expect(Math.abs((hitRatioOfSize(reuse, 700) as number) - hits)).toBeLessThan(0.005);
  for (const ttlS of [5, 60, 600])
    expect(hitRatioOfTtl(reuse, ttlS)).toBeCloseTo(shareOf(ttlHits(lookups, ttlS * 1000)), 5);
});

test.each([
  [
    'of 500 entries, without a ttl',
    'capacity: 500\nttl: none\n',
    () => {
      const cache = new Lru(500);
      return lookups.filter(({ key }) => cache.asks(key)).length;
    },
  ],
  [
    'with room for all and a ttl of a minute',
    'capacity: 100000\nttl: 60s\nttlJitter: 0%\n',
    () => ttlHits(lookups, 60_000),
  ],
] as const)(
  'the drill’s hit ratio is within 0.02 of the log’s: a cache %s',
  { timeout: 120_000 },
  async (_, text, hits) => {
    const settings = join(FOLDER, 'cache.yaml');
    writeFileSync(settings, `${text}scope: pool\n`);
    const out = join(FOLDER, 'run');
    const { code, stdout } = await headroom([
      ...['run', join(OUT, 'replay.ts'), '--topology', join(OUT, 'topology.yaml'), '--cache', settings],
      ...['--virtual', '--quiet', '-e', 'FAIL_OVER=no', '--out', out],
    ]);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^PASS replay with cache: /)]);
    const { pools, requests } = recordIn(out);
    expect(Math.abs(requests.offered / LINES - 1)).toBeLessThan(0.02);
    expect(Math.abs((pools.primary?.hitRatio as number) - shareOf(hits()))).toBeLessThan(0.02);
  },
);

test('the drill as it is written, with its failover, has a verdict', { timeout: 120_000 }, async () => {
  const out = join(FOLDER, 'failover');
  const settings = (name: string): string => join(OUT, `settings/${name}.yaml`);
  const { code, stdout } = await headroom([
    ...['run', join(OUT, 'replay.ts'), '--topology', join(OUT, 'topology.yaml'), '--virtual', '--quiet', '--out', out],
    ...['--baseline', settings('baseline'), '--cache', settings('candidate')],
  ]);
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^PASS replay with candidate: /)]);
  expect(recordIn(out).pools.alternate?.hitRatio).toBeGreaterThan(0);
});

test('what was there before is not overwritten, and a log that cannot be read leaves nothing', async () => {
  const again = await headroom(['import', LOG, '--out', OUT]);
  expect([again.code, again.stderr]).toEqual([104, expect.stringContaining('is there already')]);
  const nothing = join(FOLDER, 'nothing');
  const other = join(FOLDER, 'other.log');
  writeFileSync(other, 'name: shop\n');
  expect((await headroom(['import', other, '--out', nothing])).code).toBe(104);
  expect(readdirSync(FOLDER)).not.toContain('nothing');
});

test.each([
  [[], /needs a log/],
  [['a', '--format', 'clf'], /--format must be combined, json/],
  [['a', '--window', 'soon'], /--window must be all or a duration/],
  [['a', 'a'], /a is given twice/],
  [['a', '--requests', '3'], /--requests must be a whole number/],
])('%j is refused', async (args, expected) => {
  const { code, stderr } = await headroom(['import', ...args]);
  expect([code, stderr]).toEqual([2, expect.stringMatching(expected)]);
});
