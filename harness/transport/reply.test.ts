import { expect, it } from 'vitest';
import { type ResponseHead, readResponseHead } from '../http1/response-head.ts';
import { replyHeaders } from './reply.ts';

const headers = (...lines: string[]) =>
  replyHeaders(readResponseHead(['HTTP/1.1 200 OK', ...lines].join('\r\n')) as ResponseHead);

it('has headers by lower-case name, those of the hop too', () => {
  expect(headers('Content-Type: text/plain', 'X-Request-ID:7', 'Connection: close')).toEqual({
    'content-type': 'text/plain',
    'x-request-id': '7',
    connection: 'close',
  });
});

it('joins what comes several times, but for cookies and equal lengths', () => {
  expect(
    headers(
      'Vary: a',
      'vary: b',
      'Content-Length: 12',
      'Set-Cookie: a=1',
      'set-cookie: b=2; Expires=Wed, 21 Oct 2026 07:28:00 GMT',
      'content-length: 12',
      'Set-Cookie: c=3',
    ),
  ).toEqual({
    vary: 'a, b',
    'content-length': '12',
    'set-cookie': ['a=1', 'b=2; Expires=Wed, 21 Oct 2026 07:28:00 GMT', 'c=3'],
  });
});
