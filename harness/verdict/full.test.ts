import { describe, expect, test } from 'vitest';
import { fullest, isFull, queueFullness } from './full.ts';
import { TEST_TOPOLOGY, type TestSecond, testSeries } from './test-drill.ts';

const series = (second: (s: number) => TestSecond) => testSeries({ seconds: 20, second });
const pool = (sample: NonNullable<TestSecond['pools']>[string]): TestSecond => ({ pools: { primary: sample } });
const topology = {
  ...TEST_TOPOLOGY,
  pools: { primary: { ...TEST_TOPOLOGY.pools.primary, queue: 10 } } as unknown as typeof TEST_TOPOLOGY.pools,
  directory: { ...TEST_TOPOLOGY.directory, concurrency: 100 },
};

describe('a second is full', () => {
  test.each([
    ['of cores', pool({ cpu: 0.95 }), pool({ cpu: 0.94 })],
    ['of memory', pool({ memory: 0.95 }), pool({ memory: 0.94 })],
    ['of a queue', pool({ longestQueue: 9 }), pool({ longestQueue: 8 })],
    ["of the directory's slots", { directory: 98 }, { directory: 97 }],
    ['where an instance dies', pool({ restarts: 1 }), pool({ restarts: 0 })],
  ])('%s', (_, full, almost) => {
    expect(
      isFull(
        series(s => (s === 5 ? full : almost)),
        topology,
        5,
      ),
    ).toBe(true);
    expect(
      isFull(
        series(() => almost),
        topology,
        5,
      ),
    ).toBe(false);
  });

  test('never of slots or places of which there is no end', () => {
    const endless = {
      pools: { primary: { ...topology.pools.primary, queue: null } } as unknown as typeof TEST_TOPOLOGY.pools,
      directory: { ...topology.directory, concurrency: null },
    };
    expect(
      isFull(
        series(() => ({ ...pool({ longestQueue: 1e6 }), directory: 1e6 })),
        endless,
        5,
      ),
    ).toBe(false);
  });
});

describe('what was full in most seconds', () => {
  test('is named from half of them on, the last second not among them', () => {
    const made = series(s => pool({ cpu: s < 10 ? 1 : 0.2 }));
    expect(fullest(made, topology, 0, 20)).toEqual({ resource: 'cpu', fullShare: 0.5 });
    expect(fullest(made, topology, 0, 10)).toEqual({ resource: 'cpu', fullShare: 1 });
    expect(fullest(made, topology, 1, 20)).toEqual({ resource: null, fullShare: 9 / 19 });
    expect(fullest(made, topology, 10, 20)).toEqual({ resource: null, fullShare: 0 });
  });

  test('is nothing of no time', () => {
    expect(
      fullest(
        series(() => pool({ cpu: 1 })),
        topology,
        5,
        5,
      ),
    ).toEqual({ resource: null, fullShare: 0 });
  });

  test('is the memory before the CPU that it fills', () => {
    expect(
      fullest(
        series(() => pool({ cpu: 1, memory: 1 })),
        topology,
        0,
        20,
      ).resource,
    ).toBe('memory');
    expect(
      fullest(
        series(() => ({ ...pool({ longestQueue: 10 }), directory: 100 })),
        topology,
        0,
        20,
      ).resource,
    ).toBe('directory');
  });
});

test('a queue that refuses is full whatever its length; one without places is never else', () => {
  const columns = series(s => pool({ longestQueue: s, queueFull: s === 3 ? 1 : 0 })).pools.primary!;
  expect(queueFullness(columns, 10).slice(0, 5)).toEqual([0, 0.1, 0.2, 1, 0.4]);
  expect(queueFullness(columns, 0).slice(0, 5)).toEqual([0, 0, 0, 1, 0]);
});
