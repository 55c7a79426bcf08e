import fc from 'fast-check';
import { expect, test } from 'vitest';
import { afterCheck, type HealthState, STARTS_UP } from './health-state.ts';

/** Ups and downs over a row of checks written as + and −. */
function row(checks: string, fall = 3, rise = 2): string {
  let state: HealthState = STARTS_UP;
  return [...checks]
    .map(check => {
      state = afterCheck(state, check === '+', fall, rise);
      return state.up ? 'U' : 'D';
    })
    .join('');
}

test.each([
  ['+++', 'UUU'],
  ['---', 'UUD'],
  ['--+---', 'UUUUUD'],
  ['---+-++', 'UUDDDDU'],
  ['----------++', 'UUDDDDDDDDDU'],
])('%s → %s', (checks, states) => {
  expect(row(checks)).toBe(states);
});

test('a state changes exactly after `fall` or `rise` checks in a row that speak against it', () => {
  fc.assert(
    fc.property(
      fc.array(fc.boolean()),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 5 }),
      (checks, fall, rise) => {
        let state: HealthState = STARTS_UP;
        let since: boolean[] = [];
        for (const passed of checks) {
          const { up } = state;
          const needed = up ? fall : rise;
          since.push(passed);
          const against = since.slice(-needed);
          const changes = against.length === needed && against.every(one => one !== up);
          state = afterCheck(state, passed, fall, rise);
          expect(state.up).toBe(changes ? !up : up);
          if (changes) since = [];
        }
      },
    ),
  );
});
