import { describe, expect, it } from 'vitest';
import { readResponseHead } from './response-head.ts';

const head = (...lines: string[]) => readResponseHead(['HTTP/1.1 200 OK', ...lines].join('\r\n'));

describe('the head of an answer', () => {
  it('has its fields in order, as they were written, without the spaces around their values', () => {
    const { names, values } = head('Content-Type:  text/plain \t', 'X-Request-ID:7', 'x-request-id: 8') ?? {};
    expect(names?.map(({ written, lower }) => [written, lower])).toEqual([
      ['Content-Type', 'content-type'],
      ['X-Request-ID', 'x-request-id'],
      ['x-request-id', 'x-request-id'],
    ]);
    expect(values).toEqual(['text/plain', '7', '8']);
  });

  it('tells which fields are of the hop by their nature, and which because Connection names them', () => {
    const read = head('TE: trailers', 'Upgrade: h2c', 'Connection: close, X-Hop', 'X-End: 1', 'connection: X-Other');
    expect(read?.names.map(({ role }) => role)).toEqual(['hop', 'hop', 'connection', 'end-to-end', 'connection']);
    expect(read?.named).toEqual(new Set(['close', 'x-hop', 'x-other']));
    expect(read?.keepAlive).toBe(false);
  });

  it.each(['content-length', 'Content-Length', 'host', 'transfer-encoding'])(
    'lets nobody declare %s to be of the hop: without it the message would be another',
    name => {
      expect(head(`Connection: close, ${name}`, 'Content-Length: 5')?.named).toEqual(new Set(['close']));
    },
  );

  it.each([
    [['Content-Length: 12'], { contentLength: 12, chunked: false, keepAlive: true }],
    [['Content-Length: 12', 'Content-Length: 12'], { contentLength: 12, values: ['12'] }],
    [['Transfer-Encoding: Chunked'], { contentLength: null, chunked: true }],
    [['Connection: close'], { keepAlive: false }],
    [['Connection: Keep-Alive', 'Keep-Alive: timeout=5, max=100'], { keepAlive: true, keepAliveMs: 5000 }],
    [['Connection: upgrade, close'], { keepAlive: false }],
    [[], { contentLength: null, chunked: false, keepAlive: true, keepAliveMs: null }],
  ])('%j is framed as it says', (lines, expected) => {
    expect(head(...lines)).toMatchObject(expected);
  });

  it('is of HTTP/1.0 kept alive only if it says so', () => {
    expect(readResponseHead('HTTP/1.0 200 OK')?.keepAlive).toBe(false);
    expect(readResponseHead('HTTP/1.0 200 OK\r\nConnection: keep-alive')?.keepAlive).toBe(true);
  });

  it.each([
    'HTTP/2 200 OK',
    'HTTP/1.1 20 OK',
    'HTTP/1.1 200 OK\r\nno colon',
    'HTTP/1.1 200 OK\r\nbad name: x',
    'HTTP/1.1 200 OK\r\nbad : x',
    'HTTP/1.1 200 OK\r\nX: a\u0000b',
    'HTTP/1.1 200 OK\r\nX: a\nY: b',
    'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6',
    'HTTP/1.1 200 OK\r\nContent-Length: -5',
    'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked',
  ])('%j is malformed', text => {
    expect(readResponseHead(text)).toBeNull();
  });
});
