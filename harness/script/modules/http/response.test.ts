import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { LARGEST_ANSWER_BYTES } from '../../../transport/reply.ts';
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

test.each([
  ['that are not what their header says', Buffer.from('plain')],
  ['that break off', gzipSync('hello').subarray(0, 12)],
])('bytes %s are a failure, and no good answer', (_, body) => {
  const drill = new TestDrill();
  drill.serve(() => ({ headers: { 'content-encoding': 'gzip' }, body }));
  const { response, thrown } = drill.run(function* () {
    const http = drill.module('k6/http');
    const asked = yield http.get(`${ORIGIN}/x`);
    try {
      yield http.get(`${ORIGIN}/x`, { throw: true });
    } catch (error) {
      return { response: asked, thrown: String(error) };
    }
  });
  expect([response.status, response.body, response.error_code, response.error]).toEqual([
    200,
    null,
    1701,
    'the body is not what its Content-Encoding says',
  ]);
  expect(() => response.json()).toThrow('the request failed (the body is not what its Content-Encoding says)');
  expect(drill.metrics.values('http_req_failed')).toEqual([1, 1]);
  expect(drill.metrics.samples.find(({ metric }) => metric === 'http_reqs')?.tags).toMatchObject({
    error_code: '1701',
    expected_response: 'false',
  });
  expect(thrown).toContain('the body is not what its Content-Encoding says');
});

test('bytes that nobody wants need not be what their header says', () => {
  const answer = { headers: { 'content-encoding': 'gzip' }, body: Buffer.from('plain') };
  expect(responseTo(answer, { responseType: 'none' })).toMatchObject({ status: 200, error_code: 0 });
});

test.each([
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  // What it gains by default, at a hundred times the work, is not the point here.
  ['br', (all: Buffer) => brotliCompressSync(all, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })],
  ['zstd', zstdCompressSync],
] as const)('a bomb is not unpacked (%s)', (encoding, compress) => {
  const body = compress(Buffer.alloc(LARGEST_ANSWER_BYTES + 1));
  expect(body.length).toBeLessThan(100_000);
  const response = responseTo({ headers: { 'content-encoding': encoding }, body });
  expect([response.status, response.body, response.error_code, response.error]).toEqual([
    200,
    null,
    1000,
    'the answer is larger than Headroom keeps (see docs/limits.md)',
  ]);
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

test('html reads the body; without one it says so', () => {
  expect(responseTo({ body: '<p class="a">x</p><p>y</p>' }).html('p.a').text()).toBe('x');
  expect(() => responseTo({ failure: 'reset' }).html()).toThrow('there is no body to read as HTML: the request failed');
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
