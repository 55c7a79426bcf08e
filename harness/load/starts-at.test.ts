import { describe, expect, it } from 'vitest';
import type { OptionProblem } from './fields.ts';
import { readStartsAt } from './starts-at.ts';

function read(exported: unknown): { startsAt: string | null; problems: OptionProblem[] } {
  const problems: OptionProblem[] = [];
  return { startsAt: readStartsAt(exported, problems), problems };
}

describe('readStartsAt', () => {
  it('reads a moment, or that there is none', () => {
    expect(read('2026-06-01T08:00Z')).toEqual({ startsAt: '2026-06-01T08:00:00.000Z', problems: [] });
    expect(read(undefined)).toEqual({ startsAt: null, problems: [] });
  });

  it.each(['08:00', '2026-13-01T08:00:00Z', '2026-06-01T08:00:00+02:00', 8])('says what is wrong with %s', exported => {
    expect(read(exported)).toEqual({
      startsAt: null,
      problems: [{ path: 'startsAt', message: expect.stringContaining('a moment in UTC') }],
    });
  });
});
