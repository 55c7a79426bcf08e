import { expect, test } from 'vitest';
import { TestDrill } from './test-drill.ts';

test('a timeout runs its callback in its VU, and holds the iteration until then', () => {
  const drill = new TestDrill();
  const seen: unknown[] = [];
  drill.globals.setTimeout((a: string, b: string) => seen.push(a, b, drill.clock.now()), 250, 'x', 'y');
  expect(drill.vu.retained.size).toBe(1);
  drill.clock.run();
  expect(seen).toEqual(['x', 'y', 250]);
  expect(drill.vu.retained.size).toBe(0);
});

test('an interval repeats until it is cleared', () => {
  const drill = new TestDrill();
  const { setInterval, clearInterval } = drill.module('k6/timers');
  const at: number[] = [];
  const id = setInterval(() => {
    at.push(drill.clock.now());
    if (at.length === 3) clearInterval(id);
  }, 100);
  drill.clock.run();
  expect(at).toEqual([100, 200, 300]);
  expect(drill.vu.retained.size).toBe(0);
});

test('a cleared or interrupted timer does nothing', () => {
  const drill = new TestDrill();
  const { setTimeout, clearTimeout } = drill.globals;
  const seen: string[] = [];
  clearTimeout(setTimeout(() => seen.push('cleared'), 10));
  setTimeout(() => seen.push('interrupted'), 10);
  for (const background of drill.vu.retained) background.cancel();
  clearTimeout(12345);
  drill.clock.run();
  expect(seen).toEqual([]);
});

test('an interval without a delay does not stop time', () => {
  const drill = new TestDrill();
  let count = 0;
  drill.globals.setInterval(() => count++, 0);
  drill.clock.run(10);
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
