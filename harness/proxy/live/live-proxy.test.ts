// One file although it is long: each test sends a caller through the same proxy over real sockets, and most of a test is what goes over them.
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { connect } from 'node:net';
import { generate } from 'selfsigned';
import { afterEach, describe, expect, test } from 'vitest';
import { ask, askRaw, httpInstance, liveProxy, nobody, rawInstance, stopAll } from './test-live-site.ts';

afterEach(stopAll);

describe('a request', () => {
  test('reaches the instance with what the proxy knows of the caller, and its answer comes back', async () => {
    let seen: unknown;
    const instance = await httpInstance((asked, answer) => {
      seen = { method: asked.method, url: asked.url, headers: asked.headers };
      answer.writeHead(201, 'Made', { 'x-a': ['1', '2'], 'set-cookie': ['a=1', 'b=2'] }).end('done');
    });
    const { port } = await liveProxy([instance]);
    const answer = await ask(port, {
      path: '/v1.0/me?x=1',
      headers: { host: 'graph.example', 'X-User': 'user1@eu.example' },
    });
    expect(seen).toMatchObject({
      method: 'GET',
      url: '/v1.0/me?x=1',
      headers: {
        host: 'graph.example',
        'x-user': 'user1@eu.example',
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-proto': 'http',
        'x-forwarded-host': 'graph.example',
        via: '1.1 headroom',
      },
    });
    expect(answer).toMatchObject({ status: 201, body: 'done', error: null });
    expect(answer.headers).toMatchObject({ 'x-a': '1, 2', 'set-cookie': ['a=1', 'b=2'], via: '1.1 headroom' });
  });

  test('and its answer leave the headers of the hop behind, those that Connection names too', async () => {
    let seen: unknown;
    const instance = await rawInstance(socket => {
      socket.end(
        'HTTP/1.1 200 OK\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\nKeep-Alive: timeout=9\r\nX-End: 2\r\nContent-Length: 0\r\n\r\n',
      );
    });
    const other = await httpInstance((asked, answer) => {
      seen = asked.headers;
      answer.end();
    });
    const { port } = await liveProxy([instance]);
    const answer = await ask(port);
    expect(answer.headers['x-hop']).toBeUndefined();
    expect(answer.headers).toMatchObject({ 'x-end': '2' });
    const { port: otherPort } = await liveProxy([other]);
    await ask(otherPort, { headers: { connection: 'close, x-mine', 'x-mine': '1', te: 'trailers', 'x-yours': '2' } });
    expect(seen).toMatchObject({ 'x-yours': '2' });
    expect(Object.keys(seen as object)).not.toEqual(expect.arrayContaining(['x-mine']));
    expect(Object.keys(seen as object)).not.toEqual(expect.arrayContaining(['te']));
  });

  test('gets an answer whose length nobody can name away', async () => {
    const instance = await rawInstance(socket => {
      socket.end('HTTP/1.1 200 OK\r\nConnection: close, Content-Length\r\nContent-Length: 5\r\n\r\nhello');
    });
    const { port } = await liveProxy([instance]);
    const answer = await ask(port);
    expect(answer).toMatchObject({ status: 200, body: 'hello', error: null });
    expect(answer.headers['content-length']).toBe('5');
    expect(answer.headers['transfer-encoding']).toBeUndefined();
  });

  test('for an absolute URI goes by its path', async () => {
    const instance = await httpInstance((asked, answer) => void answer.end(asked.url));
    const { port } = await liveProxy([instance]);
    const options = { path: 'http://graph.example/v1.0/../me?a=b', headers: { host: 'graph.example' } };
    expect((await ask(port, options)).body).toBe('/v1.0/../me?a=b');
  });

  test('names its user by header and path', async () => {
    const asked: unknown[] = [];
    const instance = await httpInstance((_asked, answer) => void answer.end());
    const userOf = (headers: object, path: string) => asked.push({ ...headers }, path);
    const { port } = await liveProxy([instance], {}, { userOf });
    await ask(port, { path: '/p', headers: { Authorization: 'Bearer t' } });
    expect(asked).toEqual([{ authorization: 'Bearer t', 'x-user': undefined }, '/p']);
  });

  test.each([
    ['OPTIONS *', 'OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', '400'],
    ['CONNECT', 'CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n', '405'],
    ['an unknown expectation', 'GET / HTTP/1.1\r\nHost: a\r\nExpect: magic\r\nConnection: close\r\n\r\n', '417'],
    [
      'both framings',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      '400',
    ],
    ['HTTP/0.9', 'GET /\r\n\r\n', '400'],
    ['no Host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n', '400'],
    ['two Hosts', 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n', '400'],
    ['another authority', 'GET http://b/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', '400'],
    ['a fragment', 'GET /x#y HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', '400'],
    [
      'a coding that would be lost',
      'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n',
      '501',
    ],
  ])('that cannot be forwarded is answered here: %s', async (_, text, status) => {
    const instance = await httpInstance((_asked, answer) => void answer.end('from the instance'));
    const { port } = await liveProxy([instance]);
    expect((await askRaw(port, text)).slice(9, 12)).toBe(status);
  });

  test('to upgrade is forwarded without the upgrade', async () => {
    const instance = await httpInstance((asked, answer) => void answer.end(String(asked.headers.upgrade)));
    const { port } = await liveProxy([instance]);
    const text = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n';
    expect(await askRaw(port, text)).toMatch(/^HTTP\/1\.1 200 [\s\S]*undefined/);
  });
});

describe('bodies', () => {
  test('of any size arrive whole, both ways', async () => {
    const instance = await httpInstance((asked, answer) => void asked.pipe(answer));
    const { port } = await liveProxy([instance]);
    for (const size of [0, 1, 16_384, 16_385, 3_000_000]) {
      const body = Buffer.alloc(size, 'abcdefghijk');
      const sized = await ask(port, { method: 'POST', headers: { 'content-length': size } }, body);
      expect(sized.body === body.toString('latin1'), `${size} bytes`).toBe(true);
      const chunked = await ask(port, { method: 'POST', headers: { 'transfer-encoding': 'chunked' } }, body);
      expect(chunked.body === body.toString('latin1'), `${size} bytes, chunked`).toBe(true);
    }
  });

  test('pass on as they come', async () => {
    const instance = await httpInstance((asked, answer) => {
      answer.writeHead(200, { 'content-length': 10 }).flushHeaders();
      asked.on('data', piece => answer.write(piece));
      asked.on('end', () => answer.end());
    });
    const { port } = await liveProxy([instance]);
    const asked = request({ port, host: '127.0.0.1', method: 'POST', headers: { 'transfer-encoding': 'chunked' } });
    asked.flushHeaders();
    const [answer] = await once(asked, 'response');
    asked.write('hello');
    expect(String((await once(answer, 'data'))[0])).toBe('hello');
    const end = once(answer, 'end');
    asked.end('world');
    expect(String((await once(answer, 'data'))[0])).toBe('world');
    await end;
  });

  test('come no faster than the caller takes them', async () => {
    const size = 60_000_000;
    let stalled = () => {};
    const stall = new Promise<void>(resolve => {
      stalled = resolve;
    });
    let written = 0;
    const instance = await httpInstance((_asked, answer) => {
      const piece = Buffer.alloc(100_000);
      const more = () => {
        for (; written < size; written += piece.length) {
          if (answer.write(piece)) continue;
          const quiet = setTimeout(stalled, 300);
          answer.once('drain', () => {
            clearTimeout(quiet);
            written += piece.length;
            more();
          });
          return;
        }
        answer.end();
      };
      more();
    });
    const { port } = await liveProxy([instance]);
    const asked = request({ port, host: '127.0.0.1' }).end();
    const [answer] = await once(asked, 'response');
    await stall;
    expect(written).toBeLessThan(size);
    let got = 0;
    answer.on('data', (piece: Buffer) => {
      got += piece.length;
    });
    await once(answer, 'end');
    expect(got).toBe(size);
  });

  test('that HEAD, 204 and 304 do not have are not waited for', async () => {
    const instance = await httpInstance((asked, answer) => {
      if (asked.url === '/204') answer.writeHead(204).end();
      else if (asked.url === '/304') answer.writeHead(304, { etag: '"a"' }).end();
      else answer.writeHead(200, { 'content-length': 5 }).end('hello');
    });
    const { port } = await liveProxy([instance]);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const head = await ask(port, { method: 'HEAD', agent });
    expect(head).toMatchObject({ status: 200, body: '' });
    expect(head.headers['content-length']).toBe('5');
    expect(await ask(port, { path: '/204', agent })).toMatchObject({ status: 204, body: '' });
    expect(await ask(port, { path: '/304', agent })).toMatchObject({ status: 304, body: '' });
    expect(await ask(port, { agent })).toMatchObject({ status: 200, body: 'hello' });
    agent.destroy();
  });

  test('are sent after 100 Continue', async () => {
    const instance = await httpInstance((asked, answer) => void asked.pipe(answer));
    const { port } = await liveProxy([instance]);
    const asked = request({
      port,
      host: '127.0.0.1',
      method: 'POST',
      headers: { expect: '100-continue', 'content-length': 4 },
    });
    asked.flushHeaders();
    await once(asked, 'continue');
    asked.end('body');
    const [answer] = await once(asked, 'response');
    expect(String((await once(answer, 'data'))[0])).toBe('body');
  });

  test('whose answer comes first, from an instance that then closes, have that answer', async () => {
    const instance = await rawInstance(socket => {
      socket.write('HTTP/1.1 413 Too Much\r\nConnection: close\r\nContent-Length: 3\r\n\r\n413');
      socket.destroySoon();
    });
    const { port } = await liveProxy([instance]);
    const answers = [];
    for (let i = 0; i < 30; i++) {
      const headers = { 'content-length': 3_000_000 };
      answers.push(await ask(port, { method: 'POST', headers }, Buffer.alloc(3_000_000)));
    }
    expect(answers.map(({ status, body }) => `${status} ${body}`)).toEqual(Array(30).fill('413 413'));
  });

  test('that do not come have a deadline from the request’s arrival', async () => {
    let asked = 0;
    const instance = await httpInstance((_asked, answer) => {
      asked++;
      answer.end();
    });
    const { port, proxy } = await liveProxy([instance], { timeoutMs: 60 });
    const answer = await askRaw(port, 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe');
    expect(answer).toMatch(/^HTTP\/1\.1 408 [\s\S]*connection: close/i);
    expect([asked, proxy.forwarder.inFlight]).toEqual([0, 0]);
  });

  test('that pause too long amid the answer break it off', async () => {
    const pieces = [...'abcdef'];
    const instance = await rawInstance(socket => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n');
      // Slow, but moving: longer in all than it may pause.
      const more = setInterval(() => {
        const piece = pieces.shift();
        if (piece === undefined) clearInterval(more);
        else socket.write(piece);
      }, 100);
    });
    const { port, proxy } = await liveProxy([instance], { idleTimeoutMs: 500 });
    expect(await ask(port)).toMatchObject({ status: 200, body: 'abcdef', error: 'aborted' });
    expect(proxy.forwarder).toMatchObject({ inFlight: 0, truncated: 1 });
    expect(proxy.instances[0]?.broken).toEqual(new Map([['stalled', 1]]));
  });

  test('may pause as long as the deadline, unless something else is said', async () => {
    const instance = await rawInstance(socket => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n');
    });
    const { port } = await liveProxy([instance], { timeoutMs: 100 });
    expect(await ask(port)).toMatchObject({ status: 200, body: '', error: 'aborted' });
  });

  test('are read to the end for nobody if the answer comes first', async () => {
    const instance = await httpInstance((_asked, answer) => void answer.writeHead(413).end('too much'));
    const { port, proxy } = await liveProxy([instance]);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const headers = { 'transfer-encoding': 'chunked' };
    const answer = await ask(port, { method: 'POST', headers, agent }, Buffer.alloc(2_000_000));
    expect(answer).toMatchObject({ status: 413, body: 'too much' });
    expect((await ask(port, { agent })).status).toBe(413);
    expect(proxy.forwarder.inFlight).toBe(0);
    agent.destroy();
  });
});

describe('what is not let in', () => {
  test('is a 503 that says when to come again, also where a body is on its way, and reaches no instance', async () => {
    let reached = 0;
    const instance = await httpInstance((_asked, answer) => {
      reached++;
      answer.end();
    });
    const { port, proxy } = await liveProxy([instance]);
    proxy.throttle({ share: 0, by: 'user', overMs: 0, route: 'POST /upload', class: null, retryAfterMs: 5000 });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const headers = { 'transfer-encoding': 'chunked' };
    const answer = await ask(port, { method: 'POST', path: '/upload?x=1', headers, agent }, Buffer.alloc(2_000_000));
    expect(answer).toMatchObject({ status: 503, body: expect.stringContaining('503 Service Unavailable') });
    expect(answer.headers).toMatchObject({ 'x-headroom-reason': 'throttled', 'retry-after': '5' });
    expect(reached).toBe(0);
    expect((await ask(port, { agent })).status).toBe(200);
    expect(proxy.forwarder.inFlight).toBe(0);
    agent.destroy();
  });
});

describe('without an answer', () => {
  test('a late instance is a 504, and is told', async () => {
    let left: Promise<unknown> | undefined;
    const instance = await httpInstance(asked => {
      left = once(asked.socket, 'close');
    });
    const { port } = await liveProxy([instance], { timeoutMs: 60 });
    const answer = await ask(port);
    expect(answer).toMatchObject({ status: 504, body: expect.stringContaining('504 Gateway Timeout') });
    expect(answer.headers['x-headroom-reason']).toBe('deadline');
    await left;
  });

  test.each([
    ['refused', nobody],
    ['reset', () => rawInstance(socket => socket.resetAndDestroy())],
    ['reset', () => rawInstance(socket => socket.end())],
    ['reset', () => rawInstance(socket => socket.end('HTTP/1.1 200 OK\r\nX-Half: '))],
    ['malformed', () => rawInstance(socket => socket.end('+OK POP3 server ready\r\n\r\n'))],
    ['malformed', () => rawInstance(socket => socket.end('HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n'))],
    // What cannot become an answer is not waited for.
    ['malformed', () => rawInstance(socket => void socket.write('+OK POP3 server ready\r\n'))],
    ['malformed', () => rawInstance(socket => void socket.write('SSH-2'))],
    ['malformed', () => rawInstance(socket => void socket.write('HTTP/1.1 OK\r\n'))],
    ['malformed', () => rawInstance(socket => void socket.write('HTTP/1.1 200 OK\r\nA: b\nC: d\n\n'))],
    [
      'malformed',
      () =>
        rawInstance(socket => void socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\nxyz')),
    ],
  ])('an instance is a 502: %s', async (reason, start) => {
    const { port, proxy } = await liveProxy([await start()]);
    const answer = await ask(port);
    expect([answer.status, answer.headers['x-headroom-reason']]).toEqual([502, reason]);
    expect(proxy.forwarder.inFlight).toBe(0);
    expect(proxy.instances[0]?.inFlight).toBe(0);
  });

  test('an answer that breaks off breaks off for the caller', async () => {
    const instance = await rawInstance(socket => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf'));
    const { port, proxy } = await liveProxy([instance]);
    const answer = await ask(port);
    expect(answer).toMatchObject({ status: 200, body: 'half', error: 'aborted' });
    expect(proxy.forwarder).toMatchObject({ inFlight: 0, truncated: 1 });
  });

  test('reasons that the service gives are kept', async () => {
    const instance = await httpInstance((_asked, answer) => {
      answer.writeHead(503, { 'x-headroom-reason': 'queue-full', 'retry-after': '1' }).end();
    });
    const { port, proxy } = await liveProxy([instance]);
    expect((await ask(port)).headers).toMatchObject({ 'x-headroom-reason': 'queue-full', 'retry-after': '1' });
    expect(proxy.instances[0]?.outcomes.list()).toEqual([{ status: 503, reason: 'queue-full', count: 1 }]);
  });
});

test('statuses that no class has are counted as they are', async () => {
  const instance = await rawInstance(socket => socket.end('HTTP/1.1 799 Odd\r\nContent-Length: 0\r\n\r\n'));
  const { port, proxy } = await liveProxy([instance]);
  expect((await ask(port)).status).toBe(799);
  expect(proxy.instances[0]?.outcomes.list()).toEqual([{ status: 799, reason: null, count: 1 }]);
});

test('interim answers pass, with what the proxy says of itself, but to no caller of HTTP/1.0', async () => {
  const instance = await rawInstance(socket => {
    const hints = 'HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\nConnection: x-hop\r\nX-Hop: 1\r\n\r\n';
    socket.end(`HTTP/1.1 100 Continue\r\n\r\n${hints}HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi`);
  });
  const { port } = await liveProxy([instance]);
  const answer = await askRaw(port, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  const via = 'via: 1.1 headroom\r\n\r\n';
  const hints = `HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n${via}`;
  expect(answer.startsWith(`HTTP/1.1 100 Continue\r\n${via}${hints}HTTP/1.1 200 OK\r\n`)).toBe(true);
  expect(await askRaw(port, 'GET / HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 /);
});

describe('going away', () => {
  test('a caller that has only closed its half gets its answer', async () => {
    const instance = await httpInstance((_asked, answer) => void setTimeout(() => answer.end('patience'), 100));
    const { port, proxy } = await liveProxy([instance]);
    for (const version of ['1.1', '1.0']) {
      const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
      socket.end(`GET / HTTP/${version}\r\nHost: a\r\n\r\n`);
      let answer = '';
      for await (const piece of socket) answer += piece;
      // An interim answer asks callers that know of such whether they are there.
      expect(answer).toMatch(
        version === '1.1' ? /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 / : /^HTTP\/1\.1 200 /,
      );
      expect(answer).toMatch(/patience/);
    }
    expect(proxy.pools[0]?.abandoned).toBe(0);
  });

  test('a caller that leaves takes its request along', async () => {
    let arrived = () => {};
    const arrival = new Promise<void>(resolve => {
      arrived = resolve;
    });
    let left: Promise<unknown> | undefined;
    const instance = await httpInstance(asked => {
      left = once(asked.socket, 'close');
      arrived();
    });
    const { port, proxy } = await liveProxy([instance]);
    const asked = request({ port, host: '127.0.0.1' }).on('error', () => {});
    asked.end();
    await arrival;
    asked.destroy();
    await left;
    expect(proxy.forwarder.inFlight).toBe(0);
    expect(proxy.pools[0]?.abandoned).toBe(1);
  });

  test('a caller that leaves amid the answer closes the instance’s connection', async () => {
    let left: Promise<unknown> | undefined;
    const instance = await httpInstance((asked, answer) => {
      left = once(asked.socket, 'close');
      answer.write('the beginning');
    });
    const { port, proxy } = await liveProxy([instance]);
    const asked = request({ port, host: '127.0.0.1' }).end();
    const [answer] = await once(asked, 'response');
    await once(answer, 'data');
    answer.destroy();
    await left;
    expect(proxy.forwarder.inFlight).toBe(0);
  });
});

describe('connections', () => {
  test('are used again, on both sides', async () => {
    const ports = new Set<number | undefined>();
    const instance = await httpInstance((asked, answer) => {
      ports.add(asked.socket.remotePort);
      answer.end();
    });
    const { port, live } = await liveProxy([instance]);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let i = 0; i < 5; i++) await ask(port, { agent });
    expect(ports.size).toBe(1);
    expect(live.connections).toEqual({ open: 1, opened: 1, repeated: 0 });
    agent.destroy();
  });

  test('that the instance has closed are not used again', async () => {
    const instance = await httpInstance((_asked, answer) => {
      answer.end();
      answer.socket?.destroySoon();
    });
    const { port } = await liveProxy([instance]);
    for (let i = 0; i < 5; i++) expect((await ask(port)).status).toBe(200);
  });

  test('of callers may carry requests one behind the other', async () => {
    const instance = await httpInstance((asked, answer) => void answer.end(`<${asked.url}>`));
    const { port } = await liveProxy([instance]);
    const one = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: a\r\n${more}\r\n`;
    const answers = await askRaw(port, one('/1') + one('/2') + one('/3', 'Connection: close\r\n'));
    expect(answers.match(/<[^>]*>/g)).toEqual(['</1>', '</2>', '</3>']);
  });

  test('run what is pipelined one behind the other', async () => {
    const story: string[] = [];
    const instance = await httpInstance((asked, answer) => {
      story.push(`${asked.method} begins`);
      asked.resume().on('end', () => {
        setTimeout(
          () => {
            story.push(`${asked.method} ends`);
            answer.end(`<${asked.method}>`);
          },
          asked.method === 'PUT' ? 60 : 0,
        );
      });
    });
    const { port } = await liveProxy([instance]);
    const one = (method: string, more = '') => `${method} / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n${more}\r\nhi`;
    const answers = await askRaw(port, one('PUT') + one('DELETE') + one('GET', 'Connection: close\r\n'));
    expect(answers.match(/<[^>]*>/g)).toEqual(['<PUT>', '<DELETE>', '<GET>']);
    expect(story).toEqual(['PUT', 'DELETE', 'GET'].flatMap(method => [`${method} begins`, `${method} ends`]));
  });

  test('answer what came before something that cannot be read, and then that', async () => {
    const instance = await httpInstance((asked, answer) => void setTimeout(() => answer.end(`<${asked.url}>`), 30));
    const { port } = await liveProxy([instance]);
    const one = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: a\r\n${more}\r\n`;
    const statuses = async (text: string) => (await askRaw(port, text)).match(/HTTP\/1.1 \d+|<[^>]*>/g);
    expect(await statuses(`${one('/1')}${one('/2')}GE(T /3 HTTP/1.1\r\n\r\n`)).toEqual([
      ...['HTTP/1.1 200', '</1>', 'HTTP/1.1 200', '</2>', 'HTTP/1.1 400'],
    ]);
    expect(await statuses(`${one('/1', 'Connection: close\r\n')}${one('/2')}`)).toEqual(['HTTP/1.1 200', '</1>']);
  });

  test('break off a request whose body cannot be read', async () => {
    let left: Promise<unknown> | undefined;
    const arrival = Promise.withResolvers<void>();
    const instance = await httpInstance(asked => {
      left = new Promise(resolve => asked.socket.on('error', () => {}).on('close', resolve));
      asked.resume();
      arrival.resolve();
    });
    const { port, proxy } = await liveProxy([instance]);
    const socket = connect(port, '127.0.0.1');
    socket.write('POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n');
    await arrival.promise;
    socket.write('xyz\r\n');
    expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1\.1 400 /);
    await left;
    expect(proxy.forwarder.inFlight).toBe(0);
  });

  test('that die before a byte of an answer cost a request another try if it may run twice', async () => {
    // Closes without a word when something comes on a connection that has had its answer.
    let connections = 0;
    const instance = await rawInstance(socket => {
      connections++;
      socket.once('data', () => socket.resetAndDestroy());
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi');
    });
    const { port, live, proxy } = await liveProxy([instance]);
    for (let i = 0; i < 4; i++) expect(await ask(port)).toMatchObject({ status: 200, body: 'hi' });
    expect(connections).toBe(4);
    expect(live.connections.repeated).toBe(3);
    expect(proxy.instances[0]).toMatchObject({ attempts: 4, retries: 0 });
    const post = await ask(port, { method: 'POST', headers: { 'content-length': 2 } }, 'hi');
    expect([post.status, post.headers['x-headroom-reason']]).toEqual([502, 'reset']);
    expect(live.connections.repeated).toBe(3);
  });

  test('are closed once nothing is under way', async () => {
    let release = () => {};
    let arrived = () => {};
    const arrival = new Promise<void>(resolve => {
      arrived = resolve;
    });
    const instance = await httpInstance((_asked, answer) => {
      release = () => void answer.end('late but whole');
      arrived();
    });
    const { port, live } = await liveProxy([instance]);
    const answer = ask(port, { agent: new Agent({ keepAlive: true }) });
    await arrival;
    const closed = live.close(10_000);
    release();
    expect((await answer).body).toBe('late but whole');
    await closed;
    const refused = connect(port, '127.0.0.1');
    expect((await once(refused, 'error'))[0]).toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('may be encrypted', async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }]);
    let seen: unknown;
    const instance = await httpInstance((asked, answer) => {
      seen = asked.headers['x-forwarded-proto'];
      answer.end('secret');
    });
    const { tlsPort } = await liveProxy([instance], {}, { tls: { key, cert } });
    const asked = tlsRequest({
      port: tlsPort,
      host: '127.0.0.1',
      agent: false,
      ca: cert,
      servername: 'localhost',
    }).end();
    const [answer] = await once(asked, 'response');
    expect(String((await once(answer, 'data'))[0])).toBe('secret');
    expect(seen).toBe('https');
  });
});

describe('retries', () => {
  test('go to another instance, with the body', async () => {
    const bad = await rawInstance(socket => socket.destroy());
    const good = await httpInstance((asked, answer) => void asked.pipe(answer));
    const config = { retries: 1, retryOn: ['502'], retryBudget: 1, balance: 'round-robin' } as const;
    const { port } = await liveProxy([bad, good], config);
    for (let i = 0; i < 4; i++) {
      const answer = await ask(port, { method: 'PUT', headers: { 'content-length': 5 } }, 'hello');
      expect(answer).toMatchObject({ status: 200, body: 'hello' });
    }
  });

  test('leave nothing of the answer that was not good enough', async () => {
    let asked = 0;
    const instance = await httpInstance((_asked, answer) => {
      if (asked++ === 0) answer.writeHead(503).end('not now');
      else answer.end('now');
    });
    const { port, proxy } = await liveProxy([instance], { retries: 1, retryOn: ['503'], retryBudget: 1 });
    expect(await ask(port)).toMatchObject({ status: 200, body: 'now' });
    expect(proxy.instances[0]).toMatchObject({ attempts: 2, retries: 1, inFlight: 0 });
  });

  test('do not wait for the end of an answer that was not good enough', async () => {
    let left: Promise<unknown> | undefined;
    const instance = await httpInstance((asked, answer) => {
      if (left !== undefined) return void answer.end('now');
      left = once(asked.socket, 'close');
      answer.writeHead(503).write('an endless answer');
    });
    const { port } = await liveProxy([instance], { retries: 1, retryOn: ['503'], retryBudget: 1 });
    expect(await ask(port)).toMatchObject({ status: 200, body: 'now' });
    await left;
  });

  test('are not for bodies that are streamed', async () => {
    const bad = await rawInstance(socket => socket.destroy());
    const { port, proxy } = await liveProxy([bad], { retries: 1, retryOn: ['502'], retryBudget: 1 });
    const answer = await ask(port, { method: 'PUT', headers: { 'transfer-encoding': 'chunked' } }, 'hello');
    expect(answer.status).toBe(502);
    expect(proxy.instances[0]?.attempts).toBe(1);
  });
});
