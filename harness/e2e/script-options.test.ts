import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { headroom, recordIn } from './headroom.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'headroom-options-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

/** Starting processes takes its time on a busy machine. */
const SLOW = 60_000;

function write(name: string, text: string): string {
  const file = join(FOLDER, name);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
  return file;
}

async function runVirtual(name: string, text: string, ...flags: string[]) {
  const out = join(FOLDER, `${name}-out`);
  const result = await headroom(['run', write(`${name}.js`, text), '--virtual', '--out', out, ...flags], FOLDER);
  return { ...result, record: existsSync(join(out, 'run.json')) ? recordIn(out) : null };
}

describe.concurrent('what a script is given on the command line', () => {
  test('-e and --tag, over what the script and the drill say', { timeout: SLOW }, async () => {
    const { code, record } = await runVirtual(
      'env',
      `import http from 'k6/http';
      import { check } from 'k6';
      export const options = {
        iterations: Number(__ENV.N), tags: { stage: 'dev', team: 'id' },
        thresholds: { 'http_reqs{stage:canary,team:id,build:7}': ['count==3'] },
      };
      export default function () {
        check(http.get(__ENV.BASE_URL + '/'), { 'mine wins': () => __ENV.REGION === 'mine' && __ENV.EMPTY === '' && __ENV.EQ === 'a=b', answered: r => r.status === 200 });
      }`,
      ...[
        '-e',
        'N=3',
        '--env',
        'REGION=mine',
        '-e',
        'EMPTY=',
        '-e',
        'EQ=a=b',
        '--tag',
        'stage=canary',
        '--tag',
        'build=7',
        '--quiet',
      ],
    );
    expect(record?.metrics.checks?.values).toMatchObject({ passes: 6, fails: 0 });
    expect(record?.thresholds).toMatchObject([{ ok: true }]);
    expect(code).toBe(0);
  });

  test('open() reads beside the script, wherever the command is started', { timeout: SLOW }, async () => {
    write('scripts/lib/users.js', "export const users = JSON.parse(open('../data/users.json'));");
    write('scripts/data/users.json', '["ann","bob"]');
    const script = write(
      'scripts/main.js',
      `import { users } from './lib/users.js';
      const text = open('data/users.json');
      export default function () { if (users.length !== 2 || text.length !== 13) throw new Error(text); }`,
    );
    const { code, stderr } = await headroom(
      ['run', script, '--virtual', '--quiet', '--out', join(FOLDER, 'open')],
      FOLDER,
    );
    // It sends nothing, which shows nothing.
    expect([code, stderr]).toEqual([90, '']);
  });

  test('abortOnFail after its delay: exit 99, and the record says so', { timeout: SLOW }, async () => {
    const { code, stderr, record } = await runVirtual(
      'abort',
      `import http from 'k6/http';
      import { sleep } from 'k6';
      export const options = { vus: 1, duration: '5m', thresholds: { http_req_failed: [{ threshold: 'rate<0.1', abortOnFail: true, delayAbortEval: '7s' }] } };
      export default function () { http.get(__ENV.BASE_URL + '/v1.0/me/authentication/methods', { headers: { 'x-user': 'user1@us.example' } }); sleep(1); }`,
    );
    expect(stderr).toContain("the threshold 'rate<0.1' of http_req_failed is broken (abortOnFail)");
    expect(record).toMatchObject({ verdict: 'fail', durationS: 8, thresholds: [{ ok: false }] });
    expect(code).toBe(99);
  });

  test('handleSummary writes where it says: stdout, stderr and files', { timeout: SLOW }, async () => {
    const { stdout, stderr } = await runVirtual(
      'summary',
      `export default function () {}
      export function handleSummary(data) {
        return { stdout: 'TO STDOUT\\n', stderr: 'TO STDERR\\n', 'results/deep/summary.json': JSON.stringify(data.metrics.iterations.values), 'bytes.bin': new Uint8Array([1, 2, 3]).buffer };
      }`,
    );
    expect(stdout).toContain('TO STDOUT\n');
    expect(stderr).toContain('TO STDERR\n');
    const out = join(FOLDER, 'summary-out');
    expect(JSON.parse(readFileSync(join(out, 'results/deep/summary.json'), 'utf8'))).toMatchObject({ count: 1 });
    expect([...readFileSync(join(out, 'bytes.bin'))]).toEqual([1, 2, 3]);
  });

  test('handleSummary beside --json: the record alone on stdout; what cannot be written is told', {
    timeout: SLOW,
  }, async () => {
    const { code, stdout, stderr } = await runVirtual(
      'summary-json',
      `export default function () {}
      export function handleSummary() { return { stdout: 'TO STDOUT', 'kept.txt': 'kept', 'kept.txt/x.txt': 'lost' }; }`,
      '--json',
    );
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1 });
    expect(readFileSync(join(FOLDER, 'summary-json-out/kept.txt'), 'utf8')).toBe('kept');
    expect(stderr).toContain('kept.txt/x.txt cannot be written: there is something of that name (EEXIST); it is in ');
    expect(code).toBe(90);
  });

  test('console goes to stderr with its level', { timeout: SLOW }, async () => {
    const { stderr } = await runVirtual(
      'console',
      `export default function () { console.log('seen', { n: 1 }); console.error('bad'); }`,
    );
    expect(stderr).toMatch(/seen \{"n":1\}[\s\S]*bad/);
  });

  test.each([
    [
      'wrong options',
      'export const options = { vus: "many" };\nexport default function () {}',
      ':1:26 options.vus: not a number',
    ],
    [
      'a module that is not ours',
      "import sql from 'k6/x/sql';\nexport default function () { sql; }",
      ':1:17: the module k6/x/sql is not supported here',
    ],
    [
      'a blocking call in init code',
      "import http from 'k6/http';\nhttp.get('http://127.0.0.1/');\nexport default function () {}",
      ':2:1: get() has to wait, and init code cannot',
    ],
  ])('%s: exit 104, and nothing is started', { timeout: SLOW }, async (name, text, message) => {
    const { code, stderr, record } = await runVirtual(name.replaceAll(' ', '-'), text);
    expect(stderr).toContain(message);
    expect([code, record]).toEqual([104, null]);
  });

  test('test.abort in the init code: exit 108', { timeout: SLOW }, async () => {
    const { code, stderr } = await runVirtual(
      'init-abort',
      `import exec from 'k6/execution';\nif (!__ENV.TOKEN) exec.test.abort('TOKEN is needed');\nexport default function () {}`,
    );
    expect(stderr).toContain('test aborted: TOKEN is needed');
    expect(code).toBe(108);
  });
});

describe.concurrent('headroom bundle', () => {
  test('the module does what the script does, to the last request', { timeout: SLOW }, async () => {
    const module = join(FOLDER, 'peak.js');
    const bundled = await headroom(['bundle', 'scenarios/eu-peak-failover.ts', '--out', module]);
    expect([bundled.code, bundled.stdout]).toEqual([0, '']);
    const [original, copy] = await Promise.all(
      ['scenarios/eu-peak-failover.ts', module].map(async (script, i) => {
        const out = join(FOLDER, `peak-${i}`);
        await headroom(['run', script, '--virtual', '--quiet', '--out', out, '--set', 'peak=200']);
        return recordIn(out);
      }),
    );
    const { script: _, startedAt: __, integrity: ___, ...expected } = original as NonNullable<typeof original>;
    expect(copy).toMatchObject(expected);
  });

  test('--kubernetes gives two objects, the script in the first', { timeout: SLOW }, async () => {
    const flags = [
      '--kubernetes',
      '--parallelism',
      '8',
      '-e',
      'BASE_URL=https://staging.example.com',
      '--name',
      'peak',
    ];
    const { code, stdout } = await headroom(['bundle', 'scenarios/eu-peak-failover.ts', ...flags]);
    const [configMap, testRun] = parseAllDocuments(stdout).map(document => document.toJS());
    const plain = await headroom(['bundle', 'scenarios/eu-peak-failover.ts']);
    expect(configMap.data['peak.js']).toBe(plain.stdout);
    expect(testRun).toMatchObject({
      kind: 'TestRun',
      spec: { parallelism: 8, script: { configMap: { name: 'peak' } } },
    });
    expect(code).toBe(0);
  });

  test.each([
    [['--parallelism', '2'], '--parallelism goes with --kubernetes'],
    [['--kubernetes', '--name', 'Peak!'], '--name must be lower-case letters'],
    [['--kubernetes', '--parallelism', '0'], '--parallelism must be a whole number, from 1'],
    [['--out', '/nowhere/at/all.js'], '--out /nowhere/at/all.js cannot be written: it is not there (ENOENT)'],
  ])('%j: a usage error', { timeout: SLOW }, async (flags, message) => {
    const { code, stderr } = await headroom(['bundle', 'scenarios/eu-peak-failover.ts', ...flags]);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});
