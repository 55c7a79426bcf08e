import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { ORIGIN, TestDrill } from '../test-drill.ts';

function post(body: unknown, params?: object) {
  const drill = new TestDrill();
  drill.serve(() => ({}));
  const http = drill.module('k6/http');
  drill.run(function* () {
    yield http.post(`${ORIGIN}/`, typeof body === 'function' ? body(http) : body, params);
  });
  return drill.arrived[0] as NonNullable<(typeof drill.arrived)[0]>;
}

test('an object goes as a form', () => {
  expect(post({ a: 'x y', b: ['1', 2], c: null })).toMatchObject({
    body: 'a=x+y&b=1&b=2&c=null',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
  });
});

test("a script's own content type stays", () => {
  expect(post({ a: 1 }, { headers: { 'content-type': 'x' } }).headers).toEqual({ 'content-type': 'x' });
});

test('text and bytes go as they are', () => {
  expect(post('{"a":1}')).toMatchObject({ body: '{"a":1}', headers: {} });
  expect(post(new Uint8Array([1, 2]).buffer).body).toEqual(new Uint8Array([1, 2]));
});

test('an object with a file goes as multipart', () => {
  const { body, headers } = post((http: { file(...args: unknown[]): unknown }) => ({
    note: 'hi',
    'up"load': http.file('data', 'a.txt', 'text/plain'),
  }));
  const boundary = /^multipart\/form-data; boundary=(headroom-[0-9a-f]{32})$/.exec(headers['Content-Type'] ?? '')?.[1];
  expect(new TextDecoder().decode(body as Uint8Array)).toBe(
    `--${boundary}\r\nContent-Disposition: form-data; name="note"\r\n\r\nhi\r\n` +
      `--${boundary}\r\nContent-Disposition: form-data; name="up%22load"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\ndata\r\n` +
      `--${boundary}--\r\n`,
  );
});

test('compression is applied in order, and named', () => {
  const { body, headers } = post('hello', { compression: 'gzip, br' });
  expect(headers).toEqual({ 'Content-Encoding': 'gzip, br' });
  expect(gunzipSync(brotliDecompressSync(body as Uint8Array)).toString()).toBe('hello');
});

test.each([
  ['a request body is a string, an ArrayBuffer or an object of form fields (got a number)', 7, {}],
  ["unknown compression 'lzma': use gzip, deflate, br, zstd", 'x', { compression: 'lzma' }],
  [
    'http.file() needs a string or an ArrayBuffer as its data',
    (http: { file(...args: unknown[]): unknown }) => ({ f: http.file(7) }),
    {},
  ],
])('refused: %s', (message, body, params) => {
  expect(() => post(body, params)).toThrow(message);
});
