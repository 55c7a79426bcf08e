import { expect, test } from 'vitest';
import { apartOf, notMeasured } from './apart.ts';
import type { WindowFigures } from './window-figures.ts';

/** @param changes laid over a window in which nothing but CPU was measured */
function windows(count: number, changes: (i: number) => Partial<WindowFigures> = () => ({})): WindowFigures[] {
  const nothing = { hitRatio: null, p50Ms: null, p99Ms: null, failed: null, perSecond: null };
  return Array.from({ length: count }, (_, i) => ({
    ...{ cpu: { primary: 0.5 }, ...nothing, storeInUse: null, restarts: null },
    ...changes(i),
  }));
}

test('what nobody measured is named, and not compared', () => {
  const [observed, predicted] = [windows(5), windows(5, () => ({ storeInUse: 4, restarts: 0, hitRatio: 0.5 }))];
  expect(apartOf(observed, predicted).map(({ figure }) => figure)).toEqual(['cpu of primary']);
  expect(notMeasured(observed)).toEqual(['hit ratio', 'p50', 'p99', 'calls at the store', 'failed', 'restarts']);
  expect(notMeasured(windows(5, i => (i === 3 ? { restarts: 0 } : {})))).not.toContain('restarts');
});

test('calls at the store are off by a fifth, unless they are less than one', () => {
  const store = (was: number, said: number) =>
    apartOf(
      windows(5, () => ({ storeInUse: was })),
      windows(5, () => ({ storeInUse: said })),
    ).find(({ figure }) => figure === 'calls at the store');
  expect(store(10, 11.5)).toMatchObject({ unit: 'calls', observed: 10, predicted: 11.5, holds: true });
  expect(store(10, 13)).toMatchObject({ bias: 0.3, limit: 0.2, holds: false });
  expect(store(0.2, 0.5)?.holds).toBe(true);
});

test('restarts are counted over all windows: one more is off, and of thirty one is not', () => {
  const restarts = (was: number, said: number) =>
    apartOf(
      windows(30, i => ({ restarts: i < was ? 1 : 0 })),
      windows(30, i => ({ restarts: i >= 30 - said ? 1 : 0 })),
    ).find(({ figure }) => figure === 'restarts');
  expect(restarts(2, 2)).toMatchObject({ unit: 'restarts', observed: 2, predicted: 2, bias: 0, holds: true });
  expect(restarts(2, 3)).toMatchObject({ bias: 1, holds: false });
  expect(restarts(29, 30)?.holds).toBe(true);
});
