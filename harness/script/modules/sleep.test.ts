import { expect, test } from 'vitest';
import { TestDrill } from './test-drill.ts';

test('sleep waits for seconds on the Clock', () => {
  const drill = new TestDrill();
  const { sleep } = drill.module('k6');
  const ended = drill.run(function* () {
    yield sleep(1.5);
    yield sleep('2');
    yield sleep(0);
    yield sleep(-3);
    return drill.clock.now();
  });
  expect(ended).toBe(3500);
});

test('an interrupted sleep never ends', () => {
  const drill = new TestDrill();
  drill.interrupt(3, function* () {
    yield drill.module('k6').sleep(10);
  });
  expect([drill.vu.done, drill.clock.now()]).toEqual([false, 3]);
});

test('sleep needs a number', () => {
  expect(() => new TestDrill().module('k6').sleep('long')).toThrow('sleep() needs a number of seconds (got long)');
});

test('fail ends the iteration', () => {
  expect(() => new TestDrill().module('k6').fail('no session')).toThrow('no session');
});
