import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { type Answer, ORIGIN, TestDrill } from '../test-drill.ts';

function responseTo(answer: Answer, params?: object, body?: unknown) {
  const drill = new TestDrill();
  drill.serve(() => answer);
  return drill.run(function* () {
    return yield drill.module('k6/http').post(`${ORIGIN}/x`, body, params);
  });
}

test('headers are in canonical case, and lists are joined', () => {
  const headers = { 'content-type': 'text/plain', 'X-REQUEST-ID': '1', via: ['a', 'b'] as unknown as string };
  expect(responseTo({ headers }).headers).toEqual({ 'Content-Type': 'text/plain', 'X-Request-Id': '1', Via: 'a, b' });
});

test('tells where it came from', () => {
  const response = responseTo({ status: 201 });
  const { url, status_text, proto, remote_ip, remote_port } = response;
  expect({ url, status_text, proto, remote_ip, remote_port }).toEqual({
    url: `${ORIGIN}/x`,
    status_text: '201 Created',
    proto: 'HTTP/1.1',
    remote_ip: '127.0.0.1',
    remote_port: 8080,
  });
});

test('shows its request', () => {
  const response = responseTo({}, { headers: { 'x-a': '1' }, cookies: { c: 'v' } }, { f: 'g' });
  expect(response.request).toEqual({
    method: 'POST',
    url: `${ORIGIN}/x`,
    headers: { 'X-A': ['1'], 'Content-Type': ['application/x-www-form-urlencoded'], Cookie: ['c=v'] },
    cookies: { c: [{ name: 'c', value: 'v', replace: false }] },
    body: 'f=g',
  });
});

test.each([
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['deflate', deflateRawSync],
  ['br', brotliCompressSync],
])('a body in %s is decoded when it is read', (encoding, compress) => {
  const response = responseTo({ headers: { 'Content-Encoding': encoding }, body: compress('héllo') });
  expect(response.body).toBe('héllo');
});

test('bytes that are not what their header says are left as they came', () => {
  expect(responseTo({ headers: { 'content-encoding': 'gzip' }, body: Buffer.from('plain') }).body).toBe('plain');
});

test('the text of a body is made once, when it is read', () => {
  let made = 0;
  const response = responseTo({ body: { text: () => `{"made":${++made}}` } });
  expect(made).toBe(0);
  expect([response.json().made, response.body, response.json('made')]).toEqual([1, '{"made":1}', 1]);
});

test('a body that is not JSON says so', () => {
  expect(() => responseTo({ status: 503, body: 'sorry' }).json()).toThrow(
    /^the body is not JSON: .* \(status 503, body 'sorry'\)$/,
  );
  expect(() => responseTo({ failure: 'reset' }).json()).toThrow(
    'there is no body to read as JSON: the request failed (read: connection reset by peer)',
  );
  expect(() => responseTo({}, { responseType: 'none' }).json()).toThrow('it was discarded');
});

test('a response can be logged', () => {
  const shown = JSON.parse(JSON.stringify(responseTo({ body: 'x', headers: { a: 'b' } })));
  expect(shown).toMatchObject({
    status: 200,
    body: 'x',
    headers: { A: 'b' },
    error: '',
    error_code: 0,
    timings: { duration: 1 },
  });
});

test.each(['html', 'submitForm', 'clickLink'])('res.%s is not ours', method => {
  expect(() => responseTo({})[method]()).toThrow(`res.${method}() parses HTML, which Headroom does not do`);
});

test.each([
  ['reset', 1220],
  ['malformed', 1000],
  ['connect-timeout', 1211],
  ['dns', 1101],
  ['tls', 1300],
] as const)('%s has the error code %i', (failure, code) => {
  expect(responseTo({ failure }).error_code).toBe(code);
});
