import { expect, test } from 'vitest';
import { ORIGIN, TestDrill } from '../test-drill.ts';

const paths = (drill: TestDrill) => drill.arrived.map(({ method, path, at }) => `${at} ${method} ${path}`);

test('a batch sends at once and answers in the order of its requests', () => {
  const drill = new TestDrill();
  drill.serve(({ path }) => ({ body: path, afterMs: path === '/a' ? 50 : 10 }));
  const http = drill.module('k6/http');
  const bodies = drill.run(function* () {
    const responses = yield http.batch([
      `${ORIGIN}/a`,
      ['post', `${ORIGIN}/b`, 'x', { tags: { name: 'b' } }],
      { method: 'PUT', url: `${ORIGIN}/c`, body: 'y' },
      http.url`${ORIGIN}/d/${1}`,
    ]);
    return responses.map((response: { body: string }) => response.body);
  });
  expect(bodies).toEqual(['/a', '/b', '/c', '/d/1']);
  expect(paths(drill)).toEqual(['0.5 GET /a', '0.5 POST /b', '0.5 PUT /c', '0.5 GET /d/1']);
  expect(drill.clock.now()).toBe(51);
});

test('a batch by name answers by name', () => {
  const drill = new TestDrill();
  drill.serve(({ path }) => ({ body: path }));
  const result = drill.run(function* () {
    return yield drill.module('k6/http').batch({ home: `${ORIGIN}/h`, api: ['GET', `${ORIGIN}/a`] });
  });
  expect([Object.keys(result), result.home.body, result.api.body]).toEqual([['home', 'api'], '/h', '/a']);
});

test('no more than batchPerHost requests are under way to a host', () => {
  const drill = new TestDrill({ batchPerHost: 2 });
  const other = 'http://127.0.0.1:9090';
  drill.serve(() => ({ afterMs: 9 }));
  drill.serve(() => ({ afterMs: 9 }), other);
  drill.run(function* () {
    yield drill.module('k6/http').batch([1, 2, 3, 4].map(n => `${ORIGIN}/${n}`).concat(`${other}/5`));
  });
  expect(paths(drill)).toEqual(['0.5 GET /1', '0.5 GET /2', '0.5 GET /5', '10.5 GET /3', '10.5 GET /4']);
});

test('no more than batch requests are under way', () => {
  const drill = new TestDrill({ batch: 3, batchPerHost: 0 });
  drill.serve(() => ({ afterMs: 9 }));
  drill.run(function* () {
    yield drill.module('k6/http').batch(Array.from({ length: 7 }, (_, n) => `${ORIGIN}/${n}`));
  });
  expect(drill.arrived.map(request => request.at)).toEqual([0.5, 0.5, 0.5, 10.5, 10.5, 10.5, 20.5]);
});

test('a batch of nothing gives nothing', () => {
  const drill = new TestDrill();
  const result = drill.run(function* () {
    return [yield drill.module('k6/http').batch([]), yield drill.module('k6/http').batch({})];
  });
  expect(result).toEqual([[], {}]);
});

test('an interrupted batch gives up all of its requests', () => {
  const drill = new TestDrill({ batchPerHost: 2 });
  drill.serve(() => null);
  drill.interrupt(5, function* () {
    yield drill.module('k6/http').batch([1, 2, 3].map(n => `${ORIGIN}/${n}`));
  });
  expect(drill.requests.lines).toEqual(['0 issued', '0 issued', '5 interrupted', '5 interrupted']);
  expect(drill.abandoned).toEqual(['/1', '/2']);
});

test('with throw, a failed request fails the batch when all have ended', () => {
  const drill = new TestDrill();
  drill.serve(() => ({ afterMs: 100 }));
  expect(() =>
    drill.run(function* () {
      yield drill.module('k6/http').batch([['GET', 'http://127.0.0.1:9/', null, { throw: true }], `${ORIGIN}/x`]);
    }),
  ).toThrow('GET http://127.0.0.1:9/: dial: connection refused');
  expect(drill.clock.now()).toBeGreaterThan(100);
  expect(drill.requests.lines).toEqual(['0 issued', '101 ended 200']);
});

test.each([
  ['http.batch() needs an array or an object of requests', 'x'],
  ['request 0 of http.batch() needs [method, url, body, params]', [['GET']]],
  ['request a of http.batch() is neither a URL, an array nor an object (got a number)', { a: 7 }],
  ['request 1 of http.batch() has no url', [ORIGIN, { method: 'GET' }]],
])('refused: %s', (message, requests) => {
  expect(() => new TestDrill().module('k6/http').batch(requests)).toThrow(message);
});
