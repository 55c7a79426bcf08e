import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServerCredentials } from '@grpc/grpc-js';
import { generate } from 'selfsigned';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { headroom, recordIn } from './headroom.ts';
import { KIND_PROTO, RpcServer, SHOP_PROTO } from './rpc-server.ts';
import { smallTopology } from './small-drill.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'headroom-rpc-'));
let server: RpcServer;
beforeAll(async () => {
  mkdirSync(join(FOLDER, 'protos', 'kinds'), { recursive: true });
  writeFileSync(join(FOLDER, 'protos', 'shop.proto'), SHOP_PROTO);
  writeFileSync(join(FOLDER, 'protos', 'kinds', 'kind.proto'), KIND_PROTO);
  server = await RpcServer.start(join(FOLDER, 'protos'));
});
afterAll(() => {
  server.close();
  rmSync(FOLDER, { recursive: true });
});

async function run(name: string, script: string, ...flags: readonly string[]) {
  const [file, out] = [join(FOLDER, `${name}.js`), join(FOLDER, name)];
  writeFileSync(file, script);
  const topology = smallTopology(FOLDER, 'small');
  const given = ['--topology', topology, '-e', `GRPC=${server.address}`, '--out', out, ...flags];
  return { ...(await headroom(['run', file, ...given])), out };
}

const CALLS = `
import { check } from 'k6';
import grpc, { StatusOK } from 'k6/net/grpc';
import secrets from 'k6/secrets';
export const options = {
  iterations: 2, vus: 1,
  thresholds: {
    checks: ['rate==1'],
    'grpc_req_duration{method:Find,status:0}': ['max<5000'],
    'grpc_req_duration{service:shop.v1.Shop,status:5}': ['max<5000'],
    'grpc_req_duration{shop:mine}': ['max<5000'],
    'grpc_req_duration{status:4}': ['min>=100'],
  },
};
const client = new grpc.Client();
client.load(['protos'], 'shop.proto');
export function setup() {
  client.connect(__ENV.GRPC, { plaintext: true });
  const { message } = client.invoke('shop.v1.Shop/Find', { itemName: 'first' });
  client.close();
  return message.itemName;
}
export default async function (first) {
  if (__ITER === 0) client.connect(__ENV.GRPC, { plaintext: true, timeout: '5s' });
  const token = await secrets.get('token');
  console.log('the token is ' + client.invoke('shop.v1.Shop/Find', { itemName: token }, { metadata: { token } }).message.itemName);
  const request = { item_name: 'chair', amount: '9007199254740993', kind: 'LARGE', stock: { here: 2 }, raw: 'aGk=' };
  const params = { metadata: { 'X-Own': 'me', 'x-own-bin': new Uint8Array([0, 255]) }, tags: { shop: 'mine' } };
  const found = client.invoke('shop.v1.Shop/Find', request, params);
  const missing = client.invoke('/shop.v1.Shop/Find', { itemName: 'missing' });
  const late = client.invoke('shop.v1.Shop/Find', { itemName: 'slow' }, { timeout: 200 });
  const unread = client.invoke('shop.v1.Shop/Find', { itemName: 'large' }, { discardResponseMessage: true });
  const health = client.healthCheck();
  const none = client.healthCheck('none');
  const later = await Promise.all([1, 2].map(n => client.asyncInvoke('shop.v1.Shop/Find', { itemName: 'n' + n })));
  check(null, {
    'setup has its own': () => first === 'first',
    'status and message': () => found.status === StatusOK && found.error === null && JSON.stringify(found.message) === JSON.stringify({
      itemName: 'chair', amount: '9007199254740993', kind: 'LARGE', madeAt: '2020-09-13T12:26:40Z', euros: 1.5, stock: { here: 2 }, raw: 'aGk=', parts: [] }),
    'headers and trailers': () => found.headers['x-seen'].length === 1 && found.headers['x-seen'][0] === 'me' && found.trailers['x-cost'][0] === '7',
    'an error': () => missing.status === grpc.StatusNotFound && missing.message === null && missing.error.code === 5 && missing.error.message === 'no such item',
    'its details': () => missing.error.details[0].itemCount === 3 && missing.error.details[1].value === 'CAM=',
    'a deadline': () => late.status === grpc.StatusDeadlineExceeded,
    'discarded': () => unread.status === StatusOK && unread.message === null,
    'health': () => health.status === StatusOK && health.message.status === grpc.HealthCheckServing && none.status === grpc.StatusNotFound,
    'promises': () => later.map(({ message }) => message.itemName).join() === 'n1,n2',
  });
}`;

const STREAMS = `
import { check, sleep } from 'k6';
import { Client, Stream } from 'k6/net/grpc';
export const options = {
  iterations: 1,
  thresholds: { grpc_streams: ['count==5'], grpc_streams_msgs_sent: ['count==8'], 'grpc_streams_msgs_received{method:List}': ['count==5'], 'grpc_req_duration{status:15}': ['max<5000'] },
};
const client = new Client();
const other = new Client();
for (const each of [client, other]) each.load(['protos'], 'shop.proto');
export default function () {
  client.connect(__ENV.GRPC, { plaintext: true });
  const list = new Stream(client, 'shop.v1.Shop/List');
  const told = [];
  list.on('data', ({ itemName }, { ts }) => told.push(itemName, ts > 1e12));
  list.on('end', () => {
    // A handler may wait.
    sleep(0.05);
    console.log('list ' + told.join());
    const collect = new Stream(client, 'shop.v1.Shop/Collect');
    collect.on('data', ({ itemCount }) => console.log('collected ' + itemCount));
    for (let i = 0; i < 3; i++) collect.write({ itemName: 'x' });
    collect.end();
    try { collect.write({}); } catch (error) { console.log(error.message); }
  });
  list.write({ itemName: 'a', amount: 3 });
  list.end();
  const broken = new Stream(client, 'shop.v1.Shop/List');
  broken.on('error', error => console.log('error ' + JSON.stringify(error)));
  broken.on('end', () => console.log('ended'));
  broken.write({ itemName: 'broken', amount: 2 });
  broken.end();
  const talk = new Stream(client, 'shop.v1.Shop/Talk', { tags: { of: 'talk' } });
  let turns = 0;
  talk.on('data', ({ amount }) => {
    if (++turns < 3) return talk.write({ amount: Number(amount) + 1 });
    console.log('talked ' + amount);
    talk.end();
  });
  talk.write({ amount: 1 });
  other.connect(__ENV.GRPC, { plaintext: true });
  const cut = new Stream(other, 'shop.v1.Shop/Talk');
  cut.on('error', ({ code, message }) => console.log('cut ' + code + ' ' + message));
  other.close();
}`;

const MISTAKES = `
import grpc from 'k6/net/grpc';
export const options = { iterations: 1 };
const client = new grpc.Client();
client.load(['protos'], 'shop.proto');
const mine = [() => new grpc.Client().load(['protos'], 'nowhere.proto'), () => client.connect('x:1')];
const init = mine.map(text);
function text(call) { try { call(); return 'nothing'; } catch (error) { return error.message; } }
let talk;
export default function () {
  init.forEach(each => console.log(each));
  for (const call of [
    () => client.invoke('shop.v1.Shop/Find', {}),
    () => client.load(['protos'], 'shop.proto'),
    () => client.connect('http://' + __ENV.GRPC),
    () => client.connect('127.0.0.1:1', { plaintext: true }),
    () => client.connect(__ENV.GRPC),
    () => client.connect(__ENV.GRPC, { plaintext: true }),
    () => client.invoke('shop.v1.Shop/Lose', {}),
    () => client.invoke('shop.v1.Shop/List', {}),
    () => client.invoke('shop.v1.Shop/Find', { nope: 1 }),
    () => client.invoke('shop.v1.Shop/Find', 'chair'),
    () => client.invoke('shop.v1.Shop/Find', {}, { metadata: { 'a b': 'c' } }),
    () => new grpc.Stream({}, 'shop.v1.Shop/List'),
    () => { talk = new grpc.Stream(client, 'shop.v1.Shop/Talk'); },
    () => talk.on('close', () => {}),
  ]) console.log(text(call));
  talk.end();
}`;

describe('gRPC, live', { timeout: 60_000 }, () => {
  test('calls hold their VU, and their responses are as k6 has them', async () => {
    const { code, stdout, stderr, out } = await run('calls', CALLS, '--secret-source', 'mock=token=never-shown');
    const { metrics, thresholds, reasons, checks } = recordIn(out);
    expect(checks.filter(({ fails }) => fails > 0)).toEqual([]);
    expect(thresholds.filter(({ ok }) => ok !== true)).toEqual([]);
    expect([code, reasons[0]]).toEqual([0, 'All 5 thresholds hold; no objective applies.']);
    expect(metrics.data_sent?.values.count).toBeGreaterThan(50);
    expect(metrics.data_received?.values.count).toBeGreaterThan(2048);
    expect(metrics.grpc_streams).toBeUndefined();
    const asked = server.asked.find(metadata => metadata.get('x-own').length > 0);
    expect(asked?.get('x-own-bin')).toEqual([Buffer.from([0, 255])]);
    expect(server.cancelled).toContain('Find');
    expect(server.asked.some(metadata => metadata.get('token')[0] === 'never-shown')).toBe(true);
    expect(stderr).toContain('the token is ${token}');
    expect(`${stderr}${stdout}${readFileSync(join(out, 'run.json'))}`).not.toContain('never-shown');
  });

  test('streams are events of the VU’s loop, which lasts as long as they do', async () => {
    const { code, stderr, out } = await run('streams', STREAMS);
    for (const line of [
      'list a 0,true,a 1,true,a 2,true',
      'collected 3',
      'stream.end() was called: nothing more can be written',
      'error {"code":15,"message":"half is gone","details":[]}',
      'ended',
      'talked 3',
      'cut 1 canceled: the connection was closed',
    ])
      expect(stderr).toContain(line);
    expect([code, recordIn(out).thresholds.filter(({ ok }) => ok !== true)]).toEqual([0, []]);
  });

  test('what cannot be is an exception that says why', async () => {
    const { stderr } = await run('mistakes', MISTAKES);
    for (const line of [
      `there is no nowhere.proto in ${join(FOLDER, 'protos')}`,
      'client.connect() does not work in the init context',
      'the gRPC client is not connected: call client.connect() first',
      'client.load() works only in the init context',
      `the address of a gRPC server is host:port, without a scheme (got "http://${server.address}")`,
      'gRPC 127.0.0.1:1: dial: connection refused',
      `gRPC ${server.address}: tls: the server answered in plain text`,
      'there is no method "shop.v1.Shop/Lose" in what the client has loaded (there are shop.v1.Shop/Find',
      "/shop.v1.Shop/List streams: use new grpc.Stream(client, 'shop.v1.Shop/List')",
      'cannot decode message shop.v1.Query from JSON: key "nope" is unknown',
      'a message is an object (got a string)',
      'metadata has no name "a b"',
      'new grpc.Stream() needs a grpc.Client as its first argument',
      'a stream has no event close; there are data, error, end',
    ])
      expect(stderr).toContain(line);
  });

  test('a server tells by reflection what it has, over TLS too', async () => {
    const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }]);
    const credentials = ServerCredentials.createSsl(null, [
      { cert_chain: Buffer.from(cert), private_key: Buffer.from(key) },
    ]);
    const secure = await RpcServer.start(join(FOLDER, 'protos'), credentials);
    const script = `
import grpc from 'k6/net/grpc';
export const options = { iterations: 1, thresholds: { grpc_req_duration: ['max<5000'] } };
const client = new grpc.Client();
export default function () {
  for (const [address, plaintext] of [[__ENV.GRPC, true], ['localhost:' + __ENV.SECURE, false]]) {
    client.connect(address, { plaintext, reflect: true });
    console.log('found ' + client.invoke('shop.v1.Shop/Find', { itemName: 'chair' }).message.itemName);
    client.close();
  }
}`;
    const { code, stderr } = await run('reflected', script, '-e', `SECURE=${secure.address.split(':')[1]}`);
    secure.close();
    expect([code, stderr.match(/found chair/g)?.length]).toEqual([0, 2]);
  });

  test('a drill that ends breaks off what is under way, and sends nothing to a host that is not allowed', async () => {
    const script = `
import grpc from 'k6/net/grpc';
export const options = { scenarios: {
  calls: { executor: 'constant-vus', vus: 1, duration: '1s', gracefulStop: '0s', exec: 'calls' },
  talks: { executor: 'constant-vus', vus: 1, duration: '1s', gracefulStop: '0s', exec: 'talks' },
  elsewhere: { executor: 'per-vu-iterations', vus: 1, iterations: 1, exec: 'elsewhere' },
} };
const client = new grpc.Client();
client.load(['protos'], 'shop.proto');
export function calls() {
  client.connect(__ENV.GRPC, { plaintext: true });
  client.invoke('shop.v1.Shop/Find', { itemName: 'slow' });
}
export function talks() {
  client.connect(__ENV.GRPC, { plaintext: true });
  new grpc.Stream(client, 'shop.v1.Shop/Talk');
}
export function elsewhere() { client.connect('192.0.2.1:443'); }`;
    server.cancelled.length = 0;
    const { code, stderr, out } = await run('held', script);
    expect(code).toBe(90);
    expect(stderr).toContain(
      'gRPC 192.0.2.1:443: this host is not part of the drill, so nothing was sent to it; if it may be loaded, allow it with --allow-host 192.0.2.1',
    );
    expect(recordIn(out).generator).toMatchObject({ interruptedIterations: 2, failedIterations: 1 });
    await expect.poll(() => server.cancelled.sort()).toEqual(['Find', 'Talk']);
  });

  test('is refused in virtual drills before anything starts, and validate tells', async () => {
    const file = join(FOLDER, 'calls.js');
    const { code, stderr } = await headroom(['run', file, '--virtual']);
    expect(code).toBe(104);
    expect(stderr).toContain(
      `${file}:3:32: the module k6/net/grpc works in live drills alone: a modelled service answers requests of k6/http alone; run it live, without --virtual`,
    );
    expect(await headroom(['validate', file])).toMatchObject({
      code: 0,
      stdout: `ok  ${file} (script for live drills)\n`,
    });
  });
});
