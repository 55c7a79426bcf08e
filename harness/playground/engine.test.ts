import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordOfSpec } from '../drill/test-record.ts';
import { recordText } from '../record/record-text.ts';
import { readDrillFiles } from '../topology/drill-files.ts';
import type { Changes } from './play-news.ts';
import type { PlayedDrill } from './played-drill.ts';
import { BASELINE, changesOf, playedDrill, TestEngine } from './test-engine.ts';

const INCIDENT = ['scenarios/eu-peak-failover.ts', 'scenarios/topologies/eu.yaml'] as const;
const SHORT_TTL = 'mock-service/settings/short-ttl.yaml';
const SMALL = 'harness/drill/fixtures/one-call.js';

const folder = mkdtempSync(join(tmpdir(), 'headroom-engine-'));
afterAll(() => rmSync(folder, { recursive: true }));

let engine: TestEngine;
beforeAll(async () => {
  engine = await TestEngine.open();
});

/** SHA-256 of `run.json` as this process writes it: with the options as the command line reads them. */
async function hashHere(played: PlayedDrill, set: readonly string[], at: Changes['at'] = {}): Promise<string> {
  const { topology, settings } = played.sources;
  const files = readDrillFiles(topology.file, [settings.file], set);
  const [baseline] = readDrillFiles(topology.file, [BASELINE]).settings;
  const record = await recordOfSpec({
    ...played.how,
    ...{ clock: 'virtual', script: played.script.path, topology: files.topology, allowedHosts: [], headroom: null },
    ...(Object.keys(at).length === 0 ? {} : { load: { startTimes: at } }),
    settings: { underTest: files.settings[0], baseline },
  });
  return createHash('sha256').update(recordText(record)).digest('hex');
}

test.each([
  { name: 'the incident', files: [...INCIDENT, SHORT_TTL], set: [], at: {} },
  {
    name: 'the incident with another ttl, peak, alternate, policy and moment of the failover',
    files: [...INCIDENT, SHORT_TTL],
    set: ['ttl=30s', 'peak=700', 'pools.alternate.instances=5', 'policy=sieve', 'staleWhileRevalidate=2s'],
    at: { fail_over: '14s' },
  },
  {
    name: 'a declared service',
    files: ['examples/shop/shop-failover.ts', 'examples/shop/topology.yaml', 'examples/shop/settings/bad.yaml'],
    set: ['peak=100'],
    at: {},
  },
])('$name: the same bytes of run.json as here', async ({ files, set, at }) => {
  const [script, topology, cache] = files as [string, string, string];
  const played = await playedDrill(script, topology, cache);
  expect(await engine.play(played, changesOf(set, at))).toMatchObject({
    kind: 'record',
    hash: await hashHere(played, set, at),
  });
});

test('a second drill in the same worker does not know of the first', async () => {
  const played = await playedDrill(SMALL, INCIDENT[1], BASELINE);
  const few = changesOf(['peak=10']);
  const first = await engine.play(played, few);
  expect(await engine.play(played, changesOf(['peak=10', 'ttl=1s']))).not.toMatchObject({
    hash: (first as { hash: string }).hash,
  });
  expect(await engine.play(played, few)).toEqual(first);
});

test('what is wrong with the values is told, as on the command line', async () => {
  const played = await playedDrill(SMALL, INCIDENT[1], BASELINE);
  const changes = changesOf(['pools.alternate.instances=-1', 'ttl=soon'], { fail_ovr: '3s' });
  expect(await engine.play(played, { ...changes, at: {} })).toEqual({
    kind: 'refused',
    why: [expect.stringContaining('pools.alternate.instances: '), expect.stringContaining('ttl: ')],
  });
  expect(await engine.play(played, changesOf([], { fail_ovr: '3s' }))).toEqual({
    kind: 'refused',
    why: [expect.stringContaining("--at: the script has no scenario of that name (got 'fail_ovr')")],
  });
});

test('a script that asks for what a report does not carry is told so, even if it swallows that', async () => {
  const script = join(folder, 'opens.js');
  writeFileSync(
    script,
    `let text = '';
try { text = open('./opens.js'); } catch (error) {}
export const options = { vus: 1, iterations: 1 };
export default function () {}
`,
  );
  const played = await playedDrill(script, INCIDENT[1], BASELINE);
  expect(await engine.play(played, changesOf([]))).toEqual({
    kind: 'refused',
    why: [
      'The script needs what a report does not carry: the files that the script opens. On the command line it runs.',
    ],
  });
});

test('init code that throws', async () => {
  const script = join(folder, 'throws.js');
  writeFileSync(script, `throw new Error('not today');\nexport default function () {}\n`);
  const played = await playedDrill(script, INCIDENT[1], BASELINE);
  expect(await engine.play(played, changesOf([]))).toEqual({
    kind: 'refused',
    why: ['The init code of the script failed: not today'],
  });
});
