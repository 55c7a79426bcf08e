import { describe, expect, it } from 'vitest';
import { judge } from './replications.ts';
import type { Rule } from './validation-case.ts';

function fault(rule: Rule, closedForm: number, values: number[], precise = true): string | null {
  return judge({ name: 'figure', closedForm: () => closedForm, rule }, values, precise).fault;
}

describe('judge', () => {
  // Mean 100, standard error 0.5.
  const VALUES = [99, 101, 99, 101, 100];

  it('wants the closed form within 4.5 standard errors of the mean', () => {
    const half = 4.5 * Math.sqrt(1 / 5);
    expect(judge({ name: 'figure', closedForm: () => 101, rule: 'replications' }, VALUES, true)).toEqual({
      quantity: 'figure',
      closedForm: 101,
      measured: 100,
      interval: [expect.closeTo(100 - half, 12), expect.closeTo(100 + half, 12)],
      within: true,
      fault: null,
    });
    expect(fault('replications', 102.1, VALUES)).toBe('off by -2.06 %');
  });

  it('wants a small standard error too, or a fault of 5 % could hide in it; the short suite cannot', () => {
    expect(fault('replications', 100, [90, 110, 100])).toBe(
      'the standard error is 5.77 %, over 1 %: more load is needed',
    );
    expect(fault('replications', 100, [90, 110, 100], false)).toBeNull();
  });

  it('holds the mean, or every seed, against a tolerance', () => {
    expect(fault({ within: 0.5 }, 100.4, [90, 110])).toBeNull();
    expect(fault({ within: 0.5 }, 100.6, [90, 110])).toBe('off by -0.60 %');
    expect(fault({ eachWithin: 0.5 }, 1, [1, 1.4, 0.4])).toBe('a seed gave 0.4');
  });

  it('fails where a drill gave no figure', () => {
    expect(fault('replications', 1, [1, Number.NaN])).toBe('1 of 2 drills gave no figure');
  });
});
