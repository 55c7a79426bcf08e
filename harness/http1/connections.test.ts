import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:tls';
import { generate } from 'selfsigned';
import { afterEach, expect, test } from 'vitest';
import type { Clock } from '../../mock-service/time/clock.ts';
import { VirtualClock } from '../../mock-service/time/virtual-clock.ts';
import type { ConnectionFailure } from './connection-failure.ts';
import { Connections } from './connections.ts';
import { endpointOf } from './socket.ts';
import { rawServer, TestRequest } from './test-server.ts';

const LIMITS = { connectTimeoutMs: 250, keepAliveMs: 60_000, stallMs: 500, anyCertificate: false, mayReach: null };

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
  const connections = new Connections(clock, endpointOf(origin, LIMITS));
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
  expect(await new Connections(new VirtualClock(), endpointOf(origin, LIMITS)).prepare()).toBe('refused');
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

test('a request whose idle connection the server has closed goes once more on a fresh one', async () => {
  const seen: string[] = [];
  const answer = (socket: Socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi');
  const connections = await connectionsTo(socket => {
    answer(socket);
    socket.once('data', data => {
      seen.push(String(data));
      socket.destroy();
    });
  });
  await carry(connections);
  const again = new TestRequest();
  const connection = connections.send(again);
  expect(connection.fresh).toBe(false);
  expect(await again.outcome.promise).toBeNull();
  expect([again.got, seen.length, connection.fresh]).toEqual(['hi', 1, false]);
  expect(connections).toMatchObject({ open: 1, opened: 2, repeated: 1 });
});

test('but not what may not run twice, nor one of which something has been heard, nor a second time', async () => {
  const behaviours: ((socket: Socket) => void)[] = [];
  const connections = await connectionsTo(socket => {
    const next = () => (behaviours.shift() as (socket: Socket) => void)(socket);
    next();
    socket.on('data', next);
  });
  const good = (socket: Socket): void => void socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi');
  const dead = (socket: Socket): void => void socket.destroy();
  const begun = (socket: Socket): void => void socket.end('HTTP/1.1 2');
  const outcomes = async (request: TestRequest, ...wanted: ((socket: Socket) => void)[]) => {
    behaviours.push(good, ...wanted);
    await carry(connections);
    const outcome = await carry(connections, request);
    return [outcome, behaviours.length];
  };
  const unrepeatable = new TestRequest('POST');
  unrepeatable.mayRepeat = false;
  expect(await outcomes(unrepeatable, dead)).toEqual(['closed', 0]);
  expect(await outcomes(new TestRequest(), begun)).toEqual(['closed', 0]);
  expect(await outcomes(new TestRequest(), dead, dead)).toEqual(['closed', 0]);
  expect(connections.repeated).toBe(1);
});

test('what is sent once more and finds nobody was reset', async () => {
  const { origin, stop } = await rawServer(answering(''));
  const connections = new Connections(new VirtualClock(), endpointOf(origin, LIMITS));
  running.push(() => connections.close());
  await carry(connections);
  const outcome = carry(connections);
  stop();
  expect(await outcome).toBe('reset');
  expect(connections.repeated).toBe(1);
});

test('an answer that pauses too long has stalled, however slow it was before', async () => {
  const clock = new VirtualClock();
  let server: Socket | undefined;
  const connections = await connectionsTo(socket => {
    server = socket;
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n');
  }, clock);
  class Heard extends TestRequest {
    heard = Promise.withResolvers<void>();
    override flush(): void {
      this.heard.resolve();
      this.heard = Promise.withResolvers();
    }
  }
  const request = new Heard();
  let { promise } = request.heard;
  connections.send(request);
  for (let i = 1; i <= 3; i++) {
    await promise;
    clock.advance(i * 499);
    promise = request.heard.promise;
    server?.write('x');
  }
  await promise;
  clock.advance(3 * 499 + 499);
  expect(request.got).toBe('xxx');
  clock.advance(3 * 499 + 500);
  expect(await request.outcome.promise).toBe('stalled');
  expect(connections.open).toBe(0);
});

test('an answer that waits for whoever takes it has not stalled', async () => {
  const clock = new VirtualClock();
  const connections = await connectionsTo(socket => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhi');
    setTimeout(() => socket.write('ho'), 20);
  }, clock);
  const taken = Promise.withResolvers<void>();
  class Busy extends TestRequest {
    override piece(bytes: Buffer, start: number, end: number): boolean {
      super.piece(bytes, start, end);
      taken.resolve();
      return this.got !== 'hi';
    }
  }
  const request = new Busy();
  const connection = connections.send(request);
  await taken.promise;
  clock.advance(10_000);
  connection.resume();
  expect(await request.outcome.promise).toBeNull();
  expect(request.got).toBe('hiho');
});

test('a malformed body that came with its head leaves no head behind', async () => {
  const connections = await connectionsTo(socket => {
    socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\nxyz\r\n');
  });
  const request = new TestRequest();
  expect(await carry(connections, request)).toBe('malformed');
  expect([request.status, request.got]).toEqual([0, '']);
});

test('a name is judged by the addresses that it leads to', async () => {
  const { origin, stop } = await rawServer(answering(''));
  running.push(stop);
  const named = origin.replace('127.0.0.1', 'localhost');
  const asked: string[] = [];
  const outcome = (mayReach: (address: string) => boolean) => {
    const connections = new Connections(new VirtualClock(), endpointOf(named, { ...LIMITS, mayReach }));
    running.push(() => connections.close());
    return carry(connections);
  };
  expect(await outcome(address => asked.push(address) > 0 && address === '127.0.0.1')).toBeNull();
  expect(asked).toContain('127.0.0.1');
  expect(await outcome(() => false)).toBe('forbidden');
});

test('who speaks no TLS is told from who is not trusted', async () => {
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }]);
  const secure = createServer({ cert, key });
  await new Promise<void>(resolve => secure.listen(0, '127.0.0.1', resolve));
  running.push(() => void secure.close());
  const { origin, stop } = await rawServer(socket => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  running.push(stop);
  for (const [to, failure] of [
    [`https://127.0.0.1:${(secure.address() as AddressInfo).port}`, 'certificate'],
    [origin.replace('http:', 'https:'), 'not-tls'],
  ] as const) {
    const connections = new Connections(new VirtualClock(), endpointOf(to, LIMITS));
    expect(await carry(connections)).toBe(failure);
    connections.close();
  }
});
