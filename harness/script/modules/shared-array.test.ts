import { expect, test } from 'vitest';
import { TestDrill } from './test-drill.ts';

test('a shared array is built once and cannot be changed', () => {
  const drill = new TestDrill();
  drill.vu.phase = 'init';
  const { SharedArray } = drill.module('k6/data');
  let built = 0;
  const build = () => {
    built++;
    return [{ name: 'a', roles: ['x'] }, { name: 'b' }];
  };
  const first = new SharedArray('users', build);
  const second = new SharedArray('users', build);
  expect(built).toBe(1);
  expect(second).toBe(first);
  expect([first.length, first[1].name, [...first].length]).toEqual([2, 'b', 2]);
  expect(() => first.push(1)).toThrow(TypeError);
  expect(() => {
    first[0].roles[0] = 'y';
  }).toThrow(TypeError);
});

test.each([
  ['new SharedArray() needs a name that is not empty', '', () => []],
  ["the function of SharedArray 'a' must give an array", 'a', () => ({})],
  ['new SharedArray() needs a function that gives an array', 'a', []],
])('refused: %s', (message, name, build) => {
  const drill = new TestDrill();
  drill.vu.phase = 'init';
  const { SharedArray } = drill.module('k6/data');
  expect(() => new SharedArray(name, build)).toThrow(message);
});

test('shared arrays are made in the init context', () => {
  const { SharedArray } = new TestDrill().module('k6/data');
  expect(() => new SharedArray('a', () => [])).toThrow('new SharedArray() works only in the init context');
});
