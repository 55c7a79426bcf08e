import { expect, test } from 'vitest';
import { ORIGIN, TestDrill } from '../test-drill.ts';

function drillOf(options: Record<string, unknown> = {}) {
  const drill = new TestDrill(options);
  drill.serve(({ path }) => ({ headers: path === '/login' ? { 'set-cookie': 'sid=s1; Path=/' } : {} }));
  const http = drill.module('k6/http');
  const sent = () => drill.arrived.map(request => request.headers.Cookie ?? '');
  return { drill, http, sent };
}

test('a cookie that is set comes back with the next request of the iteration', () => {
  const { drill, http, sent } = drillOf();
  const cookies = drill.run(function* () {
    const response = yield http.get(`${ORIGIN}/login`);
    yield http.get(`${ORIGIN}/page`);
    return response.cookies;
  });
  expect(sent()).toEqual(['', 'sid=s1']);
  expect(cookies.sid[0]).toMatchObject({ name: 'sid', value: 's1', path: '/' });
});

test('cookies of an answer have all that it says of them, by the names that scripts know', () => {
  const drill = new TestDrill();
  const header =
    'sid=s1; Path=/; Domain=example.com; HttpOnly; Secure; Max-Age=60; Expires=Wed, 21 Oct 2026 07:28:00 GMT\nb=2';
  drill.serve(() => ({ headers: { 'set-cookie': header } }));
  const cookies = drill.run(function* () {
    return (yield drill.module('k6/http').get(`${ORIGIN}/`)).cookies;
  });
  const none = { domain: '', path: '', http_only: false, secure: false, max_age: 0, expires: 0 };
  expect(cookies).toEqual({
    sid: [
      {
        ...{ name: 'sid', value: 's1', domain: 'example.com', path: '/', http_only: true, secure: true, max_age: 60 },
        expires: Date.UTC(2026, 9, 21, 7, 28),
      },
    ],
    b: [{ ...none, name: 'b', value: '2' }],
  });
});

test.each(['Expires=Thu, 01 Jan 1970 00:00:00 GMT', 'Expires=Thu, 01 Jan 1970 00:00:01 GMT', 'Max-Age=0'])(
  'a logout deletes its cookie by %s',
  attribute => {
    const drill = new TestDrill();
    const set = { '/login': 'sid=abc; Path=/', '/logout': `sid=; Path=/; ${attribute}` } as Record<string, string>;
    drill.serve(({ path }) => ({ headers: set[path] === undefined ? {} : { 'set-cookie': set[path] } }));
    drill.run(function* () {
      for (const path of ['/login', '/me', '/logout', '/me']) yield drill.module('k6/http').get(ORIGIN + path);
    });
    expect(drill.arrived.map(({ headers }) => headers.Cookie ?? '')).toEqual(['', 'sid=abc', 'sid=abc', '']);
  },
);

test.each([
  [{}, ''],
  [{ noCookiesReset: true }, 'sid=s1'],
])('with %j the next iteration sends %j', (options, expected) => {
  const { drill, http, sent } = drillOf(options);
  drill.run(function* () {
    yield http.get(`${ORIGIN}/login`);
  });
  drill.vu.iteration = 1;
  drill.run(function* () {
    yield http.get(`${ORIGIN}/page`);
  });
  expect(sent()[1]).toBe(expected);
});

test("a request's own cookies go beside the jar's, or replace them", () => {
  const { drill, http, sent } = drillOf();
  drill.run(function* () {
    http.cookieJar().set(ORIGIN, 'a', 'jar');
    yield http.get(`${ORIGIN}/1`, { cookies: { a: 'own', b: '2' } });
    yield http.get(`${ORIGIN}/2`, { cookies: { a: { value: 'own', replace: true } } });
    yield http.get(`${ORIGIN}/3`, { headers: { Cookie: 'c=3' } });
  });
  expect(sent()).toEqual(['a=jar; a=own; b=2', 'a=own', 'c=3; a=jar']);
});

test('whatever a cookie is given as goes as text, as the response has it too', () => {
  const { drill, http, sent } = drillOf();
  const cookies = { list: ['1'], number: 7, none: null, empty: {} };
  const response = drill.run(function* () {
    return yield http.get(`${ORIGIN}/1`, { cookies });
  });
  expect(sent()).toEqual(['list=1; number=7; none=null; empty=']);
  expect(response.request.cookies).toEqual({
    list: [{ name: 'list', value: '1', replace: false }],
    number: [{ name: 'number', value: '7', replace: false }],
    none: [{ name: 'none', value: 'null', replace: false }],
    empty: [{ name: 'empty', value: '', replace: false }],
  });
});

test("a request may use a jar of the script's", () => {
  const { drill, http, sent } = drillOf();
  const jar = new http.CookieJar();
  drill.run(function* () {
    yield http.get(`${ORIGIN}/login`, { jar });
    yield http.get(`${ORIGIN}/1`);
    yield http.get(`${ORIGIN}/2`, { jar });
  });
  expect(sent()).toEqual(['', '', 'sid=s1']);
});
