import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createServer as createTcpServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { SystemClock } from '../../mock-service/time/system-clock.ts';
import { Exchange } from './exchange.ts';
import { LiveTransport } from './live-transport.ts';

class Call extends Exchange {
  readonly outcome = Promise.withResolvers<Call>();
  ended(): void {
    this.outcome.resolve(this);
  }
}

const clock = new SystemClock();
const closing: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

function transport(): LiveTransport {
  const made = new LiveTransport(clock);
  closing.push(() => made.close());
  return made;
}

async function serve(
  listener: RequestListener,
): Promise<{ origin: string; server: Server; connections: () => number }> {
  const server = createServer(listener);
  let connections = 0;
  server.on('connection', () => connections++);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    server,
    connections: () => connections,
  };
}

function call(origin: string, path = '/'): Call {
  const made = new Call();
  made.origin = origin;
  made.path = path;
  return made;
}

describe('LiveTransport', () => {
  it('brings status, headers, reason and body', async () => {
    const { origin } = await serve((request, response) => {
      let body = '';
      request.on('data', chunk => (body += chunk));
      request.on('end', () => {
        response.writeHead(503, { 'x-headroom-reason': 'queue-full', 'content-type': 'text/plain' });
        response.end(`${request.method} ${request.url} ${request.headers['x-user']} ${body}`);
      });
    });
    const made = call(origin, '/a?b=c');
    made.method = 'POST';
    made.headers = { 'X-User': 'user7@eu.example' };
    made.body = 'hello';
    transport().send(made);
    const { status, reason, replyHeaders, replyBody, opened } = await made.outcome.promise;
    expect({ status, reason, type: replyHeaders['content-type'], opened }).toEqual({
      status: 503,
      reason: 'queue-full',
      type: 'text/plain',
      opened: true,
    });
    expect(String(replyBody)).toBe('POST /a?b=c user7@eu.example hello');
  });

  it('sends on the connections that were prepared, and opens more when all are in use', async () => {
    const { origin, connections } = await serve((_, response) => setTimeout(() => response.end('ok'), 20));
    const made = transport();
    await made.prepare(origin, 3);
    const calls = Array.from({ length: 4 }, () => call(origin));
    for (const each of calls) made.send(each);
    await Promise.all(calls.map(each => each.outcome.promise));
    expect(calls.map(each => [each.status, each.opened])).toEqual([
      [200, false],
      [200, false],
      [200, false],
      [200, true],
    ]);
    expect([made.opened, connections()]).toEqual([1, 4]);
    const again = call(origin);
    made.send(again);
    await again.outcome.promise;
    expect(connections()).toBe(4);
  });

  it('tells refused, reset and malformed apart', async () => {
    const raw = createTcpServer((socket: Socket) => {
      socket.on('error', () => {});
      socket.once('data', data =>
        String(data).includes('/reset') ? socket.destroy() : socket.end('nonsense\r\n\r\n'),
      );
    });
    await new Promise<void>(resolve => raw.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${(raw.address() as AddressInfo).port}`;
    const made = transport();
    const reset = call(origin, '/reset');
    const malformed = call(origin, '/malformed');
    made.send(reset);
    made.send(malformed);
    expect([(await reset.outcome.promise).failure, (await malformed.outcome.promise).failure]).toEqual([
      'reset',
      'malformed',
    ]);
    await new Promise(resolve => raw.close(resolve));
    const refused = call(origin);
    made.send(refused);
    expect((await refused.outcome.promise).failure).toBe('refused');
  });

  it('tells nobody about an exchange that was aborted, and breaks its connection', async () => {
    const gone = Promise.withResolvers<void>();
    const { origin } = await serve(request => request.on('close', () => gone.resolve()));
    const made = transport();
    const aborted = call(origin);
    let told = false;
    aborted.outcome.promise.then(() => (told = true));
    made.send(aborted);
    setTimeout(() => made.abort(aborted), 20);
    await gone.promise;
    expect(told).toBe(false);
  });

  it('sends nothing to a host that was not allowed', async () => {
    const made = call('http://192.0.2.1:80');
    transport().send(made);
    expect((await made.outcome.promise).failure).toBe('forbidden');
  });
});
