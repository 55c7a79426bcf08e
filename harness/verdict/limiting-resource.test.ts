import { expect, test } from 'vitest';
import { limitingResource, limitName, type Usage, usageOf, usageText } from './limiting-resource.ts';

const IDLE: Usage = { cpu: 0, memory: 0, queue: 0, directory: 0 };
const POOL = 'alternate';

function table(columns: Readonly<Record<string, number>>) {
  const filled = Object.entries(columns).map(([name, value]) => [name, Array.from({ length: 30 }, () => value)]);
  return { intervalS: 1, columns: Object.fromEntries(filled) as Record<string, number[]> };
}

test('usage is a share of what there is: of an instance its cores, memory and queue, of the directory its slots', () => {
  const made = table({
    ...{ 'alternate.cpu': 0.875, 'alternate.memory': 0.5, 'alternate.queue': 60, 'alternate.queueFull': 0 },
    directoryConcurrency: 50,
  });
  expect(usageOf(made, POOL, 200, 80)).toEqual({ cpu: 0.875, memory: 0.5, queue: 0.75, directory: 0.25 });
  expect(usageOf(made, POOL, 200, null)).toMatchObject({ queue: 0 });
});

test('what nobody measured is not known, and limits nothing', () => {
  const unknown = { cpu: null, memory: null, queue: null, directory: null };
  expect(usageOf(table({}), POOL, 200, 80)).toEqual(unknown);
  expect(usageOf(table({ directoryConcurrency: 50 }), POOL, null, 80).directory).toBeNull();
  expect(limitingResource({ ...unknown, queue: 0.7 }, null, POOL)).toBe('queue');
  expect(limitingResource(unknown, null, POOL)).toBeNull();
});

test('a queue that requests were refused for is full, whatever its length', () => {
  expect(usageOf(table({ 'alternate.queueFull': 3 }), POOL, 200, 0)).toMatchObject({ queue: 1 });
});

test('one full second is chance, ten are not', () => {
  const { columns, intervalS } = table({ 'alternate.memory': 0.7 });
  const spiked = {
    'alternate.memory': (columns['alternate.memory'] as number[]).map((value, s) => (s === 12 ? 1 : value)),
  };
  expect(usageOf({ intervalS, columns: spiked }, POOL, 200, 80).memory).toBeCloseTo(0.73, 9);
});

test('what was full when service broke limits the pool, unless it was full elsewhere', () => {
  const usage = { ...IDLE, cpu: 0.99, memory: 0.97 };
  expect(limitingResource(usage, { resource: 'memory', pool: POOL }, POOL)).toBe('memory');
  expect(limitingResource(usage, { resource: 'directory', pool: null }, POOL)).toBe('directory');
  expect(limitingResource(usage, { resource: 'memory', pool: 'primary' }, POOL)).toBe('cpu');
});

test('else what was closest to full does', () => {
  expect(limitingResource({ ...IDLE, cpu: 0.92, memory: 0.5 }, null, POOL)).toBe('cpu');
  expect(limitingResource({ ...IDLE, cpu: 0.4, directory: 0.95 }, null, POOL)).toBe('directory');
  expect(limitingResource({ ...IDLE, cpu: 0.4, memory: 0.8 }, { resource: null, pool: null }, POOL)).toBe('memory');
});

test('what was far from its limit does not, and is told as it was', () => {
  const usage = { cpu: 0.022, memory: 0.023, queue: 0.1, directory: 0.0088 };
  expect(limitingResource(usage, null, POOL)).toBeNull();
  expect(limitingResource({ ...IDLE, cpu: 0.59 }, null, POOL)).toBeNull();
  expect(limitingResource({ ...IDLE, cpu: 0.6 }, null, POOL)).toBe('cpu');
  expect(usageText(usage)).toBe("CPU 2.2%, memory 2.3%, queue 10%, the directory's slots 0.88%");
});

test('limits are told by name', () => {
  expect((['cpu', 'memory', 'queue', 'directory', 'generator'] as const).map(limitName)).toEqual([
    'CPU',
    'memory',
    'queue',
    "the directory's slots",
    'the load generator',
  ]);
});
