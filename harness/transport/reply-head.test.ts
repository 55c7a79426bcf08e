import { describe, expect, it } from 'vitest';
import { parseReplyHead } from './reply-head.ts';

const head = (...lines: string[]) => parseReplyHead(['HTTP/1.1 200 OK', ...lines].join('\r\n'));

describe('the head of an answer', () => {
  it('has its headers by lower-case name, without the spaces around them', () => {
    expect(head('Content-Type:  text/plain \t', 'X-Request-ID:7')?.headers).toEqual({
      'content-type': 'text/plain',
      'x-request-id': '7',
    });
  });

  it('joins what comes several times, but for cookies', () => {
    const headers = head(
      'Vary: a',
      'vary: b',
      'Set-Cookie: a=1',
      'set-cookie: b=2; Expires=Wed, 21 Oct 2026 07:28:00 GMT',
      'Set-Cookie: c=3',
    );
    expect(headers?.headers).toEqual({
      vary: 'a, b',
      'set-cookie': ['a=1', 'b=2; Expires=Wed, 21 Oct 2026 07:28:00 GMT', 'c=3'],
    });
  });

  it.each([
    [['Content-Length: 12'], { contentLength: 12, chunked: false, keepAlive: true }],
    [['Content-Length: 12', 'Content-Length: 12'], { contentLength: 12, headers: { 'content-length': '12' } }],
    [['Transfer-Encoding: Chunked'], { contentLength: null, chunked: true }],
    [['Connection: close'], { keepAlive: false }],
    [['Connection: Keep-Alive', 'Keep-Alive: timeout=5, max=100'], { keepAlive: true, keepAliveMs: 5000 }],
    [['Connection: upgrade, close'], { keepAlive: false }],
    [[], { contentLength: null, chunked: false, keepAlive: true, keepAliveMs: null }],
  ])('%j is framed as it says', (lines, expected) => {
    expect(head(...lines)).toMatchObject(expected);
  });

  it('is of HTTP/1.0 kept alive only if it says so', () => {
    expect(parseReplyHead('HTTP/1.0 200 OK')?.keepAlive).toBe(false);
    expect(parseReplyHead('HTTP/1.0 200 OK\r\nConnection: keep-alive')?.keepAlive).toBe(true);
  });

  it.each([
    'HTTP/2 200 OK',
    'HTTP/1.1 20 OK',
    'HTTP/1.1 200 OK\r\nno colon',
    'HTTP/1.1 200 OK\r\nbad name: x',
    'HTTP/1.1 200 OK\r\nX: a\u0000b',
    'HTTP/1.1 200 OK\r\nX: a\nY: b',
    'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6',
    'HTTP/1.1 200 OK\r\nContent-Length: -5',
    'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked',
  ])('%j is malformed', text => {
    expect(parseReplyHead(text)).toBeNull();
  });
});
