import { expect, test } from 'vitest';
import { ORIGIN, TestDrill } from '../test-drill.ts';
import { httpOptions } from './http-options.ts';

function get(params: unknown, options: Record<string, unknown> = {}, url: unknown = `${ORIGIN}/x`) {
  const drill = new TestDrill(options);
  drill.serve(() => ({ status: 404, body: 'äh' }));
  const response = drill.run(function* () {
    return yield drill.module('k6/http').get(url, params);
  });
  return { drill, response };
}

test('headers become text; what has no value is left out', () => {
  const { drill } = get({ headers: { a: 'x', b: 7, c: true, d: undefined, e: ['1', '2'] } });
  expect(drill.arrived[0]?.headers).toEqual({ a: 'x', b: '7', c: 'true', e: '1, 2' });
});

test('tags without a value are left out', () => {
  const { drill } = get({ tags: { name: null, team: undefined, n: 7 } });
  expect(drill.metrics.tags('http_reqs')[0]).toEqual({
    n: '7',
    method: 'GET',
    status: '404',
    proto: 'HTTP/1.1',
    expected_response: 'false',
    error_code: '1404',
    name: `${ORIGIN}/x`,
  });
});

test('a timeout of zero is no limit', () => {
  const drill = new TestDrill();
  drill.serve(() => ({ afterMs: 100_000 }));
  const response = drill.run(function* () {
    return yield drill.module('k6/http').get(ORIGIN, { timeout: 0 });
  });
  expect([response.status, drill.clock.now()]).toEqual([200, 100_001]);
});

test('responseType and discardResponseBodies choose the body', () => {
  expect(get(null).response.body).toBe('äh');
  expect(new Uint8Array(get({ responseType: 'binary' }).response.body)).toEqual(new TextEncoder().encode('äh'));
  expect(get({ responseType: 'none' }).response.body).toBe(null);
  expect(get(null, { discardResponseBodies: true }).response.body).toBe(null);
  expect(get({ responseType: 'text' }, { discardResponseBodies: true }).response.body).toBe('äh');
});

test('a user in the URL authenticates by basic, and is not shown', () => {
  const { drill, response } = get({ auth: 'basic' }, {}, 'http://ann:p%40ss@127.0.0.1:8080/x');
  expect(drill.arrived[0]?.headers.Authorization).toBe(`Basic ${btoa('ann:p@ss')}`);
  expect(response.url).toBe(`${ORIGIN}/x`);
});

test('options.userAgent names the agent, where the script does not', () => {
  expect(get(null, { userAgent: 'drill/1' }).drill.arrived[0]?.headers).toEqual({ 'User-Agent': 'drill/1' });
  expect(get({ headers: { 'user-agent': 'own' } }, { userAgent: 'drill/1' }).drill.arrived[0]?.headers).toEqual({
    'user-agent': 'own',
  });
});

test('who runs the drill names the agent where the options do not, and an empty text is none', () => {
  expect(httpOptions({}, null).userAgent).toBe(null);
  expect(httpOptions({}, 'us/1').userAgent).toBe('us/1');
  expect(httpOptions({ userAgent: 'drill/1' }, 'us/1').userAgent).toBe('drill/1');
  expect(httpOptions({ userAgent: '' }, 'us/1').userAgent).toBe(null);
});

test('a request that fails throws only if it should', () => {
  const url = 'http://127.0.0.1:9/';
  expect(() => get({ throw: true }, {}, url)).toThrow('GET http://127.0.0.1:9/: dial: connection refused');
  expect(() => get(null, { throw: true }, url)).toThrow('dial: connection refused');
  expect(get({ throw: false }, { throw: true }, url).response.error_code).toBe(1212);
  // A status is an answer.
  expect(get({ throw: true }).response.status).toBe(404);
});

test('a URL that is none gives error 1020 and no samples', () => {
  const { drill, response } = get(null, {}, 'nonsense');
  expect([response.status, response.error_code, response.error]).toEqual([0, 1020, 'invalid URL: nonsense']);
  expect([drill.metrics.samples, drill.requests.lines]).toEqual([[], []]);
  expect(() => get({ throw: true }, {}, 'nonsense')).toThrow('invalid URL: nonsense');
});

test.each([
  ['request params are an object or null (got a string)', 'x'],
  ['timeout is not a duration (got "soon"): use ms as a number, or a text such as \'1m30s\'', { timeout: 'soon' }],
  ['redirects is a whole number from 0 (got -1)', { redirects: -1 }],
  ["responseType is 'text', 'binary' or 'none' (got \"json\")", { responseType: 'json' }],
  ['a response callback is what http.expectedStatuses() makes, or null', { responseCallback: () => true }],
  ['jar is what http.cookieJar() or new http.CookieJar() makes', { jar: {} }],
  ["auth 'ntlm' is not offered here: use 'basic' or 'digest', or run the script with k6 itself", { auth: 'ntlm' }],
])('refused: %s', (message, params) => {
  expect(() => get(params)).toThrow(message);
});
