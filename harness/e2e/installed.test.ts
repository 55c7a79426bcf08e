import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordIn } from './headroom.ts';

/** Headroom as somebody else's project has it: packed, installed, and none of the checkout in reach. */
const FOLDER = mkdtempSync(join(tmpdir(), 'headroom-installed-'));
const PROJECT = join(FOLDER, 'project');
const SLOW = 300_000;
const run = promisify(execFile);
/** The Node of the tests, and no command of the checkout's. */
const PATH = [
  dirname(process.execPath),
  ...(process.env.PATH ?? '').split(delimiter).filter(each => !each.includes('node_modules')),
].join(delimiter);
const options = { cwd: PROJECT, env: { ...process.env, PATH }, maxBuffer: 64 * 1024 * 1024 };
let packed: string[] = [];

/** @returns stdout; its exit code where that is not 0 */
async function headroom(...args: string[]): Promise<string | number> {
  try {
    return (await run('npx', ['--no-install', 'headroom', ...args], options)).stdout;
  } catch (error) {
    const { code } = error as { code: number };
    return code;
  }
}

beforeAll(async () => {
  mkdirSync(PROJECT);
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', FOLDER], {
    maxBuffer: 64 * 1024 * 1024,
  });
  const [from, to] = [stdout.indexOf('['), stdout.lastIndexOf(']') + 1];
  const [{ filename, files }] = JSON.parse(stdout.slice(from, to)) as [{ filename: string; files: { path: string }[] }];
  packed = files.map(({ path }) => path);
  writeFileSync(join(PROJECT, 'package.json'), '{ "private": true }');
  const quietly = ['--prefer-offline', '--no-audit', '--no-fund'];
  await run('npm', ['install', '--save-dev', ...quietly, join(FOLDER, filename)], options);
}, SLOW);
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

test('the package holds no test, and no TypeScript that Node would have to run', () => {
  expect(packed.length).toBeGreaterThan(300);
  expect(packed.filter(path => /\.test\.|fixtures|\/e2e\/|\/test-/.test(path))).toEqual([]);
  expect(packed.filter(path => path.endsWith('.ts') && !/^dist\/(scenarios|examples|lib)\//.test(path))).toEqual([]);
  expect(packed).toContain('dist/harness/cli/headroom.js');
});

test('nobody gets another Node with it', () => {
  expect(existsSync(join(PROJECT, 'node_modules/.bin/node'))).toBe(false);
});

test('what ships is found from any folder', { timeout: SLOW }, async () => {
  const out = join(FOLDER, 'shipped');
  const settings = 'mock-service/settings/short-ttl.yaml';
  expect(
    await headroom(
      ...['run', 'scenarios/eu-peak-failover.ts', '--cache', settings, '--virtual', '--quiet', '--exit-zero'],
      ...['--topology', 'scenarios/topologies/eu.yaml', '--out', out],
    ),
  ).toMatch(/^FAIL eu-peak-failover with short-ttl: /);
  expect(recordIn(out).cacheSettings.name).toBe('short-ttl');
  expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('</html>');
  expect(await headroom('run', 'scenarios/nowhere.ts', '--virtual')).toBe(104);
});

const SCRIPT = `import http from 'k6/http';
import type { Options } from 'k6/options';
import { sessions } from 'headroom-failover/lib/load';
import { failOver, operatorAt } from 'headroom-failover/lib/operations';

export const options: Options = {
  scenarios: { visits: sessions(1, [{ share: 1, duration: '3s' }], 1), fail_over: operatorAt('1s', 'toAlternate') },
};

export default function visit(): void {
  http.get(\`\${__ENV.BASE_URL}/things/\${crypto.randomUUID()}\`);
}

export function toAlternate(): void {
  failOver('alternate');
}
`;
const TOPOLOGY = `# yaml-language-server: $schema=node_modules/headroom-failover/dist/schemas/topology.schema.json
name: things
peak: 20
pools: { primary: { instances: 1, cores: 1, memory: 1GiB }, alternate: { instances: 1, cores: 1, memory: 1GiB } }
service: { entries: { thing: { count: 100 } }, routes: { GET /things/:id: { reads: thing, by: path.id } } }
`;

test('a script of another project runs, virtual and live', { timeout: SLOW }, async () => {
  writeFileSync(join(PROJECT, 'things.ts'), SCRIPT);
  writeFileSync(join(PROJECT, 'things.yaml'), TOPOLOGY);
  expect(await headroom('validate', 'things.ts', 'things.yaml')).toBe(
    'ok  things.ts (script)\nok  things.yaml (topology)\n',
  );
  for (const clock of [['--virtual'], []]) {
    const out = join(FOLDER, `things${clock}`);
    const args = ['run', 'things.ts', '--topology', 'things.yaml', ...clock, '--out', out, '--exit-zero', '--json'];
    expect(await headroom(...args)).toContain('"verdict"');
    const { requests, timeline } = recordIn(out);
    expect(requests.good).toBe(requests.offered);
    expect(timeline.some(({ operation }) => operation === 'fail-over-completed')).toBe(true);
  }
});

test('the first commands of docs/own-service.md make a drill in an empty folder', { timeout: SLOW }, async () => {
  const page = readFileSync('docs/own-service.md', 'utf8');
  const [, commands = ''] = /```sh\n(npm init[\s\S]*?)```/.exec(page) ?? [];
  const ours = commands.split('\n').filter(line => line.startsWith('npx headroom '));
  expect(ours.length).toBeGreaterThanOrEqual(3);
  for (const line of ours) {
    const args = line.replace('npx headroom ', '').split(' ');
    expect([line, await headroom(...args)]).toEqual([line, expect.any(String)]);
  }
  const schema = /\$schema=(\S+)/.exec(readFileSync(join(PROJECT, 'drills/topology.yaml'), 'utf8'))?.[1] as string;
  expect(JSON.parse(readFileSync(join(PROJECT, 'drills', schema), 'utf8'))).toHaveProperty(
    'title',
    'Headroom topology',
  );
  const tsc = join(process.cwd(), 'node_modules/typescript/bin/tsc');
  await run(process.execPath, [tsc, '-p', 'drills'], options);
});

test('its types, schemas and package.json resolve', { timeout: SLOW }, async () => {
  const compilerOptions = {
    ...{ module: 'esnext', moduleResolution: 'bundler', target: 'es2023', lib: ['es2023'], strict: true, noEmit: true },
    ...{
      types: ['k6', 'headroom-failover/globals'],
      skipLibCheck: true,
      noUnusedLocals: true,
      exactOptionalPropertyTypes: true,
    },
  };
  writeFileSync(join(PROJECT, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['types.ts'] }));
  writeFileSync(join(PROJECT, 'types.ts'), SCRIPT);
  const tsc = () => run(process.execPath, [join(process.cwd(), 'node_modules/typescript/bin/tsc')], options);
  await tsc();
  writeFileSync(join(PROJECT, 'types.ts'), SCRIPT.replace("failOver('alternate')", 'failOver(1)'));
  await expect(tsc()).rejects.toMatchObject({ stdout: expect.stringContaining('types.ts(15,12): error TS2345') });

  const resolve = `
    const json = name => JSON.parse(fs.readFileSync(new URL(import.meta.resolve('headroom-failover/' + name))));
    console.log(json('schemas/run.schema.json').title, json('package.json').name);`;
  const args = ['--input-type=module', '-e', `import fs from 'node:fs';${resolve}`];
  expect((await run(process.execPath, args, options)).stdout).toBe('Headroom run record headroom-failover\n');
  const named = /\$schema=(\S+)/.exec(TOPOLOGY)?.[1] as string;
  expect(JSON.parse(readFileSync(join(PROJECT, named), 'utf8'))).toHaveProperty('title', 'Headroom topology');
});
