import dns from 'node:dns';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import type { AddressInfo, Socket } from 'node:net';
import { createServer as createTcpServer } from 'node:net';
import { generate } from 'selfsigned';
import { afterEach, describe, expect, it } from 'vitest';
import { SystemClock } from '../../mock-service/time/system-clock.ts';
import { Exchange } from './exchange.ts';
import { LiveTransport } from './live-transport.ts';
import { LARGEST_ANSWER_BYTES } from './reply.ts';

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

  it('tells refused, reset, closed and malformed apart', async () => {
    const raw = createTcpServer((socket: Socket) => {
      socket.on('error', () => {});
      socket.once('data', data =>
        String(data).includes('/reset')
          ? socket.resetAndDestroy()
          : socket.end(String(data).includes('/closed') ? '' : 'nonsense\r\n\r\n'),
      );
    });
    await new Promise<void>(resolve => raw.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${(raw.address() as AddressInfo).port}`;
    const made = transport();
    const reset = call(origin, '/reset');
    const closed = call(origin, '/closed');
    const malformed = call(origin, '/malformed');
    const all = [reset, closed, malformed];
    for (const each of all) made.send(each);
    for (const each of all) await each.outcome.promise;
    expect(all.map(({ failure }) => failure)).toEqual(['reset', 'closed', 'malformed']);
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

  it('sends bodies of any kind, and says their length', async () => {
    const { origin } = await serve((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', chunk => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks);
        response.end(`${request.headers['content-length']} ${body.length} ${body.toString('latin1')}`);
      });
    });
    const made = transport();
    for (const [body, expected] of [
      ['plain', '5 5 plain'],
      ['grüße €', `${Buffer.byteLength('grüße €')} 11 ${Buffer.from('grüße €').toString('latin1')}`],
      [new Uint8Array([104, 0, 255]), '3 3 h\u0000\u00ff'],
      ['', '0 0 '],
      ['x'.repeat(300_000), `300000 300000 ${'x'.repeat(300_000)}`],
    ] as const) {
      const sent = call(origin);
      sent.method = 'POST';
      sent.body = body;
      made.send(sent);
      const { replyBody } = await sent.outcome.promise;
      expect(String(replyBody)).toBe(expected);
    }
    expect(made.opened).toBe(1);
  });

  it('reads answers in pieces, without a length, and to HEAD', async () => {
    const { origin } = await serve(async (request, response) => {
      if (request.method === 'HEAD') return void response.writeHead(200, { 'content-length': 5 }).end();
      for (const piece of ['one ', 'two ', 'three']) {
        response.write(piece);
        await new Promise(resolve => setTimeout(resolve, 5));
      }
      response.end();
    });
    const made = transport();
    const chunked = call(origin);
    made.send(chunked);
    expect(String((await chunked.outcome.promise).replyBody)).toBe('one two three');
    const head = call(origin);
    head.method = 'HEAD';
    made.send(head);
    expect([(await head.outcome.promise).status, String(head.replyBody)]).toEqual([200, '']);
    expect(made.opened).toBe(1);
  });

  it('keeps only the size of a body that nobody wants', async () => {
    const { origin } = await serve((_, response) => response.end('x'.repeat(100_000)));
    const made = call(origin);
    made.wantsBody = false;
    transport().send(made);
    const { replyBody } = await made.outcome.promise;
    expect([replyBody?.byteLength, replyBody instanceof Uint8Array]).toEqual([100_000, false]);
  });

  it('counts the time of opening apart: a request is sent when its connection stands', async () => {
    const { origin } = await serve((_, response) => response.end());
    const made = call(origin);
    const before = clock.now();
    made.sentAt = -1;
    transport().send(made);
    expect(made.sentAt).toBe(-1);
    await made.outcome.promise;
    expect(made.sentAt).toBeGreaterThan(before);
  });

  it('opens another connection where the server closes after an answer, or soon will', async () => {
    const { origin, connections } = await serve((request, response) => {
      if (request.url === '/close') response.setHeader('connection', 'close');
      // A second of margin is more than it keeps the connection.
      if (request.url === '/short') response.setHeader('keep-alive', 'timeout=1');
      response.end();
    });
    const made = transport();
    for (const path of ['/', '/', '/close', '/short', '/']) {
      const sent = call(origin, path);
      made.send(sent);
      expect((await sent.outcome.promise).status).toBe(200);
    }
    expect(connections()).toBe(3);
  });

  it('asks once more where the server has closed the idle connection, and says that it had to open one', async () => {
    const raw = createTcpServer((socket: Socket) => {
      socket.on('error', () => {});
      let asked = 0;
      socket.on('data', () => {
        if (asked++ === 0) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
        else socket.resetAndDestroy();
      });
    });
    await new Promise<void>(resolve => raw.listen(0, '127.0.0.1', resolve));
    closing.push(() => void raw.close());
    const origin = `http://127.0.0.1:${(raw.address() as AddressInfo).port}`;
    const made = transport();
    for (let i = 0; i < 3; i++) {
      const sent = call(origin);
      made.send(sent);
      const { status, failure, opened } = await sent.outcome.promise;
      expect([status, failure, opened]).toEqual([200, null, true]);
    }
    expect(made).toMatchObject({ opened: 3, repeated: 2 });
    const post = call(origin);
    post.method = 'POST';
    made.send(post);
    expect((await post.outcome.promise).failure).toBe('reset');
  });

  it('hears an answer that comes before the body is sent, from a server that then closes', async () => {
    const raw = createTcpServer((socket: Socket) => {
      socket.on('error', () => {});
      socket.once('data', () => {
        socket.write('HTTP/1.1 413 Too Much\r\nconnection: close\r\ncontent-length: 3\r\n\r\n413');
        socket.destroySoon();
      });
    });
    await new Promise<void>(resolve => raw.listen(0, '127.0.0.1', resolve));
    closing.push(() => void raw.close());
    const made = transport();
    for (let i = 0; i < 20; i++) {
      const sent = call(`http://127.0.0.1:${(raw.address() as AddressInfo).port}`);
      sent.method = 'POST';
      sent.body = Buffer.alloc(5_000_000);
      made.send(sent);
      const { status, failure, replyBody } = await sent.outcome.promise;
      expect([status, failure, String(replyBody)]).toEqual([413, null, '413']);
    }
  });

  it('does not take what a server sends unasked for an answer', async () => {
    const raw = createTcpServer((socket: Socket) => {
      socket.on('error', () => {});
      socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nokHTTP/1.1 500 Oops\r\n\r\n'));
    });
    await new Promise<void>(resolve => raw.listen(0, '127.0.0.1', resolve));
    closing.push(() => void raw.close());
    const origin = `http://127.0.0.1:${(raw.address() as AddressInfo).port}`;
    const made = transport();
    for (let i = 0; i < 3; i++) {
      const sent = call(origin);
      made.send(sent);
      const { status, replyBody } = await sent.outcome.promise;
      expect([status, String(replyBody)]).toEqual([200, 'ok']);
    }
    expect(made.opened).toBe(3);
  });

  it('reads what has no end but that of the connection, and tells a body that was cut off', async () => {
    const raw = createTcpServer((socket: Socket) => {
      socket.on('error', () => {});
      socket.once('data', data =>
        socket.end(`HTTP/1.1 200 OK\r\n${String(data).includes('/cut') ? 'content-length: 50\r\n' : ''}\r\nto the end`),
      );
    });
    await new Promise<void>(resolve => raw.listen(0, '127.0.0.1', resolve));
    closing.push(() => void raw.close());
    const origin = `http://127.0.0.1:${(raw.address() as AddressInfo).port}`;
    const made = transport();
    const [whole, cut] = [call(origin), call(origin, '/cut')];
    made.send(whole);
    made.send(cut);
    expect(String((await whole.outcome.promise).replyBody)).toBe('to the end');
    expect([(await cut.outcome.promise).failure, cut.status]).toEqual(['closed', 0]);
  });

  it('sends nothing that headers would break', async () => {
    let asked = 0;
    const { origin } = await serve((_, response) => {
      asked++;
      response.end();
    });
    const made = call(origin);
    made.headers = { 'x-a': 'b\r\nx-evil: 1' };
    transport().send(made);
    expect((await made.outcome.promise).failure).toBe('malformed');
    expect(asked).toBe(0);
  });

  it('speaks TLS, with this machine whatever the certificate', async () => {
    const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }]);
    const server = createTlsServer({ cert, key }, (request, response) => response.end(`${request.method} by TLS`));
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => {
      server.closeAllConnections();
      server.close();
    });
    const made = call(`https://127.0.0.1:${(server.address() as AddressInfo).port}`);
    transport().send(made);
    const { status, replyBody } = await made.outcome.promise;
    expect([status, String(replyBody)]).toEqual([200, 'GET by TLS']);
  });

  it('keeps of an endless answer only that it was too large, where somebody wants it', async () => {
    let sent = 0;
    const gone = Promise.withResolvers<void>();
    const { origin } = await serve((_, response) => {
      const piece = Buffer.alloc(1 << 20);
      const more = (): void => {
        while (!response.destroyed && response.write(piece)) sent += piece.length;
      };
      response.on('drain', more).on('close', () => gone.resolve());
      more();
    });
    const made = transport();
    const endless = call(origin);
    made.send(endless);
    const { status, failure, replyBody } = await endless.outcome.promise;
    expect([status, failure, replyBody]).toEqual([0, 'too-large', null]);
    await gone.promise;
    expect(sent).toBeLessThan(2 * LARGEST_ANSWER_BYTES);
  });

  it('judges names by the addresses that they lead to', async () => {
    const { origin } = await serve((_, response) => response.end('ok'));
    const { port } = new URL(origin);
    const lookup = dns.lookup;
    const leads: Record<string, string> = { 'prod.localhost': '192.0.2.1', 'mine.example': '127.0.0.1' };
    dns.lookup = ((name: string, _options: object, done: (error: null, all: object[]) => void) =>
      done(null, [{ address: leads[name], family: 4 }])) as unknown as typeof dns.lookup;
    syncBuiltinESMExports();
    closing.push(() => {
      dns.lookup = lookup;
      syncBuiltinESMExports();
    });
    const made = transport();
    const outcomes = [];
    for (const name of Object.keys(leads)) {
      const sent = call(`http://${name}:${port}`);
      made.send(sent);
      const { status, failure } = await sent.outcome.promise;
      outcomes.push([name, status, failure]);
    }
    expect(outcomes).toEqual([
      ['prod.localhost', 0, 'forbidden'],
      ['mine.example', 200, null],
    ]);
    await expect(made.prepare(`http://prod.localhost:${port}`, 1)).rejects.toThrow(
      `http://prod.localhost:${port} is not on this machine; name its host with --allow-host`,
    );
  });

  it('sends nothing to a host that was not allowed', async () => {
    const made = call('http://192.0.2.1:80');
    transport().send(made);
    expect((await made.outcome.promise).failure).toBe('forbidden');
  });
});
