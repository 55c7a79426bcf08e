import { expect, test } from 'vitest';
import { increases, type RawSeries } from './counter.ts';
import { withZeros } from './labelled-counter.ts';

const EVERY = 1000;
const FRAME = [0, 10_000, 20_000, 30_000];

/** One sample a second from `from` on, in one target. */
function counted(name: string, parts: readonly (readonly [fromS: number, values: readonly number[]])[]): RawSeries {
  const points = parts.flatMap(([fromS, values]) => values.map((value, i) => [1000 * (fromS + i), value] as const));
  return {
    labels: { job: 'shop', instance: 'a:1', name },
    atMs: points.map(([at]) => at),
    values: points.map(([, value]) => value),
  };
}

const counting = (count: number, step = 1): number[] => Array.from({ length: count }, (_, i) => i * step);
/** The process begins again in second 12. */
const busy = counted('busy', [
  [0, counting(12, 10)],
  [12, counting(20, 10)],
]);

test('what comes back after a restart later than its process was at zero meanwhile', () => {
  const rare = counted('rare', [
    [0, [3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4, 4]],
    [25, [2, 2, 2, 2, 2, 2]],
  ]);
  expect(increases(rare, FRAME, EVERY, true).by).toEqual([1, null, null]);
  const [, whole] = withZeros([busy, rare], EVERY);
  expect(increases(whole as RawSeries, FRAME, EVERY, true).by).toEqual([1, 0, 2]);
});

test('also where it then counts more than before', () => {
  const rare = counted('rare', [
    [0, counting(12, 0)],
    [25, [2, 2, 2, 2, 2, 2]],
  ]);
  const [, whole] = withZeros([busy, rare], EVERY);
  expect(increases(whole as RawSeries, FRAME, EVERY, true).by).toEqual([0, 0, 2]);
});

test('a target that nobody scraped, and one that did not begin again, leave a gap', () => {
  const away = [
    counted('busy', [
      [0, counting(12, 10)],
      [25, counting(6, 10)],
    ]),
  ];
  expect(withZeros(away, EVERY)).toEqual(away);
  const steady = counted('busy', [[0, counting(32, 10)]]);
  const gone = counted('gone', [
    [0, counting(12)],
    [25, counting(6).map(each => each + 12)],
  ]);
  expect(withZeros([steady, gone], EVERY)).toEqual([steady, gone]);
});

test('what has no target of its own stays as it is', () => {
  const { instance: _, ...labels } = busy.labels;
  const sum = { ...busy, labels: labels as RawSeries['labels'] };
  expect(withZeros([sum], EVERY)).toEqual([sum]);
});
