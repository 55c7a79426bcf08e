import { expect, test } from 'vitest';
import { atOnce, TestDrill } from './test-drill.ts';

test('a timeout runs its callback in its VU, and holds the iteration until then', () => {
  const drill = new TestDrill();
  const seen: unknown[] = [];
  drill.run(
    atOnce(() => {
      drill.globals.setTimeout((a: string, b: string) => seen.push(a, b, drill.clock.now()), 250, 'x', 'y');
    }),
  );
  expect(seen).toEqual(['x', 'y', 250]);
});

test('a callback waits while a blocking call holds the VU', () => {
  const drill = new TestDrill();
  const seen: number[] = [];
  drill.run(function* () {
    drill.globals.setTimeout(() => seen.push(drill.clock.now()), 10);
    yield drill.module('k6').sleep(2);
  });
  expect(seen).toEqual([2000]);
});

test('an interval repeats until it is cleared', () => {
  const drill = new TestDrill();
  const { setInterval, clearInterval } = drill.module('k6/timers');
  const at: number[] = [];
  drill.run(
    atOnce(() => {
      const id = setInterval(() => {
        at.push(drill.clock.now());
        if (at.length === 3) clearInterval(id);
      }, 100);
    }),
  );
  expect(at).toEqual([100, 200, 300]);
});

test('a cleared timer does nothing', () => {
  const drill = new TestDrill();
  const { setTimeout, clearTimeout } = drill.globals;
  const seen: string[] = [];
  drill.run(
    atOnce(() => {
      clearTimeout(setTimeout(() => seen.push('cleared'), 10));
      clearTimeout(12345);
    }),
  );
  drill.clock.run();
  expect([seen, drill.clock.now()]).toEqual([[], 0]);
});

test('an interrupted iteration leaves no timer', () => {
  const drill = new TestDrill();
  let fired = 0;
  drill.interrupt(
    25,
    atOnce(() => {
      drill.globals.setInterval(() => fired++, 10);
      drill.globals.setTimeout(() => fired++, 1000);
    }),
  );
  expect([fired, drill.clock.now()]).toEqual([2, 25]);
});

test('an interval without a delay does not stop time', () => {
  const drill = new TestDrill();
  let count = 0;
  drill.interrupt(
    10,
    atOnce(() => {
      drill.globals.setInterval(() => count++, 0);
    }),
  );
  expect(count).toBe(10);
});

test.each([
  ['setTimeout() needs a function (got a string)', 'iteration' as const],
  ['setTimeout() does not work in the init context', 'init' as const],
])('refused: %s', (message, phase) => {
  const drill = new TestDrill();
  drill.vu.phase = phase;
  expect(() => drill.globals.setTimeout('code', 1)).toThrow(message);
});
