import { describe, expect, it } from 'vitest';
import { Exchange } from './exchange.ts';
import { requestHead } from './request-text.ts';

class Request extends Exchange {
  ended(): void {}
}

function head(given: Partial<Exchange>): string | null {
  return requestHead(Object.assign(new Request(), given), 'example.test:8080');
}

describe('the head of a request', () => {
  it('names the method, the path, the host and the headers as they were given', () => {
    expect(head({ path: '/a?b=c', headers: { 'X-User': 'u1', accept: '*/*' } })).toBe(
      'GET /a?b=c HTTP/1.1\r\nhost: example.test:8080\r\nX-User: u1\r\naccept: */*\r\n\r\n',
    );
  });

  it('says how long the body is in bytes, whatever the caller says', () => {
    const headers = { 'Content-Length': '999', 'Transfer-Encoding': 'chunked' };
    expect(head({ method: 'POST', body: 'grüße', headers })).toContain('\r\ncontent-length: 7\r\n\r\n');
    expect(head({ method: 'PUT', body: new Uint8Array(3), headers })).not.toMatch(/999|chunked/);
  });

  it('says that there is none where a server expects one', () => {
    expect(head({ method: 'POST' })).toContain('content-length: 0');
    expect(head({ method: 'GET' })).not.toContain('content-length');
    expect(head({ method: 'DELETE' })).not.toContain('content-length');
  });

  it('lets the caller choose the host', () => {
    expect(head({ headers: { Host: 'other.test' } })).toBe('GET / HTTP/1.1\r\nhost: other.test\r\n\r\n');
  });

  it('sends text beyond ASCII in UTF-8', () => {
    const text = head({ headers: { 'x-name': 'Zoë €' } }) as string;
    expect(Buffer.from(text, 'latin1').toString('utf8')).toContain('x-name: Zoë €\r\n');
  });

  it.each([
    [{ headers: { 'x-a': 'b\r\nx-evil: 1' } }],
    [{ headers: { 'x a': 'b' } }],
    [{ headers: { 'x-a\r\nb': 'c' } }],
    [{ headers: { '': 'c' } }],
    [{ headers: { host: 'a\r\nb: c' } }],
    [{ method: 'GE T' }],
  ])('%j cannot be sent', given => {
    expect(head(given)).toBeNull();
  });
});
