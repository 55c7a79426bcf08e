import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { KNOBS } from '../../mock-service/settings/knobs.ts';
import { main } from './main.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'headroom-input-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));
/** As messages name files in it: relative to a working directory that is near, in a checkout below the temporary folder. */
const PREFIXES = [`${FOLDER}/`, `${relative('.', FOLDER)}/`];
const SCRIPT = 'scenarios/eu-peak-failover.ts';

function write(name: string, text: string): string {
  const file = join(FOLDER, name);
  writeFileSync(file, text);
  return file;
}

/** Runs a command line in this process. @returns its exit code, and what it wrote, without the folder's name */
async function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const texts = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map(name =>
    vi.spyOn(process[name], 'write').mockImplementation(text => {
      texts[name] += PREFIXES.reduce(
        (shown, prefix) => shown.replaceAll(prefix, ''),
        stripVTControlCharacters(String(text)),
      );
      return true;
    }),
  );
  try {
    return { code: await main(args), ...texts };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

describe('bad input: one message with everything that is wrong, and nothing is started', () => {
  test('in settings, topology and --set together', async () => {
    const settings = write('bad.yaml', 'tll: 5s\ncapacity: 12000\nttlJitter: 10\npolicy: lfu\n');
    const topology = write(
      'site.yaml',
      'name: EU\npeak: -5\npools:\n  primary: { instances: 0, cores: 2, memory: 512 }\nproxy: { timeout: 2 }\n',
    );
    const out = join(FOLDER, 'out');
    const flags = ['--cache', settings, '--topology', topology, '--set', 'capasity=3', '--out', out];
    const { code, stdout, stderr } = await run('run', SCRIPT, ...flags);
    expect(stderr.replace(Object.keys(KNOBS).join(', '), '<knobs>')).toMatchInlineSnapshot(`
      "error: site.yaml:1:7 name: not such a name (got EU); lower-case letters, digits and dashes, such as eu or us-west
      site.yaml:2:7 peak: not above 0 (got -5); a number, above 0
      site.yaml:4:25 pools.primary.instances: below 1 (got 0); a whole number, from 1 up to 10000
      site.yaml:4:46 pools.primary.memory: a size without a unit (got 512); a size with its unit, such as 64KiB, 512MiB or 2GiB, above 0B; did you mean 512MiB?
      site.yaml:5:19 proxy.timeout: a duration without a unit (got 2); a duration with its unit, such as 50ms, 300s, 10m or 1.5h, above 0s; did you mean 2s?
      bad.yaml:1:1 tll: unknown key; the keys here are <knobs>; did you mean ttl?
      bad.yaml:3:12 ttlJitter: above 100% (got 10); a share, such as 10% or 0.1, up to 100%; did you mean 10%?
      bad.yaml:4:9 policy: not a value it can have (got lfu); one of lru, fifo, sieve; did you mean lru?
      --set capasity=3: unknown path capasity; did you mean capacity or cacheTier.capacity?
      "
    `);
    expect([code, stdout, existsSync(out)]).toEqual([104, '', false]);
  });

  test('files that are not there', async () => {
    const { code, stderr } = await run('run', SCRIPT, '--cache', 'none.yaml', '--topology', 'nowhere.yaml');
    expect(stderr).toMatchInlineSnapshot(`
      "error: nowhere.yaml: no such file
      none.yaml: no such file
      "
    `);
    expect(code).toBe(104);
  });

  test('compare: both files, and a topology', async () => {
    const [a, b] = [write('a.yaml', 'ttl: 5\n'), write('b.yaml', 'ttl: [\n')];
    const { code, stderr } = await run('compare', SCRIPT, a, b, '--set', 'peak=many', '--virtual');
    expect(stderr).toMatchInlineSnapshot(`
      "error: --set peak=many peak: not a number (got many); a number, above 0
      b.yaml:2:1: not valid YAML here: Flow sequence in block collection must be sufficiently indented and end with a ]
      a.yaml:1:6 ttl: a duration without a unit (got 5); a duration with its unit, such as 50ms, 300s, 10m or 1.5h, above 0s; or none; did you mean 5s?
      "
    `);
    expect(code).toBe(104);
  });

  test('a script that cannot be read or compiled', { timeout: 90_000 }, async () => {
    const syntax = write('syntax.ts', "import http from 'k6/http';\n\nexport default function () { http.get( }\n");
    const unknown = write(
      'unknown.ts',
      "import sql from 'k6/x/sql';\nimport { uuid } from 'https://example.com/uuid.js';\nimport fs from 'node:fs';\nexport default function () { return [sql, uuid, fs]; }\n",
    );
    const missing = join(FOLDER, 'missing.ts');
    const told: string[] = [];
    for (const script of [syntax, unknown, missing]) {
      const { code, stdout, stderr } = await run('run', script, '--out', join(FOLDER, 'out'));
      told.push(stderr);
      expect([code, stdout, existsSync(join(FOLDER, 'out'))]).toEqual([104, '', false]);
    }
    expect(told.join('')).toMatchInlineSnapshot(`
      "error: syntax.ts:3:40: Unexpected "}"
      error: unknown.ts:1:17: the module k6/x/sql is not supported here: it is an extension that is compiled into k6 (supported: k6, k6/http, k6/metrics, k6/execution, k6/data, k6/timers, k6/encoding, k6/crypto, k6/html, k6/secrets); k6 itself runs scripts that need it: write one plain module for it with \`headroom bundle\`
      unknown.ts:2:22: the remote module https://example.com/uuid.js has no stand-in here; save a copy beside the script and import that, or name it in an --import-map; k6 itself runs scripts that need it: write one plain module for it with \`headroom bundle\`
      unknown.ts:3:16: node:fs is a module of Node, and scripts run without Node's modules, as in k6; use what k6 offers, such as open() for files
      error: missing.ts: there is no such file
      "
    `);
  });
});

describe('wrong command lines', () => {
  test.each([
    [[], 'Begin with'],
    [['rum', SCRIPT], 'did you mean run?'],
    [['run'], 'needs a script'],
    [['run', SCRIPT, 'more.ts'], 'takes one script'],
    [['run', SCRIPT, '--cach', 'x.yaml'], 'did you mean --cache?'],
    [['run', SCRIPT, '--seed', 'x'], '--seed must be a whole number'],
    [['run', SCRIPT, '--repeat', '0'], '--repeat must be a whole number, from 1'],
    [['run', SCRIPT, '--arrivals', 'bursty'], '--arrivals must be poisson or even'],
    [['run', SCRIPT, '-e', 'NOVALUE'], '-e must be KEY=VALUE'],
    [['compare', SCRIPT, 'a.yaml'], 'needs'],
    [['compare', SCRIPT, 'a.yaml', 'b.yaml', '--cache', 'c.yaml'], '--cache'],
    [['serve', 'now'], 'takes no arguments'],
    [['serve', '--certificate', '/nowhere/at/all.pem'], 'cannot be written'],
    [['validate'], 'at least one file'],
  ])('%j: exit 2', async (args, message) => {
    const { code, stdout, stderr } = await run(...args);
    expect(stdout + stderr).toContain(message);
    expect(code).toBe(2);
  });
});
