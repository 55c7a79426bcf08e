import { expect, test } from 'vitest';
import { type SiteSecond, SiteSeconds } from './instance-second.ts';

const OUTCOME = { ended: 10, errors: 1, timeouts: 1, durationMs: 200 };
const LOAD = { cpuMs: 50, lookups: 8, hits: 6 };

test('a second is told when the proxy and every pool have told of it, in order', () => {
  const told: SiteSecond[] = [];
  const seconds = new SiteSeconds(['primary', 'alternate'], second => told.push(second));
  const outcomes = [
    { pool: 'primary', index: 0, ...OUTCOME },
    { pool: 'alternate', index: 0, ...OUTCOME, ended: 0 },
  ];
  seconds.pool('primary', 1, [LOAD]);
  seconds.proxy(1, outcomes, 3);
  seconds.pool('alternate', 0, [LOAD]);
  seconds.pool('alternate', 1, [LOAD]);
  seconds.proxy(0, outcomes, 2);
  expect(told).toEqual([]);
  seconds.pool('primary', 0, [{ ...LOAD, cpuMs: 70 }]);
  expect(told.map(({ second, failedUsers }) => [second, failedUsers])).toEqual([
    [0, 2],
    [1, 3],
  ]);
  expect(told[0]?.instances).toEqual([
    { pool: 'primary', index: 0, ...OUTCOME, ...LOAD, cpuMs: 70 },
    { pool: 'alternate', index: 0, ...OUTCOME, ended: 0, ...LOAD },
  ]);
});
