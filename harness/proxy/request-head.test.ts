import { expect, test } from 'vitest';
import { RequestHeadFacts, requestHead } from './request-head.ts';

function head(...raw: string[]) {
  const facts = new RequestHeadFacts();
  const text = requestHead('GET', '/a?b=c', raw, '192.0.2.7', 'https', facts);
  return { text, facts };
}

test('what is not of the hop is passed as it was written, and the proxy names itself', () => {
  expect(head('Host', 'graph.example', 'Accept', '*/*', 'X-Trace', 'é', 'X-Trace', 'two').text).toBe(
    [
      'GET /a?b=c HTTP/1.1',
      'host: graph.example',
      'x-forwarded-host: graph.example',
      'Accept: */*',
      'X-Trace: é',
      'X-Trace: two',
      'x-forwarded-for: 192.0.2.7',
      'x-forwarded-proto: https',
      'via: 1.1 headroom',
      '\r\n',
    ].join('\r\n'),
  );
});

test('headers of the hop stay here, those that Connection names too', () => {
  const { text } = head(
    ...['Keep-Alive', 'timeout=5', 'TE', 'trailers', 'Upgrade', 'websocket', 'Expect', '100-continue'],
    ...[
      'X-Secret',
      '1',
      'Connection',
      'close, X-Secret',
      'Host',
      'a',
      'connection',
      'X-OTHER',
      'x-other',
      '2',
      'X-Kept',
      '3',
    ],
  );
  expect(text).not.toMatch(/keep-alive|te:|upgrade|expect|secret|other|connection/i);
  expect(text).toContain('X-Kept: 3\r\n');
});

test('Host, Content-Length and Transfer-Encoding cannot be named away', () => {
  const { text, facts } = head('Connection', 'host, content-length', 'Host', 'a', 'Content-Length', '5');
  expect(text).toContain('host: a\r\n');
  expect(text).toContain('content-length: 5\r\n');
  expect(facts.bodyBytes).toBe(5);
  expect(head('Connection', 'transfer-encoding', 'Host', 'a', 'Transfer-Encoding', 'chunked').text).toContain(
    'chunked\r\n',
  );
});

test('a claim about the protocol is replaced, the chain of addresses grows', () => {
  const { text } = head(
    ...[
      'Host',
      'a',
      'X-Forwarded-For',
      '198.51.100.1',
      'x-forwarded-for',
      '203.0.113.1',
      'X-Forwarded-Proto',
      'gopher',
      'X-Forwarded-Host',
      'evil',
      'Via',
      '1.0 x',
      'via',
      '1.1 y',
    ],
  );
  expect(text).toContain('x-forwarded-for: 198.51.100.1, 203.0.113.1, 192.0.2.7\r\n');
  expect(text).toContain('x-forwarded-proto: https\r\n');
  expect(text).toContain('via: 1.0 x, 1.1 y, 1.1 headroom\r\n');
  expect(text).not.toMatch(/gopher|evil/);
});

test('tells who is asking, and nothing of the request before', () => {
  const facts = new RequestHeadFacts();
  requestHead(
    'GET',
    '/',
    ['Host', 'a', 'AUTHORIZATION', 'Bearer t', 'x-user', 'user7@eu.example'],
    '::1',
    'http',
    facts,
  );
  expect(facts.credentials).toEqual({ authorization: 'Bearer t', 'x-user': 'user7@eu.example' });
  requestHead('GET', '/', ['Host', 'a', 'Transfer-Encoding', 'chunked'], '::1', 'http', facts);
  expect(facts).toMatchObject({
    credentials: { authorization: undefined, 'x-user': undefined },
    bodyBytes: Number.POSITIVE_INFINITY,
  });
});

test('names that objects have by nature are names like others', () => {
  expect(head('Host', 'a', 'constructor', 'x', '__proto__', 'y').text).toContain('constructor: x\r\n__proto__: y\r\n');
});
