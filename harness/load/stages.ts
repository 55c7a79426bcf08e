import { printDuration } from './duration.ts';
import { Fields } from './fields.ts';

/** A linear change to `target` (VUs, or iterations per time unit) over `durationMs`; 0 ms is a jump. */
export interface Stage {
  readonly durationMs: number;
  readonly target: number;
}

const ALLOWED = "a list of { duration, target }, such as [{ duration: '30s', target: 10 }]";

export function readStages(fields: Fields): Stage[] {
  const written = fields.list('stages', ALLOWED);
  if (written === null) {
    if (!fields.has('stages')) fields.wrong('stages', 'missing, but required', ALLOWED);
    return [];
  }
  if (written.length === 0) fields.wrong('stages', 'empty', ALLOWED);
  return written.map((stage, i) => {
    const inner = new Fields(stage, `${fields.path}.stages[${i}]`, fields.problems);
    const read = {
      durationMs: inner.duration('duration', { min: 0 }),
      target: inner.whole('target', { min: 0 }),
    };
    inner.refuseOthers('field of a stage');
    return read;
  });
}

export function totalMs(stages: readonly Stage[]): number {
  return stages.reduce((sum, { durationMs }) => sum + durationMs, 0);
}

/** `100 over 10s, 100 over 1m, 0 over 5s`. */
export function describeStages(stages: readonly Stage[]): string {
  return stages.map(({ target, durationMs }) => `${target} over ${printDuration(durationMs)}`).join(', ');
}
