import { expect, test } from 'vitest';
import { mix, uniform } from '../../mock-service/time/random.ts';
import { type BentRow, bendOf } from './load-bend.ts';

/** Windows of a minute of one core at 10 to 60 %, whose CPU time varies by a tenth. @param slope of costs by the load, as a share */
function rows(slope: number, count = 120): BentRow[] {
  return Array.from({ length: count }, (_, i) => {
    const busy = 0.1 + 0.5 * uniform(mix(i, 1));
    const noise = 1 + 0.1 * (uniform(mix(i, 2)) - 0.5);
    return { busy, fittedS: 60 * busy, cpuS: 60 * busy * (1 + slope * (busy - 0.4)) * noise };
  });
}

test('costs that fall with the load are told, at both ends', () => {
  const bend = bendOf(rows(-0.5));
  expect(bend?.quiet.busy).toBeCloseTo(0.15, 1);
  expect(bend?.quiet.more).toBeCloseTo(0.125, 1);
  expect(bend?.busy.more).toBeCloseTo(-0.08, 1);
});

test.each([
  ['costs are the same', rows(0)],
  ['it is too little to matter', rows(0.05)],
  ['there are too few windows', rows(-0.5, 20)],
  ['the load is always the same', rows(-0.5).map(row => ({ ...row, busy: 0.4 }))],
])('nothing is told where %s', (_, given) => {
  expect(bendOf(given)).toBeNull();
});
