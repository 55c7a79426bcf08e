import { describe, expect, test } from 'vitest';
import {
  type CapacitySensitivity,
  isHoldSettled,
  seedsNearest,
  steadyCapacitySentence,
  turningCapacitySentence,
  variedHold,
  variedPeak,
} from './capacity-sensitivity.ts';

const HELD = { held: true, broken: [] };
const BROKE = { held: false, broken: ['p99'] };

test('the seeds whose capacity is the nearest to saying otherwise come first', () => {
  const seeds = [1300, 1200, null, 1400, 1250].map((heldPerSecond, i) => ({ seed: i + 1, heldPerSecond }));
  expect(seedsNearest(seeds, true)).toEqual([3, 2, 5]);
  expect(seedsNearest(seeds, false)).toEqual([4, 1, 5]);
});

describe('seeds are taken until a variation is settled', () => {
  test.each([
    ['none yet', [], true, 3, false],
    ['enough: the nearest holds', [HELD], true, 3, true],
    ['enough: it does not, and others may', [BROKE], true, 3, false],
    ['enough: nor does another', [BROKE, BROKE], true, 3, true],
    ['enough: another does', [BROKE, HELD], true, 3, false],
    ['enough: of two seeds one does', [BROKE, HELD], true, 2, true],
    ['too little: the nearest breaks', [BROKE], false, 3, true],
    ['too little: it holds, and others may not', [HELD], false, 3, false],
    ['too little: another holds', [HELD, HELD], false, 3, true],
    ['of one seed', [BROKE], true, 1, true],
  ] as const)('%s', (_, holds, enough, seeds, settled) => {
    expect(isHoldSettled(holds, enough, seeds)).toBe(settled);
  });
});

test('what would turn it is said in one sentence, with what happens then', () => {
  const variations: CapacitySensitivity['variations'] = [
    variedHold('a hit costs 10 % more', [HELD], true, 1100),
    variedHold('a miss costs 10 % more', [BROKE, HELD, BROKE], true, 1100),
    variedHold('a write costs 10 % more', [BROKE, HELD], true, 1100),
    variedPeak('the peak is 10 % higher', 1150, 1.1, 1100),
    variedPeak('the peak is 10 % lower', 1150, 1.1, 900),
  ];
  expect(variations.map(({ enough }) => enough)).toEqual([true, false, true, false, true]);
  expect(turningCapacitySentence({ perSecond: 1100, variations }, true)).toBe(
    'Holds, but not if a miss costs 10 % more (1,100/s breaks p99 in 2 of 3 seeds), or the peak is 10 % higher (it is 1.05 times that, ' +
      '1.10 is asked for).',
  );
});

test('so it is of too little', () => {
  const variations = [variedHold('a miss costs 10 % less', [HELD, HELD], false, 1100)];
  expect(turningCapacitySentence({ perSecond: 1100, variations }, false)).toBe(
    'It would be enough if a miss costs 10 % less (1,100/s holds in 2 of 2 seeds).',
  );
});

test('and that nothing turns it, with what that took', () => {
  const variations = [
    variedHold('a miss costs 10 % more', [HELD], true, 1100),
    variedHold('a hit costs 10 % more', [BROKE, HELD, HELD], true, 1100),
    variedPeak('the peak is 10 % higher', 1300, 1.1, 1100),
  ];
  const sensitivity = { perSecond: 1100, variations };
  expect(turningCapacitySentence(sensitivity, true)).toBeNull();
  expect(steadyCapacitySentence(sensitivity)).toMatch(
    /a tenth higher or lower \(1 to 3 seeds each, from the one nearest to another verdict\)\.$/,
  );
});
