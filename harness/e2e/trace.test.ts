import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Cache } from '../../mock-service/model/cache/cache.ts';
import { KeySpaces } from '../../mock-service/model/key-spaces.ts';
import type { CacheSettings } from '../../mock-service/settings/cache-settings.ts';
import { checkCacheSettings } from '../../mock-service/settings/read-cache-settings.ts';
import { StackDistances } from '../import/stack-distances.ts';
import { Lru } from '../import/test-caches.ts';
import { hitRatioOfSize, IMPORT, type ImportReuse } from '../record/import-record.ts';
import { readRecord } from '../record/record-file.ts';
import { headroom, recordIn } from './headroom.ts';

/**
 * A public trace, whose misses others have counted: `web07`, page and content keys of a shop's website during one day, © headissue GmbH (Jens Wilke),
 * CC BY 4.0, as published with the cache2k benchmarks. It is no part of this tree; HEADROOM_TRACES says where it is.
 */
const TRACE = join(process.env.HEADROOM_TRACES ?? join(process.cwd(), '../shared/traces'), 'web07.trace.xz');
const required = process.env.HEADROOM_REQUIRE_SYSTEM === '1';
const isThere = existsSync(TRACE);
const where = isThere
  ? 'web07'
  : 'web07 (skipped: the trace is not there, HEADROOM_TRACES names its folder; with HEADROOM_REQUIRE_SYSTEM=1 that is a failure)';

const MISSES: readonly (readonly [policy: 'lru' | 'fifo', entries: number, misses: number])[] = [
  ['lru', 200, 46_439],
  ['lru', 1000, 37_750],
  ['lru', 4000, 29_821],
  ['lru', 10_000, 23_599],
  ['fifo', 200, 48_586],
  ['fifo', 1000, 39_818],
  ['fifo', 4000, 31_542],
  ['fifo', 10_000, 24_913],
];

/** 32-bit big-endian keys. */
function readTrace(): number[] {
  if (!isThere) return [];
  const { stdout, status, error } = spawnSync('xz', ['-dc', TRACE], { maxBuffer: 2 ** 24 });
  if (status !== 0) throw new Error(`xz -dc ${TRACE} failed: ${error?.message ?? status}`);
  return Array.from({ length: stdout.length / 4 }, (_, i) => stdout.readUInt32BE(4 * i));
}

function misses(keys: readonly number[], settings: Partial<Record<string, unknown>>, spaces?: KeySpaces): number {
  const cache = new Cache(checkCacheSettings({ ttl: 'none', ...settings }).settings as CacheSettings, 1, spaces);
  let missed = 0;
  for (const key of keys) {
    if (cache.lookup(key, 0) !== 'miss') continue;
    missed++;
    cache.store(key, true, 0, 0);
  }
  return missed;
}

describe.skipIf(!isThere && !required)(where, () => {
  const trace = readTrace();
  const folder = mkdtempSync(join(tmpdir(), 'headroom-trace-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('is what was published', () => {
    expect([trace.length, new Set(trace).size]).toEqual([76_118, 20_484]);
  });

  test.each(MISSES)('%s, %i entries: the cache misses %i times, to the last one', (policy, entries, published) => {
    expect(misses(trace, { policy, capacity: entries })).toBe(published);
  });

  test('stack distances give the same at every size, in one pass', () => {
    const distances = new StackDistances(false);
    const lru = MISSES.filter(([policy]) => policy === 'lru');
    const hits = lru.map(() => 0);
    for (const key of trace) {
      distances.use(key % 2 ** 24);
      lru.forEach(([, entries], i) => {
        if (distances.distance > 0 && distances.distance <= entries) hits[i]!++;
      });
    }
    expect(new Set(trace.map(key => key % 2 ** 24)).size).toBe(20_484);
    expect(hits.map(each => trace.length - each)).toEqual(lru.map(([, , published]) => published));
  });

  test.each([64, 1024, 8192])(
    'a capacity of %i KiB, with entries of three sizes, misses as often as a plain one',
    kib => {
      const numbers = new Map([...new Set(trace)].map((key, i) => [key, i]));
      const keys = trace.map(key => numbers.get(key) as number);
      // A third of the keys has each size.
      const third = Math.ceil(numbers.size / 3);
      const sizes = [512, 3000, 20_000];
      const spaces = new KeySpaces(
        sizes.map((sizeBytes, i) => ({ name: `kind-${i}`, first: i * third, count: third, sizeBytes })),
      );
      const plain = new Lru(kib * 1024, key => sizes[Math.floor(key / third)] as number);
      const expected = keys.filter(key => !plain.asks(key)).length;
      expect(misses(keys, { capacity: `${kib}KiB` }, spaces)).toBe(expected);
    },
  );

  test('imported as a log, its curve has the published misses, and its drill is within 0.02', {
    timeout: 120_000,
  }, async () => {
    const START = Date.UTC(2026, 5, 1, 9);
    const lines = trace.map((key, i) => {
      const clock = new Date(START + Math.floor((i * 1200) / trace.length) * 1000).toISOString().slice(11, 19);
      return `10.0.0.${key % 200} - - [01/Jun/2026:${clock} +0000] "GET /content/${key} HTTP/1.1" 200 812`;
    });
    const [log, out] = [join(folder, 'web07.log'), join(folder, 'out')];
    writeFileSync(log, lines.join('\n'));
    expect((await headroom(['import', log, '--out', out, '--quiet'])).code).toBe(0);
    const reuse = readRecord(IMPORT, join(out, 'import.json')).reuse as ImportReuse;
    for (const [policy, entries, published] of MISSES)
      if (policy === 'lru')
        expect(Math.round(trace.length * (1 - (hitRatioOfSize(reuse, entries) as number)))).toBe(published);

    const settings = join(folder, 'cache.yaml');
    writeFileSync(settings, 'capacity: 4000\nttl: none\nscope: pool\n');
    const run = join(folder, 'run');
    const { code } = await headroom([
      ...['run', join(out, 'replay.ts'), '--topology', join(out, 'topology.yaml'), '--cache', settings, '--virtual'],
      ...['--quiet', '-e', 'FAIL_OVER=no', '--out', run],
    ]);
    expect(code).toBe(0);
    const exact = 1 - 29_821 / trace.length;
    expect(Math.abs((recordIn(run).pools.primary?.hitRatio as number) - exact)).toBeLessThan(0.02);
  });
});
