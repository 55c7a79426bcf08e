import { IMPORT, type ImportRecord } from './import-record.ts';
import type { Unsealed } from './record-kind.ts';
import { sealed } from './seal.ts';

const EXACT = { kind: 'exact', sampleRate: 1, followed: 900 } as const;

/** An import in round figures: a shop's products and carts. */
export function testImport(changes: Partial<Unsealed<typeof IMPORT.schema.shape>> = {}): ImportRecord {
  const product = { entry: 'product', by: 'path.id' };
  const duration = { mean: 8, p50: 5, p90: 20, p99: 40 };
  const size = { mean: 2048, p50: 2000, p90: 3000, p99: 4000 };
  const route = { share: 0.9, statuses: { 200: 8900, 404: 100 }, sizeBytes: size, durationMs: duration };
  const {
    schemaVersion: _,
    integrity: __,
    ...content
  } = {
    ...({ schemaVersion: 1, integrity: '' } as const),
    ...{ name: 'shop', importedAt: '2026-06-01T12:00:00.000Z' },
    log: {
      files: [
        {
          ...{ name: 'access.log', format: 'combined', lines: 10_001, unparsed: 1 },
          ...{ firstAt: '2026-06-01T09:00:00.000Z', lastAt: '2026-06-01T09:20:00.000Z' },
        },
      ],
      ...{ lines: 10_001, unparsed: 1, requests: 10_000, startsAt: '2026-06-01T09:00:00.000Z', spanS: 1200 },
      ...{ resolutionMs: 1000, outOfOrder: { lines: 3, mostS: 1 } },
    },
    leftOut: [{ why: 'for images, styles and scripts', requests: 120 }],
    user: { by: 'ip', named: 10_000 },
    rate: {
      ...{
        startsAt: '2026-06-01T09:00:00.000Z',
        bucketS: 60,
        counts: Array.from({ length: 20 }, (_, i) => 400 + 10 * i),
      },
      meanPerSecond: 8.3,
      peak: {
        second: { perSecond: 31, at: '2026-06-01T09:19:03.000Z' },
        minute: { perSecond: 9.8, at: '2026-06-01T09:19:00.000Z' },
        fiveMinutes: { perSecond: 9.5, at: '2026-06-01T09:15:00.000Z' },
      },
      dispersion: 1.1,
    },
    statuses: { 200: 9900, 404: 100 },
    routes: [
      { ...route, method: 'GET', path: '/products/:id', requests: 9000, reads: product, writes: null },
      {
        ...{ ...route, method: 'GET', path: '/cart', requests: 900, share: 0.09, durationMs: null },
        ...{ reads: { entry: 'cart', by: 'user' }, writes: null },
      },
      {
        ...{ ...route, method: 'POST', path: '/cart', requests: 100, share: 0.01, sizeBytes: null },
        ...{ reads: null, writes: { entry: 'cart', by: 'user' } },
      },
    ],
    sessions: {
      ...{ users: 300, sessions: 420, gapS: 1800, sampleRate: 1 },
      requestsPerSession: { mean: 24, p50: 20, p90: 60, p99: 110 },
      thinkS: { mean: 9, p50: 4, p90: 20, p99: 200 },
      lengthS: { mean: 200, p50: 150, p90: 600, p99: 1100 },
    },
    reuse: {
      ...{ lookups: 9900, keys: 900, removed: 80 },
      bySize: { method: EXACT, entries: [1, 10, 100, 1000], hitRatio: [0.05, 0.2, 0.6, 0.9] },
      byBytes: { method: EXACT, bytes: [2048, 2_097_152], hitRatio: [0.05, 0.9], byteHitRatio: [0.04, 0.88] },
      byTtl: { method: EXACT, ttlS: [1, 60, 1200], hitRatio: [0.1, 0.5, 0.9] },
      kinds: [
        {
          ...{ entry: 'product', lookups: 9000, keys: 600, sizeBytes: size },
          ...{
            hitRatioBySize: [0.06, 0.22, 0.65, 0.93],
            hitRatioByBytes: [0.06, 0.93],
            hitRatioByTtl: [0.1, 0.55, 0.93],
          },
          popularity: {
            top: [
              { keys: 1, share: 0.1 },
              { keys: 10, share: 0.4 },
            ],
            zipf: 0.9,
          },
        },
        {
          ...{ entry: 'cart', lookups: 900, keys: 300, sizeBytes: null },
          ...{ hitRatioBySize: [0, 0.05, 0.2, 0.6], hitRatioByBytes: [0, 0.6], hitRatioByTtl: [0.05, 0.2, 0.6] },
          popularity: { top: [{ keys: 1, share: 0.01 }], zipf: null },
        },
      ],
    },
    profile: {
      ...{ file: 'traffic.json', startsAt: '2026-06-01T09:00:00.000Z', spanS: 1200, sampleRate: 1, requests: 9880 },
      ...{ peakPerSecond: 9.8, users: 300, keys: { product: 600, cart: 300 }, hitRatio: 0.71 },
    },
  } satisfies Omit<ImportRecord, 'integrity'> & { integrity: string };
  return sealed(IMPORT, { ...content, ...changes });
}
