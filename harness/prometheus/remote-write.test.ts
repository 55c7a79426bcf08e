import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { readRemoteWrite, remoteWrite } from './remote-write.ts';
import { snappyCompress } from './snappy.ts';
import { encodeWriteRequest, type Series } from './write-request.ts';

const SERIES: Series[] = [{ name: 'headroom_run_timeouts', labels: { settings: 'a' }, samples: [[1000, 7]] }];
const NO_WAITS = [0, 0, 0];

let server: Server;
const received: { headers: IncomingMessage['headers']; body: Buffer }[] = [];

/** A receiver that answers so, in turn. */
async function receiver(...answers: (readonly [status: number, body: string])[]): Promise<string> {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    received.push({ headers: request.headers, body: Buffer.concat(chunks) });
    const [status, body] = answers.shift() ?? [204, ''];
    response.writeHead(status).end(body);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/write`;
}

afterEach(async () => {
  received.length = 0;
  await new Promise(resolve => server.close(resolve));
});

test('series arrive as the specification has it', async () => {
  const url = await receiver();
  expect(await remoteWrite({ url, authorization: 'Basic eDp5' }, SERIES, NO_WAITS)).toBeNull();
  expect(received).toHaveLength(1);
  expect(received[0]?.headers).toMatchObject({
    'content-encoding': 'snappy',
    'content-type': 'application/x-protobuf',
    'x-prometheus-remote-write-version': '0.1.0',
    authorization: 'Basic eDp5',
  });
  expect(new Uint8Array(received[0]!.body)).toEqual(new Uint8Array(snappyCompress(encodeWriteRequest(SERIES))));
});

test('a receiver that cannot take it now is asked again', async () => {
  const url = await receiver([503, 'starting'], [429, 'slow down']);
  expect(await remoteWrite({ url, authorization: null }, SERIES, NO_WAITS)).toBeNull();
  expect(received).toHaveLength(3);
});

test('but not for ever', async () => {
  const url = await receiver([500, 'no'], [500, 'no'], [500, 'no'], [500, 'no\nnever']);
  expect(await remoteWrite({ url, authorization: null }, SERIES, NO_WAITS)).toBe(`${url} answered 500: no`);
  expect(received).toHaveLength(4);
});

test('what is refused is not sent again', async () => {
  const url = await receiver([400, 'out of order sample']);
  expect(await remoteWrite({ url, authorization: null }, SERIES, NO_WAITS)).toBe(
    `${url} answered 400: out of order sample`,
  );
  expect(received).toHaveLength(1);
});

test('nobody there', async () => {
  const url = await receiver();
  await new Promise(resolve => server.close(resolve));
  expect(await remoteWrite({ url, authorization: null }, SERIES, [])).toBe(`${url} cannot be reached: ECONNREFUSED`);
});

test('the URL of a receiver', async () => {
  await receiver();
  expect(readRemoteWrite('https://me:s%40crt@prometheus.example/api/v1/write')).toEqual({
    url: 'https://prometheus.example/api/v1/write',
    authorization: `Basic ${Buffer.from('me:s@crt').toString('base64')}`,
  });
  expect(readRemoteWrite('http://127.0.0.1:9090/api/v1/write')).toMatchObject({ authorization: null });
  expect(readRemoteWrite('9090')).toContain('not a URL');
  // Of such a host `URL.canParse` says that it can be, and `new URL` that it cannot.
  expect(readRemoteWrite(`http://${`a${'valueOf'.repeat(3000)}`.slice(0, 16_396)}`)).toContain('not a URL');
  expect(readRemoteWrite('http://%zz@host/')).toContain('a % that is no escape');
  expect(readRemoteWrite('http://me:%@host/')).toContain('a % that is no escape');
  expect(readRemoteWrite('ftp://127.0.0.1/')).toContain('must be http or https');
});
