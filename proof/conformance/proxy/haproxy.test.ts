import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  type Answer,
  ask,
  askRaw,
  httpInstance,
  liveProxy,
  nobody,
  rawInstance,
  stopAll,
} from '../../../harness/proxy/test-live-site.ts';
import type { ProxyConfig } from '../../../harness/topology/topology.ts';

/**
 * What our proxy answers, beside what the real HAProxy answers for the same instance. Where the two differ, it is on purpose: HAProxy
 * says 503 when it cannot connect; here 503 is kept for "nobody is there to take it" and "the queue is full", so that a dashboard
 * tells load that is turned away from instances that are broken (model §4).
 */

const HAPROXY = version();
const TIMEOUT_MS = 300;
const CONFIG: Partial<ProxyConfig> = {
  timeoutMs: TIMEOUT_MS,
  health: { intervalMs: 50, timeoutMs: 200, fall: 1, rise: 1, depth: 'shallow' },
};

function version(): string | null {
  try {
    return /version ([\d.]+)/.exec(execFileSync('haproxy', ['-v']).toString())?.[1] ?? 'unknown';
  } catch {
    return null;
  }
}

const folder = mkdtempSync(join(tmpdir(), 'headroom-haproxy-'));
const started: ChildProcess[] = [];

afterEach(async () => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  await stopAll();
});

/** Starts an HAProxy before one instance. @returns its port. */
async function haproxy(origin: string, checks: boolean): Promise<number> {
  const port = Number(new URL(await nobody()).port);
  const file = join(folder, `${port}.cfg`);
  writeFileSync(
    file,
    `global
  maxconn 200
  nbthread 1
defaults
  mode http
  retries 0
  timeout client 5s
  timeout connect 250ms
  timeout server ${TIMEOUT_MS}ms
frontend f
  bind 127.0.0.1:${port}
  default_backend b
backend b
  ${checks ? 'option httpchk GET /healthz' : ''}
  server s ${new URL(origin).host} ${checks ? 'check inter 50ms fall 1 rise 1' : ''}
`,
  );
  const child = spawn('haproxy', ['-q', '-f', file], { stdio: 'ignore' });
  started.push(child);
  for (let i = 0; i < 200; i++) {
    if (await ask(port, { method: 'HEAD' }).catch(() => null)) break;
    await sleep(5);
  }
  return port;
}

/** Starts ours before one instance. @returns its port. */
async function ours(origin: string, checks: boolean): Promise<number> {
  const { port, proxy } = await liveProxy([origin], CONFIG);
  if (checks) proxy.start();
  return port;
}

/** What counts of an answer. */
function essence({ status, headers, body, error }: Answer, withBody: boolean): string {
  const reason = headers['x-headroom-reason'] ?? '';
  return [status, reason, withBody ? body : '', error ?? ''].filter(part => part !== '').join(' ');
}

async function both(
  start: () => Promise<string>,
  withBody = true,
  method = 'GET',
): Promise<{ ours: string; haproxy: string }> {
  const origin = await start();
  const answers = await Promise.all(
    [ours, haproxy].map(async proxy => essence(await ask(await proxy(origin, false), { method }), withBody)),
  );
  return { ours: answers[0] as string, haproxy: answers[1] as string };
}

const OK = 'HTTP/1.1 200 OK\r\n';

describe.skipIf(HAPROXY === null)(`beside HAProxy ${HAPROXY ?? '(not installed: these tests are skipped)'}`, () => {
  beforeAll(() => () => rmSync(folder, { recursive: true, force: true }));

  test.each([
    ['late headers', () => httpInstance(() => {}), '504 deadline', '504'],
    ['closed before an answer', () => rawInstance(socket => socket.end()), '502 reset', '502'],
    ['reset before an answer', () => rawInstance(socket => socket.resetAndDestroy()), '502 reset', '502'],
    ['broken off in the headers', () => rawInstance(socket => socket.end(`${OK}X-Half`)), '502 reset', '502'],
    ['not HTTP', () => rawInstance(socket => socket.end('+OK ready\r\n\r\n')), '502 malformed', '502'],
    [
      'no such length',
      () => rawInstance(socket => socket.end(`${OK}Content-Length: x\r\n\r\n`)),
      '502 malformed',
      '502',
    ],
    // On purpose not HAProxy's 503.
    ['refused', nobody, '502 refused', '503'],
  ])('of its own: %s', async (_, start, our, their) => {
    expect(await both(start, false)).toEqual({ ours: our, haproxy: their });
  });

  test.each([
    ['queue full', 503, 'queue-full'],
    ['directory failed', 504, 'directory'],
    ['rate limit', 429, 'rate-limit'],
  ])('of the service: %s', async (_, status, reason) => {
    const start = () =>
      httpInstance((_asked, answer) => void answer.writeHead(status, { 'x-headroom-reason': reason }).end('why'));
    const answer = `${status} ${reason} why`;
    expect(await both(start)).toEqual({ ours: answer, haproxy: answer });
  });

  test.each([
    ['a length', `${OK}Content-Length: 2\r\n\r\nhi`, '200 hi'],
    ['chunks', `${OK}Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n`, '200 hi'],
    ['the end of the connection', `${OK}\r\nhi`, '200 hi'],
    ['interim headers first', `HTTP/1.1 103 Early Hints\r\n\r\n${OK}Content-Length: 2\r\n\r\nhi`, '200 hi'],
    ['204', 'HTTP/1.1 204 No Content\r\n\r\n', '204'],
    ['304', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n', '304'],
    ['a body cut off', `${OK}Content-Length: 9\r\n\r\nhi`, '200 hi aborted'],
    ['chunks cut off', `${OK}Transfer-Encoding: chunked\r\n\r\n9\r\nhi`, '200 hi aborted'],
  ])('bodies: %s', async (_, text, answer) => {
    expect(await both(() => rawInstance(socket => socket.end(text)))).toEqual({ ours: answer, haproxy: answer });
  });

  test('HEAD', async () => {
    const start = () => httpInstance((_asked, answer) => void answer.writeHead(200, { 'content-length': 9 }).end());
    expect(await both(start, true, 'HEAD')).toEqual({ ours: '200', haproxy: '200' });
  });

  test('nobody healthy is a 503', async () => {
    const origin = await httpInstance(
      (asked, answer) => void answer.writeHead(asked.url === '/healthz' ? 500 : 200).end(),
    );
    for (const start of [ours, haproxy]) {
      const port = await start(origin, true);
      let answer = await ask(port);
      for (let i = 0; answer.status !== 503 && i < 200; i++) {
        await sleep(20);
        answer = await ask(port);
      }
      expect(essence(answer, false)).toBe(start === ours ? '503 no-healthy' : '503');
    }
  });

  test.each([
    ['no Host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n'],
    ['a header without a name', 'GET / HTTP/1.1\r\nHost: a\r\n: x\r\nConnection: close\r\n\r\n'],
    ['not HTTP', 'hello\r\n\r\n'],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
  ])('callers that misbehave get a 400: %s', async (_, text) => {
    const origin = await httpInstance((_asked, answer) => void answer.end());
    const [first, second] = await Promise.all(
      [ours, haproxy].map(async start => askRaw(await start(origin, false), text)),
    );
    expect([first?.slice(9, 12), second?.slice(9, 12)]).toEqual(['400', '400']);
  });
});
