import { z } from 'zod';
import type { Fact } from './fact.ts';

/** More checks than these are counted together. */
const MOST_CHECKS = 200;
export const OTHER_CHECKS = '(other checks)';

/** One check of a script over a drill. */
export const countedCheckSchema = z.strictObject({
  name: z.string().describe('With the groups around it, `login::status is 200`.'),
  passes: z.int(),
  fails: z.int(),
});

export type CountedCheck = Fact<typeof countedCheckSchema>;

/** One group of a script over a drill. */
export const timedGroupSchema = z.strictObject({
  name: z.string().describe('With the groups around it, `shop::cart`.'),
  times: z.int(),
  meanMs: z.number(),
  maxMs: z.number(),
});

export type TimedGroup = Fact<typeof timedGroupSchema>;

/** Those that failed first, most often at the top; a script that makes names of numbers has too many for a record. */
export function keptChecks(checks: readonly CountedCheck[]): CountedCheck[] {
  const sorted = checks.toSorted((a, b) => b.fails - a.fails);
  if (sorted.length <= MOST_CHECKS) return sorted;
  const others = { name: OTHER_CHECKS, passes: 0, fails: 0 };
  for (const { passes, fails } of sorted.slice(MOST_CHECKS - 1)) {
    others.passes += passes;
    others.fails += fails;
  }
  return [...sorted.slice(0, MOST_CHECKS - 1), others];
}

/** Likewise of groups: the most frequent. */
export function keptGroups(groups: readonly TimedGroup[]): TimedGroup[] {
  return groups.toSorted((a, b) => b.times - a.times).slice(0, MOST_CHECKS);
}
