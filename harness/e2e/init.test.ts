import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { headroom, recordIn } from './headroom.ts';

/** What `headroom init` writes is a drill at once. */
const FOLDER = mkdtempSync(join(tmpdir(), 'headroom-init-'));
const FIXTURES = 'harness/e2e/fixtures/init';
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

test.each([
  ['nothing', []],
  ['an OpenAPI file', ['--openapi', `${FIXTURES}/openapi.yaml`]],
  ['a recording', ['--har', `${FIXTURES}/visit.har`, '--name', 'recorded']],
])('from %s: what is written is valid, and its drill passes', { timeout: 120_000 }, async (_, flags) => {
  const folder = join(FOLDER, `from-${flags[0] ?? 'nothing'}`);
  const [topology, script] = [join(folder, 'topology.yaml'), join(folder, 'failover.ts')];
  const settings = ['baseline', 'candidate'].map(name => join(folder, `settings/${name}.yaml`)) as [string, string];
  expect(await headroom(['init', folder, ...flags])).toMatchObject({ code: 0, stderr: '' });
  expect(await headroom(['validate', topology, script, ...settings])).toMatchObject({ code: 0 });
  const out = join(folder, 'out');
  const files = ['--topology', topology, '--baseline', settings[0], '--cache', settings[1]];
  const { code, stdout, stderr } = await headroom(['run', script, ...files, '--virtual', '--quiet', '--out', out]);
  expect([code, stdout, stderr]).toEqual([0, expect.stringMatching(/^PASS failover with candidate: /), '']);
  const { requests, generator, cacheSettings } = recordIn(out);
  expect(requests.good + requests.interrupted).toBe(requests.offered);
  expect(requests.offered).toBeGreaterThan(3000);
  expect(generator.droppedIterations).toBe(0);
  expect(cacheSettings.differences.map(({ knob }) => knob)).toEqual(['ttl']);
});

test('nothing is overwritten, and everything that is in the way is told at once with what is wrong with the source', async () => {
  const folder = join(FOLDER, 'twice');
  expect((await headroom(['init', folder])).code).toBe(0);
  const before = readFileSync(join(folder, 'topology.yaml'), 'utf8');
  const { code, stderr } = await headroom(['init', folder, '--openapi', `${FIXTURES}/visit.har`]);
  expect(code).toBe(104);
  expect(
    stderr
      .trim()
      .split('\n')
      .map(line => line.replace(FOLDER, '')),
  ).toEqual([
    expect.stringMatching(/^error: .*visit\.har:1:1: no OpenAPI file/),
    ...['topology.yaml', 'failover.ts', 'settings/baseline.yaml', 'settings/candidate.yaml', 'tsconfig.json'].map(
      name => `/twice/${name}: is there already, and nothing is overwritten: name another folder, or move it away`,
    ),
  ]);
  expect(readFileSync(join(folder, 'topology.yaml'), 'utf8')).toBe(before);
});

test.each([
  [['a', 'b'], /takes one folder/],
  [['--name', 'My Shop'], /such as my-shop; not My Shop/],
  [['--openapi', 'a', '--har', 'b'], /not both/],
])('%j is refused', async (args, expected) => {
  const { code, stderr } = await headroom(['init', ...args]);
  expect([code, stderr]).toEqual([2, expect.stringMatching(expected)]);
});
