import { expect, test } from 'vitest';
import { TestDrill } from './test-drill.ts';

test("Math.random is the iteration's", () => {
  const drill = new TestDrill();
  drill.vu.draws = [0.25, 0.75];
  const { random, max } = drill.globals.Math;
  expect([random(), random(), max(1, 2)]).toEqual([0.25, 0.75, 2]);
});

test('randomSeed gives the same sequence each time', () => {
  const drill = new TestDrill();
  const { random } = drill.globals.Math;
  const { randomSeed } = drill.module('k6');
  const draw = () => [random(), random(), random()];
  randomSeed(42);
  const first = draw();
  randomSeed(42);
  expect(draw()).toEqual(first);
  randomSeed(43);
  expect(draw()).not.toEqual(first);
  expect(() => randomSeed('x')).toThrow('randomSeed() needs a number (got x)');
});

test('uuids and random bytes follow the seed', () => {
  const drill = new TestDrill();
  drill.vu.draws = [0.999, 0];
  expect(drill.globals.crypto.randomUUID()).toBe('ff00ff00-ff00-4f00-bf00-ff00ff00ff00');
  drill.vu.drawn = 0;
  expect([...drill.globals.crypto.getRandomValues(new Uint16Array(2))]).toEqual([0x00ff, 0x00ff]);
});

test('crypto.subtle says where to go', () => {
  expect(() => new TestDrill().globals.crypto.subtle).toThrow('crypto.subtle is not offered here: use k6/crypto');
});
