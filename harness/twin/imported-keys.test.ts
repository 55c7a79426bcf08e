import { beforeAll, describe, expect, test } from 'vitest';
import type { NamedCacheSettings } from '../../mock-service/settings/cache-settings.ts';
import { parseCacheSettings } from '../../mock-service/settings/read-cache-settings.ts';
import { Census, type CensusResult } from '../import/census.ts';
import { emptyLine } from '../import/formats/log-format.ts';
import { sketchOf } from '../import/import-files.ts';
import { importOf } from '../import/import-of.ts';
import { trafficText } from '../import/replay-script.ts';
import { profileOf, type TrafficProfile } from '../import/traffic-profile.ts';
import type { ImportRecord } from '../record/import-record.ts';
import { parseTraffic } from '../record/traffic-file.ts';
import { VIRTUAL_EPOCH_MS } from '../site/virtual-site.ts';
import { parseTopology } from '../topology/read-topology.ts';
import type { Topology } from '../topology/topology.ts';
import { backtest } from './backtest.ts';
import { type Calibration, type CalibrationInputs, calibrate } from './calibrate.ts';
import { PER_SECOND, scanKeys } from './fixtures/scan-keys.ts';
import { type ImportedKeys, importedKeys, positionAt } from './imported-keys.ts';
import { inProcess } from './test-drills.ts';
import { DESCRIBED, type SmallDay, smallDay, smallInputs, TRUTH } from './test-service.ts';
import { openTwinRun, stretchOf } from './twin-drill.ts';
import { meanHits } from './window-figures.ts';

const TODAY = parseCacheSettings('ttl: none\ncapacity: 300\nscope: pool\n', 'today.yaml');
const CANDIDATE = parseCacheSettings('ttl: none\ncapacity: 600\nscope: pool\n', 'candidate.yaml');
const SECONDS = 300;
const ROUTES = [
  { method: 'GET', path: '/', reads: null, writes: null },
  { method: 'GET', path: '/api/products/:id', reads: { entry: 'product', by: 'path.id' }, writes: null },
  { method: 'POST', path: '/api/cart', reads: null, writes: { entry: 'cart', by: 'user' } },
] as const;

/** The log of the service's own keys, imported. @param most requests that are replayed */
function imported(most?: number): { record: ImportRecord; text: string } {
  const secret = new Uint8Array(16).fill(3);
  const census = new Census({ secret, user: { from: 'user' }, keepsAssets: false, routes: ROUTES });
  scanKeys(SECONDS * PER_SECOND).forEach((key, i) => {
    const atMs = VIRTUAL_EPOCH_MS + Math.floor((1000 * i) / PER_SECOND);
    census.add({
      ...emptyLine(),
      atMs,
      user: `u${i % 200}`,
      status: 200,
      method: 'GET',
      target: `/api/products/${key}`,
    });
  });
  const counted = census.result() as CensusResult;
  const profile = profileOf(counted, 'all', most) as TrafficProfile;
  const rest = { logs: [], userBy: 'user', census: counted, profile, profileHits: null };
  const record = importOf({ name: 'small', importedAt: new Date(VIRTUAL_EPOCH_MS), ...rest });
  return { record, text: trafficText(sketchOf('small', 'a log', counted, profile), profile) };
}

function keysOf({ record, text }: ReturnType<typeof imported>): ImportedKeys {
  const service = parseTopology(JSON.stringify(TRUTH), 'topology.yaml').service as NonNullable<Topology['service']>;
  const found = importedKeys('import.json', record, parseTraffic(text, 'traffic.json'), service);
  if (!('copies' in found)) throw new Error(found.join('\n'));
  return found;
}

const LOG = imported();

describe('a service whose keys follow no popularity law', () => {
  let today: SmallDay;
  let then: SmallDay;
  let byLog: Calibration;
  let bySkew: Calibration;
  const log = keysOf(LOG);
  const described = {
    ...DESCRIBED,
    service: { ...DESCRIBED.service, entries: { product: { count: 900 }, cart: { per: 'user' } } },
  };
  const inputs = (day: SmallDay, settings: NamedCacheSettings, keys: ImportedKeys | null): CalibrationInputs => ({
    ...smallInputs(day, described),
    ...{ settings, imported: keys },
  });

  beforeAll(async () => {
    const truth = { service: { ...TRUTH.service, entries: { product: { count: 900 }, cart: { per: 'user' } } } };
    const day = (settings: NamedCacheSettings) => smallDay(truth, {}, 1, { script: 'scans.js', settings });
    [today, then] = [await day(TODAY), await day(CANDIDATE)];
    byLog = await calibrate(inputs(today, TODAY, log), inProcess(TODAY), () => {});
    bySkew = await calibrate(inputs(today, TODAY, null), inProcess(TODAY), () => {});
  }, 240_000);

  /** How far a twin's hit ratio is from what a larger cache had, in the same windows. */
  async function off(byEntry: Readonly<Record<string, number>>, keys: ImportedKeys | null): Promise<number> {
    const { telemetry, twin, observation } = smallInputs(then, described);
    const windows = observation.edges.length - 1;
    const stretch = stretchOf(windows - 8, windows, 10, CANDIDATE, true);
    const fitted = parseTopology(byLog.topology as string, 'fitted.yaml');
    const run = await openTwinRun(telemetry, twin, fitted, observation, stretch, inProcess(CANDIDATE), keys);
    const { figures } = await run.predict(fitted, { all: 0, byEntry });
    return (meanHits(figures) as number) - (meanHits(run.observed) as number);
  }

  test('its hit ratio is that of its log, in windows that nothing was fitted to, and the record says so', () => {
    const { verdict, heldOut, skews, reasons, import: from } = byLog.record;
    expect(reasons.slice(0, 2)).toEqual([
      expect.any(String),
      expect.stringMatching(/^Keys are those of import\.json, in their order/),
    ]);
    expect(verdict).toBe('measured');
    expect(skews).toEqual([]);
    expect(Math.abs(heldOut.find(({ figure }) => figure === 'hit ratio')?.bias ?? 1)).toBeLessThan(0.02);
    expect(from).toMatchObject({ file: 'import.json', sampleRate: 1, entries: [{ name: 'product', keys: 900 }] });
    expect(Math.abs((from?.reached ?? 0) - (from?.observed ?? 1))).toBeLessThan(0.02);
    expect(byLog.topology).toMatch(/of import\.json, for warm starts alone/);
  });

  test('that a cache twice as large brings a crawler nothing it knows to two points, where an unevenness that fits today is points away', async () => {
    expect(Math.abs(await off({}, log))).toBeLessThan(0.02);
    const skews = Object.fromEntries(bySkew.record.skews.map(({ name, skew }) => [name, skew]));
    expect(Math.abs(await off(skews, null))).toBeGreaterThan(0.05);
  });

  test('a backtest asks for the same keys', async () => {
    const topology = parseTopology(byLog.topology as string, 'fitted.yaml');
    const given = { ...inputs(today, TODAY, log), topology, topologyFile: 'mine/topology.yaml' };
    const { verdict, apart } = await backtest(given, inProcess(TODAY));
    expect(apart.filter(({ holds }) => !holds)).toEqual([]);
    expect(verdict).toBe('holds');
  });
});

test('of a share of the keys each stands for as many as were left out', () => {
  const { copies, keys, reads } = keysOf(imported(3000));
  expect(copies).toBe(4);
  expect(Math.abs(copies * (keys.get('product') as number) - 900)).toBeLessThan(10);
  expect(Math.abs(copies * (reads.get('product')?.length ?? 0) - SECONDS * PER_SECOND)).toBeLessThan(400);
});

test('where in its keys a log was goes by its requests', () => {
  const log = keysOf(LOG);
  expect(positionAt(log, VIRTUAL_EPOCH_MS - 1)).toBe(0);
  expect(positionAt(log, VIRTUAL_EPOCH_MS + 150_000)).toBeCloseTo(0.5, 2);
  expect(positionAt(log, VIRTUAL_EPOCH_MS + 400_000)).toBe(0);
});

test('an import of other routes is refused, and told what it has', () => {
  const { record, text } = LOG;
  const service = parseTopology(
    JSON.stringify({
      ...TRUTH,
      service: { entries: { order: { count: 9 } }, routes: { 'GET /orders/:id': { reads: 'order', by: 'path.id' } } },
    }),
    'topology.yaml',
  ).service as NonNullable<Topology['service']>;
  const found = importedKeys('import.json', record, parseTraffic(text, 'traffic.json'), service);
  expect(found).toEqual([
    expect.stringMatching(/no route of the log looks up order.*it has product.*--routes TOPOLOGY/),
  ]);
});
