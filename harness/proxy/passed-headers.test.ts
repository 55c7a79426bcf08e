import { expect, test } from 'vitest';
import { type ResponseHead, readResponseHead } from '../http1/response-head.ts';
import { passedHeaders, reasonIn } from './passed-headers.ts';

const head = (...lines: string[]) => readResponseHead(['HTTP/1.1 200 OK', ...lines].join('\r\n')) as ResponseHead;

test('headers pass as they were written, and the proxy names itself', () => {
  expect(passedHeaders(head('X-A: 1', 'x-a: 2', 'Set-Cookie: a', 'Content-Length: 3'))).toEqual([
    'X-A',
    '1',
    'x-a',
    '2',
    'Set-Cookie',
    'a',
    'Content-Length',
    '3',
    'via',
    '1.1 headroom',
  ]);
  expect(passedHeaders(head('Via: 1.0 a', 'via: 1.1 b'))).toEqual(['via', '1.0 a, 1.1 b, 1.1 headroom']);
});

test('headers of the hop stay here, those that Connection names too, but never the length', () => {
  expect(
    passedHeaders(
      head(
        ...['Keep-Alive: timeout=5', 'TE: trailers', 'Trailer: X', 'Upgrade: h2c', 'Proxy-Connection: close'],
        ...['Connection: close, X-Hop, Content-Length', 'X-Hop: 1', 'X-End: 2', 'Content-Length: 5'],
      ),
    ),
  ).toEqual(['X-End', '2', 'Content-Length', '5', 'via', '1.1 headroom']);
  expect(passedHeaders(head('Transfer-Encoding: chunked'))).toEqual(['via', '1.1 headroom']);
});

test('a reason is one that the system gives', () => {
  expect(reasonIn(head('X-Headroom-Reason: queue-full'))).toBe('queue-full');
  expect(reasonIn(head('x-headroom-reason: because'))).toBeNull();
  expect(reasonIn(head('X-A: queue-full'))).toBeNull();
});
