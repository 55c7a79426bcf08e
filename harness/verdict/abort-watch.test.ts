import { expect, test } from 'vitest';
import { AbortWatch } from './abort-watch.ts';

test('a share of failures has to last', () => {
  const watch = new AbortWatch({ errors: 0.2, forMs: 3000 });
  const seconds = [
    [10, 2],
    [10, 3],
    [10, 1], // fewer: from the beginning
    [5, 1],
    [0, 0], // nothing ended: nothing is known
    [10, 10],
    [1000, 200],
  ] as const;
  expect(seconds.map(([ended, errors]) => watch.over({ ended, errors }))).toEqual([
    ...[false, false, false, false, false, false, true],
  ]);
  expect(watch.reason).toBe('20% of the requests or more failed for 3 s (safety.abort)');
});
