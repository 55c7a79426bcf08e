import { expect, test } from 'vitest';
import { unevenSentences } from './balance.ts';
import type { InstanceObservation } from './observation.ts';

function instance(name: string, count: number, lives: readonly [number, number] = [0, 9]): InstanceObservation {
  return {
    ...{ pool: 'primary', instance: name, cpuS: [], restarted: new Set(), lives, cores: null, memoryLimit: null },
    counts: new Map([
      ['cost.hit', [count, null]],
      ['cost.miss', [count, 0]],
    ]),
  };
}

test('a pool whose busiest instance has more than its share is told', () => {
  expect(unevenSentences([instance('a', 57), instance('b', 43)])).toEqual([
    expect.stringMatching(/^The busiest of the 2 instances of primary has 57% .* up to 14% more/),
  ]);
});

test('not where they are alike, alone, or some came later', () => {
  expect(unevenSentences([instance('a', 52), instance('b', 48)])).toEqual([]);
  expect(unevenSentences([instance('a', 57)])).toEqual([]);
  expect(unevenSentences([instance('a', 57), instance('b', 20, [6, 9])])).toEqual([]);
  expect(unevenSentences([instance('a', 0), instance('b', 0)])).toEqual([]);
});
