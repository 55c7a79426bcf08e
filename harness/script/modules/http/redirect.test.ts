import { expect, test } from 'vitest';
import { ORIGIN, TestDrill } from '../test-drill.ts';

function drillOf(status: number, to = '/end') {
  const drill = new TestDrill();
  drill.serve(({ path }) => (path === '/start' ? { status, headers: { Location: to } } : { body: path }));
  return drill;
}

test.each([
  [301, 'POST', 'GET', null],
  [302, 'POST', 'GET', null],
  [303, 'PUT', 'GET', null],
  [307, 'POST', 'POST', 'body'],
  [308, 'PUT', 'PUT', 'body'],
  [302, 'HEAD', 'HEAD', null],
])('%i turns %s into %s', (status, method, then, body) => {
  const drill = drillOf(status);
  const response = drill.run(function* () {
    return yield drill
      .module('k6/http')
      .request(method, `${ORIGIN}/start`, 'body', { headers: { 'content-type': 'x' } });
  });
  const got = then === 'HEAD' ? '' : '/end';
  expect([response.status, response.url, response.body]).toEqual([200, `${ORIGIN}/end`, got]);
  expect(drill.arrived[1]).toMatchObject({
    method: then,
    path: '/end',
    body,
    headers: body === null ? {} : { 'content-type': 'x' },
  });
});

test('each hop is a request with its own samples', () => {
  const drill = drillOf(302);
  drill.run(function* () {
    yield drill.module('k6/http').get(`${ORIGIN}/start`);
  });
  expect(drill.metrics.tags('http_reqs').map(tags => tags.status)).toEqual(['302', '200']);
  expect(drill.metrics.values('http_req_failed')).toEqual([0, 0]);
  expect(drill.requests.lines).toEqual(['0 issued', '1 ended 302', '1 issued', '2 ended 200']);
});

test('after its last allowed hop the redirect is the response', () => {
  const drill = new TestDrill();
  drill.serve(() => ({ status: 302, headers: { location: '/again' } }));
  const http = drill.module('k6/http');
  const statuses = drill.run(function* () {
    const one = yield http.get(`${ORIGIN}/0`, { redirects: 1 });
    const none = yield http.get(`${ORIGIN}/0`, { redirects: 0 });
    const ten = yield http.get(`${ORIGIN}/0`);
    return [one.status, none.status, ten.status];
  });
  expect(statuses).toEqual([302, 302, 302]);
  expect(drill.arrived).toHaveLength(2 + 1 + 11);
});

test.each([
  [304, '/end'],
  [302, 'ftp://elsewhere/'],
  [302, 'http://['],
])('%i to %s is not followed', (status, to) => {
  const drill = drillOf(status, to);
  const response = drill.run(function* () {
    return yield drill.module('k6/http').get(`${ORIGIN}/start`);
  });
  expect([response.status, drill.arrived.length]).toEqual([status, 1]);
});

test('credentials do not follow to another host', () => {
  const other = 'http://127.0.0.1:9090';
  const drill = drillOf(307, `${other}/end`);
  drill.serve(() => ({}), other);
  drill.run(function* () {
    yield drill.module('k6/http').get(`${ORIGIN}/start`, { headers: { Authorization: 'Bearer x', A: 'b' } });
  });
  expect(drill.arrived.map(request => request.headers)).toEqual([{ Authorization: 'Bearer x', A: 'b' }, { A: 'b' }]);
});

test('the time limit is that of all hops together', () => {
  const drill = new TestDrill();
  drill.serve(() => ({ status: 302, headers: { location: '/again' }, afterMs: 300 }));
  const response = drill.run(function* () {
    return yield drill.module('k6/http').get(`${ORIGIN}/0`, { timeout: 1000 });
  });
  expect([response.error_code, drill.clock.now()]).toEqual([1050, 1000]);
});
