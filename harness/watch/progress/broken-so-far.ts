import { highest } from '../../measure/column.ts';
import { lostObjectives } from '../../verdict/broken-watch.ts';
import { limitText } from '../../verdict/objectives/limit-text.ts';
import { type ObjectiveName, objective } from '../../verdict/objectives/objectives.ts';
import { latestOf, type Progress, shownSeconds } from './progress.ts';

/** An objective that is broken whatever comes. */
export interface BrokenSoFar {
  readonly name: ObjectiveName;
  readonly limit: number;
  /** What it has come to by now, in its unit. */
  readonly value: number;
}

/**
 * The objectives that are broken already: were every later request good, at the highest load that there was, they would still be.
 * @param isSite it has no script, and so nobody knows which answers are expected
 */
export function brokenSoFar(progress: Progress, isSite = false): BrokenSoFar[] {
  const { objectives, totals, columns } = progress;
  const { ended = 0, good = 0, timeouts = 0, errors = 0 } = totals;
  if (ended === 0) return [];
  const unexpected = isSite ? 0 : Math.max(0, ended - good - errors);
  const worstP99Ms = latestOf(progress, 'worstP99Ms');
  const most = highest(columns.ended ?? []) ?? 0;
  const drill = { ended: Math.max(ended, most * shownSeconds(progress)), timeouts, errors, unexpected, worstP99Ms };
  return lostObjectives(objectives, drill).flatMap(({ name, limit }): BrokenSoFar[] => {
    const { counted } = objective(name);
    if (counted !== null) return [{ name, limit, value: counted.bad({ ended, timeouts, errors }) / ended }];
    if (name === 'p99') return worstP99Ms === null ? [] : [{ name, limit, value: worstP99Ms }];
    return [{ name, limit, value: good / (good + unexpected) }];
  });
}

/** `Broken: timeouts 6.8% so far (none allowed), p99 2001 ms in the worst 10 s (≤ 800 ms allowed). Timeouts began in second 27.` */
export function alarmText(broken: readonly BrokenSoFar[], onsetS: number | null): string {
  if (broken.length === 0) return '';
  const parts = broken.map(({ name, limit, value }) => {
    const where = name === 'p99' ? 'in the worst 10 s' : 'so far';
    const { asks, print } = objective(name);
    const wanted = asks === 'at-least' ? 'asked for' : 'allowed';
    return `${name} ${print(value)} ${where} (${limitText({ name, limit })} ${wanted})`;
  });
  const began = onsetS === null ? '' : ` Timeouts began in second ${onsetS}.`;
  return `Broken: ${parts.join(', ')}.${began}`;
}
