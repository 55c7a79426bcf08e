import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { headroom, recordIn } from './headroom.ts';
import { smallTopology } from './small-drill.ts';
import { SocketServer } from './socket-server.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'headroom-sockets-'));
let server: SocketServer;
beforeAll(async () => {
  server = await SocketServer.start();
});
afterAll(async () => {
  await server.close();
  rmSync(FOLDER, { recursive: true });
});

async function run(name: string, script: string, ...flags: readonly string[]) {
  const [file, out] = [join(FOLDER, `${name}.js`), join(FOLDER, name)];
  writeFileSync(file, script);
  const topology = smallTopology(FOLDER, 'small');
  const result = await headroom([
    'run',
    file,
    '--topology',
    topology,
    '-e',
    `WS=${server.url}`,
    '--out',
    out,
    ...flags,
  ]);
  return { ...result, out };
}

const WS = `
import { check, sleep } from 'k6';
import http from 'k6/http';
import ws from 'k6/ws';
export const options = {
  iterations: 1,
  thresholds: { ws_sessions: ['count==3'], ws_msgs_sent: ['count>=3'], 'ws_msgs_received{room:a}': ['count>=3'], ws_ping: ['max<5000'], ws_connecting: ['max<5000'], ws_session_duration: ['max>=100'] },
};
const told = [];
let ticks = 0;
export default function () {
  http.cookieJar().set(__ENV.WS.replace('ws', 'http'), 'who', 'me');
  const params = { headers: { 'X-Own': 'head', 'Sec-WebSocket-Protocol': 'chat' }, tags: { room: 'a' }, compression: 'deflate' };
  const response = ws.connect(__ENV.WS + '/echo', params, socket => {
    socket.on('open', () => {
      told.push('open');
      socket.send('text');
      socket.sendBinary(new Uint8Array([7, 8, 9]).buffer);
      socket.ping();
      // A handler may wait, and the VU with it.
      sleep(0.1);
      told.push('slept');
    });
    socket.on('message', text => {
      if (text !== 'tick') return told.push(text);
      ticks++;
      if (ticks === 2) socket.close();
    });
    socket.on('binaryMessage', bytes => told.push([...new Uint8Array(bytes)].join()));
    socket.on('pong', () => told.push('pong'));
    socket.on('close', code => told.push('close ' + code));
    socket.setInterval(() => socket.send('tick'), 50);
  });
  ws.connect(__ENV.WS + '/sayer', socket => {
    socket.on('message', text => told.push(text));
    socket.on('ping', () => told.push('ping'));
    socket.on('close', code => told.push('close ' + code));
    socket.setTimeout(() => told.push('never'), 10000);
  });
  ws.connect(__ENV.WS + '/drop', null, socket => {
    socket.on('error', error => told.push(error.error()));
    socket.on('close', code => told.push('close ' + code));
  });
  const no = ws.connect(__ENV.WS + '/no', null, () => told.push('never'));
  const away = ws.connect(__ENV.WS + '/away', null, () => told.push('never'));
  console.log(told.join(' '));
  check([response, no, away], {
    'it opened': ([{ status, headers, error }]) => status === 101 && headers['Sec-Websocket-Protocol'] === 'chat' && error === '',
    'a cookie was set': () => http.cookieJar().cookiesForURL(__ENV.WS.replace('ws', 'http')).seen[0] === 'yes',
    'a refusal is told': ([, { status, body, headers, error }]) => status === 403 && body === 'nope' && headers['X-Why'] === 'no' && error !== '',
    'no redirect is followed': ([, , { status }]) => status === 302,
  });
}`;

const WEBSOCKETS = `
import { check } from 'k6';
import { WebSocket, Blob } from 'k6/websockets';
export const options = { iterations: 1, thresholds: { checks: ['rate==1'], ws_sessions: ['count==2'] } };
export default async function () {
  const told = [];
  const socket = new WebSocket(__ENV.WS + '/echo');
  told.push(socket.readyState);
  await new Promise(resolve => {
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => {
      told.push('open', socket.readyState);
      socket.send(new Blob(['a', new Uint8Array([98])]));
      socket.send('text');
      socket.ping();
    };
    socket.onmessage = ({ data }) => {
      if (typeof data === 'string') return told.push(data);
      told.push(String.fromCharCode(...new Uint8Array(data)));
      socket.binaryType = 'blob';
    };
    socket.addEventListener('pong', () => {
      told.push('pong');
      socket.send(new Uint8Array([99]));
      socket.onmessage = async ({ data }) => {
        told.push(await data.text(), data.size);
        socket.close(3001, 'enough');
      };
    });
    socket.onclose = ({ code, reason }) => {
      told.push(code, reason, socket.readyState);
      resolve();
    };
  });
  console.log(told.join(' '));
  const broken = new WebSocket(__ENV.WS + '/drop');
  broken.addEventListener('error', ({ error }) => console.log('error ' + error));
  // Nobody waits for it: the iteration does.
  broken.onclose = ({ code }) => check(code, { 'broken off': is => is === 1006 });
}`;

describe('WebSockets, live', { timeout: 60_000 }, () => {
  test('k6/ws holds its VU until the socket is closed, and runs its handlers meanwhile', async () => {
    const { code, stdout, stderr, out } = await run('ws', WS);
    expect(stderr).toContain('open slept text 7,8,9 pong close 1000 one two ping close 1000 EOF close 1006');
    expect(stderr).toContain(
      `WebSocket ${server.url}/no did not open: websocket: bad handshake: the server answered 403`,
    );
    expect(stdout).not.toContain('BROKEN');
    const { metrics, thresholds, reasons } = recordIn(out);
    expect(metrics.checks?.values).toMatchObject({ rate: 1 });
    expect(thresholds.filter(({ ok }) => ok !== true)).toEqual([]);
    expect(metrics.ws_connecting?.values).toBeDefined();
    expect(metrics.data_sent?.values.count).toBeGreaterThan(100);
    // Thresholds judge what no objective is about.
    expect([code, reasons[0]]).toEqual([0, 'All 6 thresholds hold; no objective applies.']);
    const [first] = server.asked;
    expect(first?.headers).toMatchObject({ 'x-own': 'head', cookie: 'who=me', 'sec-websocket-protocol': 'chat' });
    expect(first?.headers['sec-websocket-extensions']).toContain('permessage-deflate');
  });

  test('k6/websockets are events of the VU’s loop, which lasts as long as they do', async () => {
    const { code, stderr, out } = await run('websockets', WEBSOCKETS);
    expect(stderr).toContain('0 open 1 ab text pong c 1 3001 enough 3');
    expect(stderr).toContain('error EOF');
    expect([code, recordIn(out).thresholds.map(({ ok }) => ok)]).toEqual([0, [true, true]]);
  });

  test('a drill that ends closes what is open, and sends nothing to a host that is not allowed', async () => {
    const script = `
import ws from 'k6/ws';
import { WebSocket } from 'k6/websockets';
export const options = { scenarios: {
  holds: { executor: 'constant-vus', vus: 2, duration: '2s', gracefulStop: '0s', exec: 'holds' },
  waits: { executor: 'constant-vus', vus: 2, duration: '2s', gracefulStop: '0s', exec: 'waits' },
  elsewhere: { executor: 'per-vu-iterations', vus: 1, iterations: 1, exec: 'elsewhere' },
  there: { executor: 'per-vu-iterations', vus: 1, iterations: 1, exec: 'there' },
} };
export function holds() { ws.connect(__ENV.WS + '/silent', () => {}); }
export function waits() { new WebSocket(__ENV.WS + '/silent'); }
export function elsewhere() { ws.connect('ws://192.0.2.1/', () => {}); }
export function there() { new WebSocket('wss://192.0.2.2/').onerror = () => {}; }`;
    const { code, stderr, out } = await run('held', script);
    expect(code).toBe(90);
    for (const host of ['192.0.2.1', '192.0.2.2'])
      expect(stderr).toContain(
        `this host is not part of the drill, so nothing was sent to it; if it may be loaded, allow it with --allow-host ${host}`,
      );
    const { generator, metrics } = recordIn(out);
    expect(generator).toMatchObject({ interruptedIterations: 4, failedIterations: 2 });
    // A busy machine may open some of them too late.
    expect(metrics.ws_sessions?.values.count).toBeOneOf([1, 2, 3, 4]);
    expect(metrics.ws_session_duration?.values.min).toBeGreaterThan(0);
    await expect.poll(() => server.open).toBe(0);
  });

  test('are refused in virtual drills before anything starts, and validate tells', async () => {
    const file = join(FOLDER, 'ws.js');
    const { code, stderr } = await headroom(['run', file, '--virtual']);
    expect(code).toBe(104);
    expect(stderr).toContain(
      `${file}:4:16: the module k6/ws works in live drills alone: what a connection that stays open does to a service is not modelled; run it live, without --virtual`,
    );
    expect(await headroom(['validate', file])).toMatchObject({
      code: 0,
      stdout: `ok  ${file} (script for live drills)\n`,
    });
    expect((await headroom(['validate', file, '--virtual'])).stdout).toContain('k6/ws works in live drills alone');
  });
});
