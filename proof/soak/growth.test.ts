import { expect, test } from 'vitest';
import { growing, nearest, type Reading } from './growth.ts';

const run = (of: (s: number) => Partial<Reading>): Reading[] =>
  Array.from({ length: 180 }, (_, i) => ({
    atS: 5 * i,
    memoryMib: 120,
    heapMib: 40,
    sockets: 400,
    descriptors: 430,
    ...of(5 * i),
  }));

test('what is level, or goes up and down, does not grow', () => {
  expect(growing(run(() => ({})))).toEqual([]);
  expect(growing(run(s => ({ heapMib: 100 + 60 * Math.abs(Math.sin(s / 70)), sockets: 400 + (s % 100) / 5 })))).toEqual(
    [],
  );
  expect(growing(run(s => ({ heapMib: Math.min(150, 60 + s) })))).toEqual([]);
  // It fills, and is full.
  expect(growing(run(s => ({ sockets: s < 400 ? 100 + s : 500 })))).toEqual([]);
});

test('what goes up all the time does', () => {
  expect(growing(run(s => ({ heapMib: 100 + s / 4 + (s % 60) })))).toEqual(['heapMib 160 → 220 → 280']);
  expect(growing(run(s => ({ sockets: 100 + s / 5, descriptors: 130 + s / 5 })))).toHaveLength(2);
});

test('too few readings say nothing', () => {
  expect(growing(run(s => ({ heapMib: s })).slice(0, 3))).toEqual([]);
});

test('the reading of a moment', () => {
  expect(
    nearest(
      run(() => ({})),
      61,
    )?.atS,
  ).toBe(60);
  expect(nearest([], 61)).toBeNull();
});
