import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { testBacktest } from '../record/test-twins.ts';
import { checkTopology } from '../topology/parse-topology.ts';
import { keepLastBacktest, twinStanding } from './twin-standing.ts';

const folder = mkdtempSync(join(tmpdir(), 'twin-standing-'));
afterAll(() => rmSync(folder, { recursive: true }));
const FILE = join(folder, 'topology.yaml');
const POOL = { instances: 1, cores: 1, memory: '1GiB' };
const plain = checkTopology({ name: 'shop', peak: 100, pools: { primary: POOL, alternate: POOL } });
const twin = { ...plain, calibration: 'calibration.json' };
const tested = { name: 'shop', file: FILE, fingerprint: twin.fingerprint };

test('what comes of a calibration is the same system under test', () => {
  const named = checkTopology({
    name: 'shop',
    peak: 100,
    calibration: 'c.json',
    pools: { primary: POOL, alternate: POOL },
  });
  expect(named.calibration).toBe('c.json');
  expect(named.fingerprint).toBe(plain.fingerprint);
});

test('nothing is said of a topology that is no twin, of a twin that nobody has asked, and of one that holds', () => {
  expect(twinStanding(FILE, plain)).toBeNull();
  expect(twinStanding(FILE, twin)).toBeNull();
  keepLastBacktest(FILE, twin, testBacktest({ verdict: 'holds', topology: tested }));
  expect(twinStanding(FILE, twin)).toBeNull();
});

test('a twin that is off is said to be, by what, and whether it has changed since', () => {
  keepLastBacktest(FILE, twin, testBacktest({ topology: tested }));
  expect(twinStanding(FILE, twin)).toBe(
    'TWIN OFF: its last backtest (4 h from 2026-06-01 06:00 UTC) does not hold. cpu of primary: 60% in the twin, 50% measured.',
  );
  expect(twinStanding(FILE, { ...twin, fingerprint: 'other' })).toContain(
    ', of the topology as it was then does not hold',
  );
  keepLastBacktest(FILE, twin, testBacktest({ verdict: 'inconclusive', topology: tested }));
  expect(twinStanding(FILE, twin)).toMatch(/^TWIN NOT PROVED: /);
});
