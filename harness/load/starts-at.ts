import { type OptionProblem, show } from './fields.ts';

const ALLOWED = "a moment in UTC, such as '2026-06-01T08:00:00Z'";

/**
 * What a script exports as `startsAt`: the moment of the day that t = 0 stands for, so that reports can name others by the clock of
 * whoever was there. It changes nothing of the drill, and k6 does not look at it.
 * @returns null if the script exports none, or a wrong one: `problems` then says so.
 */
export function readStartsAt(exported: unknown, problems: OptionProblem[]): string | null {
  if (exported === undefined) return null;
  const isMoment = typeof exported === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z$/.test(exported);
  const epochMs = isMoment ? Date.parse(exported) : Number.NaN;
  if (!Number.isNaN(epochMs)) return new Date(epochMs).toISOString();
  problems.push({ path: 'startsAt', message: `not a moment (got ${show(exported)}); allowed: ${ALLOWED}` });
  return null;
}
