import { expect, test } from 'vitest';
import { ORIGIN, TestDrill } from '../test-drill.ts';

test('an async request holds the iteration until its promise settles', async () => {
  const drill = new TestDrill();
  drill.serve(() => ({ body: 'x', afterMs: 20 }));
  const promise = drill.module('k6/http').asyncRequest('get', `${ORIGIN}/x`);
  expect(drill.vu.retained.size).toBe(1);
  drill.clock.run(50);
  expect(drill.vu.retained.size).toBe(0);
  expect((await promise).body).toBe('x');
});

test('async requests overlap', async () => {
  const drill = new TestDrill();
  drill.serve(() => ({ afterMs: 20 }));
  const { asyncRequest } = drill.module('k6/http');
  const both = Promise.all([asyncRequest('GET', `${ORIGIN}/1`), asyncRequest('GET', `${ORIGIN}/2`)]);
  drill.clock.run(21);
  expect((await both).map(response => response.status)).toEqual([200, 200]);
});

test('changing its params afterwards changes nothing', async () => {
  const drill = new TestDrill();
  drill.serve(() => ({}));
  const params = { headers: { a: '1' } };
  const promise = drill.module('k6/http').asyncRequest('GET', `${ORIGIN}/1`, null, params);
  params.headers.a = '2';
  drill.clock.run(5);
  await promise;
  expect(drill.arrived[0]?.headers).toEqual({ a: '1' });
});

test('with throw its promise is rejected', async () => {
  const drill = new TestDrill();
  const promise = drill.module('k6/http').asyncRequest('GET', 'http://127.0.0.1:9/', null, { throw: true });
  drill.clock.run(5);
  await expect(promise).rejects.toThrow('dial: connection refused');
});

test('an interrupt gives it up', () => {
  const drill = new TestDrill();
  drill.serve(() => null);
  drill.module('k6/http').asyncRequest('GET', `${ORIGIN}/1`);
  drill.clock.advance(10);
  for (const background of drill.vu.retained) background.cancel();
  drill.clock.run();
  expect(drill.requests.lines).toEqual(['0 issued', '10 interrupted']);
});
