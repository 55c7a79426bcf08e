import { expect, test } from 'vitest';
import { atOnce, ORIGIN, TestDrill } from '../test-drill.ts';

test('async requests overlap, and hold the iteration until they have settled', () => {
  const drill = new TestDrill();
  drill.serve(({ path }) => ({ body: path, afterMs: path === '/1' ? 20 : 10 }));
  const { asyncRequest } = drill.module('k6/http');
  const seen: string[] = [];
  drill.run(
    atOnce(() => {
      for (const path of ['/1', '/2'])
        asyncRequest('get', ORIGIN + path).then((response: { body: string }) =>
          seen.push(`${drill.clock.now()} ${response.body}`),
        );
    }),
  );
  expect(seen).toEqual(['11 /2', '21 /1']);
  expect(drill.arrived.map(({ method, at }) => [method, at])).toEqual([
    ['GET', 0.5],
    ['GET', 0.5],
  ]);
});

test('an answer waits while a blocking call holds the VU', () => {
  const drill = new TestDrill();
  drill.serve(() => ({}));
  const seen: number[] = [];
  drill.run(function* () {
    drill
      .module('k6/http')
      .asyncRequest('GET', ORIGIN)
      .then(() => seen.push(drill.clock.now()));
    yield drill.module('k6').sleep(1);
  });
  expect(seen).toEqual([1000]);
});

test('changing its params afterwards changes nothing', () => {
  const drill = new TestDrill();
  drill.serve(() => ({}));
  const params = { headers: { a: '1' } };
  drill.run(
    atOnce(() => {
      drill.module('k6/http').asyncRequest('GET', ORIGIN, null, params);
      params.headers.a = '2';
    }),
  );
  expect(drill.arrived[0]?.headers).toEqual({ a: '1' });
});

test('with throw its promise is rejected', () => {
  const drill = new TestDrill();
  let caught: unknown;
  drill.run(
    atOnce(() => {
      drill
        .module('k6/http')
        .asyncRequest('GET', 'http://127.0.0.1:9/', null, { throw: true })
        .catch((error: unknown) => {
          caught = error;
        });
    }),
  );
  expect(String(caught)).toBe('Error: GET http://127.0.0.1:9/: dial: connection refused');
});

test('an interrupt gives it up', () => {
  const drill = new TestDrill();
  drill.serve(() => null);
  drill.interrupt(
    10,
    atOnce(() => {
      drill.module('k6/http').asyncRequest('GET', `${ORIGIN}/1`);
    }),
  );
  expect(drill.requests.lines).toEqual(['0 issued', '10 interrupted']);
});
