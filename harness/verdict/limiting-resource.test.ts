import { expect, test } from 'vitest';
import { limitingResource } from './limiting-resource.ts';

function table(cpu: number, memory: number, directory: number) {
  const column = (value: number): number[] => Array.from({ length: 30 }, () => value);
  return {
    intervalS: 1,
    columns: {
      'alternate.cpu': column(cpu),
      'alternate.memory': column(memory),
      directoryConcurrency: column(directory),
    },
  };
}

test('what was full when service broke limits the pool', () => {
  const cause = { resource: 'memory' as const, pool: 'alternate' };
  expect(limitingResource(table(0.99, 0.97, 10), cause, 'alternate', 200)).toBe('memory');
});

test('else what was closest to full', () => {
  expect(limitingResource(table(0.92, 0.5, 10), null, 'alternate', 200)).toBe('cpu');
  expect(limitingResource(table(0.4, 0.5, 190), null, 'alternate', 200)).toBe('directory');
  expect(limitingResource(table(0.4, 0.8, 10), { resource: null, pool: null }, 'alternate', 200)).toBe('memory');
});

test('what was full elsewhere does not', () => {
  const cause = { resource: 'memory' as const, pool: 'primary' };
  expect(limitingResource(table(0.9, 0.5, 10), cause, 'alternate', 200)).toBe('cpu');
});

test('one full second is chance, ten are not', () => {
  const { columns, intervalS } = table(0.8, 0.7, 10);
  const spiked = {
    ...columns,
    'alternate.memory': columns['alternate.memory'].map((value, s) => (s === 12 ? 1 : value)),
  };
  expect(limitingResource({ intervalS, columns: spiked }, null, 'alternate', 200)).toBe('cpu');
});

test('a pool that did nothing has no limit', () => {
  expect(limitingResource(table(0, 0, 0), null, 'alternate', 200)).toBe(null);
});
