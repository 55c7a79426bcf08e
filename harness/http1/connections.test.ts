import type { Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { Clock } from '../../mock-service/time/clock.ts';
import { VirtualClock } from '../../mock-service/time/virtual-clock.ts';
import type { ConnectionFailure } from './connection-failure.ts';
import { Connections, endpointOf } from './connections.ts';
import { rawServer, TestRequest } from './test-server.ts';

const running: (() => void)[] = [];

afterEach(() => {
  for (const stop of running.splice(0)) stop();
});

/** Connections to a server that does what `answer` says with each. */
async function connectionsTo(
  answer: (socket: Socket) => void,
  clock: Clock = new VirtualClock(),
): Promise<Connections> {
  const { origin, stop } = await rawServer(answer);
  const limits = { connectTimeoutMs: 250, keepAliveMs: 60_000, anyCertificate: false };
  const connections = new Connections(clock, endpointOf(origin, limits));
  running.push(stop, () => connections.close());
  return connections;
}

/** Answers every request, with `head` among its headers. */
function answering(head: string): (socket: Socket) => void {
  return socket => {
    const answer = () => socket.write(`HTTP/1.1 200 OK\r\n${head}Content-Length: 2\r\n\r\nhi`);
    answer();
    socket.on('data', answer);
  };
}

function carry(connections: Connections, request = new TestRequest()): Promise<ConnectionFailure | null> {
  connections.send(request);
  return request.outcome.promise;
}

test('a connection that is not open in time is given up', async () => {
  const clock = new VirtualClock();
  const connections = await connectionsTo(answering(''), clock);
  const outcome = carry(connections);
  // No byte can be exchanged before this turn ends, so the connection is still being opened.
  clock.advance(250);
  expect(await outcome).toBe('connect-timeout');
  expect(connections.open).toBe(0);
});

test('an idle connection is used again', async () => {
  const connections = await connectionsTo(answering(''));
  for (let i = 0; i < 3; i++) expect(await carry(connections)).toBeNull();
  expect(connections).toMatchObject({ open: 1, opened: 1 });
});

test('but not when the server is about to close it', async () => {
  const clock = new VirtualClock();
  const connections = await connectionsTo(answering('Keep-Alive: timeout=5\r\n'), clock);
  await carry(connections);
  clock.advance(3999);
  await carry(connections);
  expect(connections).toMatchObject({ open: 1, opened: 1 });
  clock.advance(3999 + 4000);
  await carry(connections);
  expect(connections).toMatchObject({ open: 1, opened: 2 });
});

test('what was opened before it was needed is no wait for a request', async () => {
  const connections = await connectionsTo(answering(''));
  expect(await connections.prepare()).toBeNull();
  const request = new TestRequest();
  expect(connections.send(request).fresh).toBe(false);
  await request.outcome.promise;
  expect(connections).toMatchObject({ open: 1, opened: 0 });
});

test('one that cannot be opened beforehand says why', async () => {
  const { origin, stop } = await rawServer(() => {});
  stop();
  const limits = { connectTimeoutMs: 250, keepAliveMs: 60_000, anyCertificate: false };
  expect(await new Connections(new VirtualClock(), endpointOf(origin, limits)).prepare()).toBe('refused');
});

test('a connection on which more than the answer came is not used again', async () => {
  const connections = await connectionsTo(socket => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhiHTTP/1.1 500 Oops\r\n\r\n');
  });
  for (let i = 0; i < 3; i++) {
    const request = new TestRequest();
    expect(await carry(connections, request)).toBeNull();
    expect([request.status, request.got]).toEqual([200, 'hi']);
  }
  expect(connections).toMatchObject({ open: 0, opened: 3 });
});

test('the rest of an answer that nobody wants is read if it is short, and costs the connection if it is long', async () => {
  class Unwanted extends TestRequest {
    override head(): boolean {
      this.outcome.resolve(null);
      return false;
    }
  }
  for (const [length, opened] of [
    [65_536, 1],
    [65_537, 2],
  ] as const) {
    let written = Promise.resolve();
    const connections = await connectionsTo(socket => {
      const answer = () => {
        socket.write(`HTTP/1.1 503 No\r\nContent-Length: ${length}\r\n\r\n`);
        written = new Promise(resolve => socket.write('x'.repeat(length), () => setTimeout(resolve, 20)));
      };
      answer();
      socket.on('data', answer);
    });
    await carry(connections, new Unwanted());
    await written;
    await carry(connections, new Unwanted());
    expect(connections.opened, `${length} bytes`).toBe(opened);
  }
});
