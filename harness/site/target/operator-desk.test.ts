import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SystemClock } from '../../../mock-service/time/system-clock.ts';
import { processStat } from '../processes/process-stat.ts';
import { Journal } from './journal.ts';
import { OperatorDesk, type UndoneOperation } from './operator-desk.ts';
import { parseTarget } from './read-target.ts';
import type { Target } from './target.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'headroom-desk-'));
const DONE = join(FOLDER, 'done.txt');
let server: Server;
let origin: string;
/** What the server was asked, and what it says is active. */
let asked: string[] = [];
let active = 'primary';

beforeAll(async () => {
  // `do.sh how words…`: writes its words down, then does as it is told.
  const script = join(FOLDER, 'do.sh');
  writeFileSync(
    script,
    `#!/bin/sh
how=$1; shift; echo "$@" >> '${DONE}'
case $how in
  ok) echo "well $PROM_TOKEN";;
  fails) head -c 9000 /dev/zero | tr '\\0' x; echo; echo "no: $PROM_TOKEN" >&2; exit 3;;
  hangs) (trap '' TERM; sleep 30) & echo $! > '${FOLDER}/child.txt'; trap '' TERM; sleep 30; wait;;
esac
`,
  );
  chmodSync(script, 0o755);
  server = createServer((request, response) => {
    let body = '';
    request.on('data', chunk => (body += chunk));
    request.on('end', () => {
      const { pathname, searchParams } = new URL(request.url ?? '/', origin);
      if (pathname === '/api/v1/query') {
        const [query, now] = [searchParams.get('query'), Date.now() / 1000];
        const result = ['primary', 'alternate'].map(pool => ({
          metric: { pool },
          value: [now, String(Number(pool === active))],
        }));
        response.end(
          JSON.stringify({ status: query === 'active' ? 'success' : 'error', data: { resultType: 'vector', result } }),
        );
        return;
      }
      asked.push(`${request.method} ${request.url} ${request.headers.authorization ?? ''} ${body}`.trim());
      if (pathname === '/away') response.writeHead(302, { location: 'http://192.0.2.1/' });
      else if (pathname === '/no') response.statusCode = 500;
      response.end('answer');
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

beforeEach(() => {
  asked = [];
  active = 'primary';
  writeFileSync(DONE, '');
});

afterAll(() => {
  server.close();
  server.closeAllConnections();
  rmSync(FOLDER, { recursive: true });
});

let journals = 0;

/** @param operations YAML */
function desk(operations: string, undo = '[]'): { desk: OperatorDesk; journal: Journal; file: string } {
  const file = join(FOLDER, `journal-${journals++}.jsonl`);
  const journal = new Journal(file);
  return { desk: new OperatorDesk(target(operations, undo), [], new SystemClock(), journal), journal, file };
}

function target(operations: string, undo: string): Target {
  const text = `name: t
url: ${origin}
peak: 10
pools: { primary: {}, alternate: {} }
metrics: { prometheus: { url: '${origin}', token: '\${PROM_TOKEN}' }, active: active }
operations: { ${operations} }
safety: { undo: ${undo} }
`;
  process.env.PROM_TOKEN = 's3cr3t';
  return parseTarget(text, join(FOLDER, 't.yaml'), { env: process.env, hasBaseline: true });
}

function done(): string[] {
  return readFileSync(DONE, 'utf8')
    .split('\n')
    .filter(line => line !== '');
}

const NO_VALUES = { 'fail-back': {}, 'roll-back': {}, reset: {} };

describe('an operation', () => {
  test('is a command with its words filled in, and its output without secrets', async () => {
    const { desk: operator } = desk("deploy: { run: [./do.sh, ok, '{settings}', '{pool} now'] }");
    const end = await operator.perform('deploy', { settings: '/a b.yaml', pool: 'all' });
    expect(end).toMatchObject({ ok: true, how: 'exit 0', output: 'well ${PROM_TOKEN}\n' });
    expect(done()).toEqual(['/a b.yaml all now']);
  });

  test('that fails has the end of its output', async () => {
    const { desk: operator } = desk('deploy: { run: [./do.sh, fails, x] }');
    const end = await operator.perform('deploy', {});
    expect(end).toMatchObject({ ok: false, how: 'exit 3' });
    expect(end.output.length).toBeLessThanOrEqual(4096);
    expect(end.output).toMatch(/^x+\nno: \$\{PROM_TOKEN\}\n$/);
  });

  test('that hangs is killed at its deadline, with all that it has started', async () => {
    const { desk: operator, journal } = desk('deploy: { run: [./do.sh, hangs, x], timeout: 300ms }');
    const ended = operator.perform('deploy', {});
    await until(() => journal.leftRunning.length > 0);
    expect(await ended).toMatchObject({ ok: false, how: 'no end after 0.3 s' });
    const child = Number(readFileSync(join(FOLDER, 'child.txt'), 'utf8'));
    expect([undefined, 'Z']).toContain(processStat(child)?.state);
  });

  test('is a call, its values as JSON has them', async () => {
    const { desk: operator } = desk(
      `fail-over: { http: { post: '${origin}/go?to={to}', json: { to: '{to}', seconds: '{over}' }, headers: { authorization: 'Bearer \${PROM_TOKEN}' } } }`,
    );
    const end = await operator.perform('fail-over', { to: 'a/b', over: '15' });
    expect(end).toMatchObject({ ok: true, how: 'status 200', output: 'answer' });
    expect(asked).toEqual(['POST /go?to=a%2Fb Bearer s3cr3t {"to":"a/b","seconds":15}']);
  });

  test.each([
    ['answers 500', '/no', 'status 500'],
    ['is a redirect, which nobody follows', '/away', 'status 302'],
  ])('that %s has failed', async (_, path, how) => {
    const { desk: operator } = desk(`reset: { http: { put: '${origin}${path}' } }`);
    expect(await operator.perform('reset', {})).toMatchObject({ ok: false, how });
  });

  test.each(['http://192.0.2.1/', 'http://[2001:db8::1]/'])('sends nothing to %s, which nobody allowed', async url => {
    const { desk: operator } = desk(`reset: { http: { post: '${url}' } }`);
    expect(await operator.perform('reset', {})).toMatchObject({
      ok: false,
      how: expect.stringContaining('was not allowed with --allow-host'),
    });
  });

  test('is done when its condition holds', async () => {
    const { desk: operator } = desk('fail-over: { run: [./do.sh, ok, x], until: \'{active} == "{to}"\' }');
    setTimeout(() => (active = 'alternate'), 300);
    const end = await operator.perform('fail-over', { to: 'alternate' });
    expect(end.ok).toBe(true);
    expect(end.tookMs).toBeGreaterThan(300);
  });

  test('whose condition never holds has failed', async () => {
    const { desk: operator } = desk(
      'fail-over: { run: [./do.sh, ok, x], until: \'{active} == "{to}"\', timeout: 1.5s }',
    );
    expect(await operator.perform('fail-over', { to: 'alternate' })).toMatchObject({
      ok: false,
      how: 'exit 0, but {active} was not alternate after 1.5 s',
    });
  });
});

describe('undoing', () => {
  const OPERATIONS =
    'deploy: { run: [./do.sh, hangs, deploy] }, fail-back: { run: [./do.sh, fails, back] }, roll-back: { run: [./do.sh, ok, roll] }, reset: { run: [./do.sh, ok, reset] }';

  test('ends what is under way, then does all in order whatever becomes of each, once', async () => {
    const { desk: operator, journal } = desk(OPERATIONS, '[fail-back, roll-back]');
    const deploying = operator.perform('deploy', {});
    await until(() => done().length === 1);
    const told: UndoneOperation[] = [];
    const [first, second] = await Promise.all(
      [1, 2].map(() => operator.undo('a test', NO_VALUES, each => told.push(each))),
    );
    expect(await deploying).toMatchObject({ ok: false });
    expect(first).toMatchObject([
      { operation: 'fail-back', ok: false, how: 'exit 3' },
      { operation: 'roll-back', ok: true },
    ]);
    expect([second, told]).toEqual([first, first]);
    expect(done()).toEqual(['deploy', 'back', 'roll']);
    expect([journal.hasBegun, journal.leftRunning]).toEqual([true, []]);
    // Nothing is done any more.
    expect(await operator.perform('deploy', {})).toMatchObject({ ok: false, how: 'the drill is being undone' });
  });

  test('does nothing where nothing was done; a reset is nothing', async () => {
    const { desk: operator } = desk(OPERATIONS, '[fail-back, roll-back]');
    await operator.perform('reset', {});
    expect(await operator.undo('a test', NO_VALUES, () => {})).toEqual([]);
    expect(done()).toEqual(['reset']);
  });

  test('goes on where one that was killed had come to', async () => {
    const { file } = desk(OPERATIONS, '[fail-back, roll-back]');
    // What the one before had begun still runs, and it was killed half way through undoing.
    const left = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
    const gone = new Promise<NodeJS.Signals | null>(resolve => left.once('exit', (_, signal) => resolve(signal)));
    const before = new Journal(file);
    before.add({ kind: 'begun', id: 7, operation: 'deploy' });
    before.add({ kind: 'started', id: 7, pid: left.pid as number });
    before.add({ kind: 'undoing', why: 'x' });
    before.add({ kind: 'undo-begun', operation: 'fail-back' });
    writeFileSync(file, `${readFileSync(file, 'utf8')}{"half":`);
    const next = new OperatorDesk(
      target(OPERATIONS, '[fail-back, roll-back]'),
      [],
      new SystemClock(),
      new Journal(file),
    );
    expect(await next.undo('again', NO_VALUES, () => {})).toMatchObject([{ operation: 'roll-back', ok: true }]);
    expect(await gone).toBe('SIGKILL');
    expect(done()).toEqual(['roll']);
  });
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise(resolve => setTimeout(resolve, 10));
}
