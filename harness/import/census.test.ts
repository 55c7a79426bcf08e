import { expect, test } from 'vitest';
import { RandomStream } from '../../mock-service/time/random.ts';
import { Census, type CensusResult } from './census.ts';
import { type AccessLine, emptyLine } from './formats/log-format.ts';

const START = Date.UTC(2026, 5, 1, 9);

function line(changes: Partial<AccessLine>): AccessLine {
  return { ...emptyLine(), atMs: START, method: 'GET', target: '/', status: 200, ip: '10.0.0.1', ...changes };
}

function census(
  lines: readonly AccessLine[],
  options: Partial<ConstructorParameters<typeof Census>[0]> = {},
): CensusResult {
  const counted = new Census({
    secret: new Uint8Array(16),
    user: { from: 'auto' },
    routes: null,
    keepsAssets: false,
    ...options,
  });
  for (const each of lines) counted.add(each);
  return counted.result() as CensusResult;
}

test('what is left out is counted by its reason', () => {
  const found = census([
    ...Array.from({ length: 30 }, () => line({ target: '/home' })),
    line({ target: '/app.js' }),
    line({ target: '/img/a.PNG?x=1' }),
    line({ target: '/v1.0/report' }),
    line({ method: 'PROPFIND' }),
    line({ atMs: START - 500 * 86_400_000 }),
    line({ target: '/nowhere', status: 404 }),
  ]);
  expect(found.leftOut).toEqual([
    { why: 'for images, styles and scripts', requests: 2 },
    { why: 'with a method that no route has', requests: 1 },
    { why: 'of no route that is told apart', requests: 1 },
    { why: 'with a time more than a year from the first', requests: 1 },
  ]);
  expect(found.requests).toBe(35);
  expect(found.statuses).toEqual({ 200: 34, 404: 1 });
  expect(census([line({ target: '/app.js' })], { keepsAssets: true }).leftOut).toEqual([]);
});

test('lines out of order are counted, and move nothing', () => {
  const found = census([0, 5, 3, 6, 1, 7].map(s => line({ atMs: START + 1000 * s, target: '/home' })));
  expect(found.outOfOrder).toEqual({ lines: 2, mostS: 5 });
  expect([found.firstMs, found.lastMs]).toEqual([START, START + 7000]);
  expect(found.rate.counts).toEqual([1, 1, 0, 1, 0, 1, 1, 1]);
  const early = census([10, 0, 20].map(s => line({ atMs: START + 1000 * s, target: '/home' })));
  expect([early.firstMs, early.rate.counts.length]).toEqual([START, 21]);
});

test('the finest step of the times is known', () => {
  const of = (...ms: number[]): number => census(ms.map(each => line({ atMs: START + each }))).resolutionMs;
  expect([of(0, 1000), of(0, 250), of(0, 1)]).toEqual([1000, 10, 1]);
});

test('the user may be named by the log or by the query; nobody is nobody', () => {
  const lines = [
    ...Array.from({ length: 20 }, (_, i) => line({ user: `u${i % 4}`, target: `/me?u=${i % 7}`, field: `${i % 2}` })),
    line({ ip: '', target: '/me' }),
  ];
  const users = (from: 'auto' | 'ip' | 'user' | 'field' | 'query'): unknown => {
    const { named, sessions } = census(lines, { user: { from, name: 'u' } as never });
    return [named, sessions?.users];
  };
  expect([users('auto'), users('ip'), users('user')]).toEqual([
    [20, 4],
    [20, 1],
    [20, 4],
  ]);
  expect([users('field'), users('query')]).toEqual([
    [20, 2],
    [20, 7],
  ]);
});

test('sessions end after half an hour of silence', () => {
  const at = [0, 10, 30, 30 + 1801, 30 + 1811];
  const { sessions } = census(at.map(s => line({ atMs: START + 1000 * s })));
  expect(sessions).toMatchObject({ users: 1, sessions: 2, requestsPerSession: { mean: 2.5 }, lengthS: { mean: 20 } });
  expect(sessions?.thinkS?.mean).toBeCloseTo(40 / 3, 2);
});

test('a read looks up and a write removes; what failed does neither', () => {
  const product = { entry: 'product', by: 'path.id' };
  const routes = [
    { method: 'GET', path: '/products/:id', reads: product, writes: null },
    { method: 'PUT', path: '/products/:id', reads: null, writes: product },
  ] as const;
  const lines = [
    line({ target: '/products/1' }),
    line({ target: '/products/1' }),
    line({ target: '/products/1', method: 'PUT', status: 500 }),
    line({ target: '/products/1' }),
    line({ target: '/products/1', method: 'PUT', status: 204 }),
    line({ target: '/products/1' }),
    line({ target: '/products/1', status: 503 }),
  ];
  const { reuse, sample, kinds } = census(lines, { routes });
  expect(kinds).toEqual(['product']);
  expect(reuse).toMatchObject({ lookups: 4, keys: 1, removed: 1, bySize: { hitRatio: [0.5] } });
  const { routes: routesOf, keys } = sample.columns();
  expect([[...routesOf], [...keys]]).toEqual([
    [0, 0, 0, 1, 0],
    [0, 0, 0, 0, 0],
  ]);
});

test('evenly spaced requests vary less than those of independent users, and a log that ends within a minute says no other', () => {
  const even = census(Array.from({ length: 3030 }, (_, i) => line({ atMs: START + 250 * i })));
  expect(even.rate.dispersion).toBe(0);
  const random = new RandomStream(3);
  let atMs = START + 31_000;
  const poisson = census(
    Array.from({ length: 6000 }, () => {
      atMs -= 250 * Math.log(random.next());
      return line({ atMs: Math.floor(atMs) });
    }),
  );
  expect(Math.abs((poisson.rate.dispersion as number) - 1)).toBeLessThan(0.15);
  expect(census([line({})]).rate.dispersion).toBeNull();
});

test('the busiest second, minute and five minutes', () => {
  const at = [...Array.from({ length: 400 }, (_, i) => 3 * i), ...Array.from({ length: 90 }, (_, i) => 600 + i / 3)];
  const lines = at.sort((a, b) => a - b).map(s => line({ atMs: START + Math.floor(1000 * s) }));
  const { rate } = census(lines);
  expect(rate.second.perSecond).toBe(4);
  expect(rate.minute).toEqual({ perSecond: (20 + 90) / 60, atMs: START + 600_000 });
  expect(rate.fiveMinutes?.perSecond).toBeCloseTo((100 + 90) / 300);
  expect(rate.counts.reduce((sum, each) => sum + each, 0)).toBe(490);
});
