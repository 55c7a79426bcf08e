/** The parts of a run's text that only drills of systems that exist have: what was done to them, and undone. */

import type { MeasuredRun } from '../record/run-record.ts';
import { seconds } from '../verdict/figures.ts';
import { heads, table, wrap } from './layout.ts';
import type { Paint } from './paint.ts';

type Target = NonNullable<MeasuredRun['target']>;

/** Of a command's output so many lines are shown; the record has more. */
const MOST_LINES = 3;
/** Longer differences are for the record. */
const MOST_DIFFERENT = 20;

/** There is none. */
export const NONE = '–';

/**
 * What stands for a figure that is not there: of a system that exists nobody measured it.
 * @param metric of which it is, `alternate.cpu`, where some are measured: there may have been too little of it
 */
export function unknownIn({ target }: Pick<MeasuredRun, 'target'>, metric?: string): string {
  if (target === undefined) return NONE;
  const isMeasured = metric !== undefined && !target.notMeasured.includes(metric.slice(metric.lastIndexOf('.') + 1));
  return isMeasured ? NONE : 'not measured';
}

export function targetPart({ target }: Pick<MeasuredRun, 'target'>, paint: Paint): string[] {
  if (target === undefined) return [];
  return [
    paint('heading', 'Target'),
    ...wrap(reachText(target), '  ', '    '),
    ...wrap(measuredText(target), '  ', '    '),
    ...operationRows(target, paint),
    ...undoRows(target, paint),
  ];
}

/** Where it is, and how much may be sent there. */
export function reachText({ url, mostPerSecond, rehearsal, inForce }: Target): string {
  const most = mostPerSecond === null ? 'as many requests as the script says' : `at most ${mostPerSecond} requests/s`;
  const settings =
    inForce === null ? '; which settings were in force before nobody told' : `; in force before: ${inForce}`;
  return `${url}, ${rehearsal ? 'a rehearsal' : most}${settings}`;
}

/** What of it was measured. */
export function measuredText({ measuredEveryS, measured, notMeasured }: Target): string {
  if (measuredEveryS === null) return 'its pools and store were not measured: this drill judges what its users saw';
  const none = notMeasured.length === 0 ? '' : `; not measured: ${notMeasured.join(', ')}`;
  const known =
    measured.length === 0
      ? 'nothing was measured'
      : `measured every ${seconds(measuredEveryS)}: ${measured.join(', ')}`;
  return `${known}${none}`;
}

/** Why and what was undone, in a sentence; null: nothing had to be. */
export function undoText({ undo, operations }: Target): string | null {
  if (undo === null)
    return operations.length === 0
      ? null
      : 'nothing was undone: the drill came to its end, and its script says how the target is left';
  if (undo.operations.length > 0) return `undone, since ${undo.why}:`;
  return operations.length === 0
    ? `nothing had been done to the target, so nothing was undone (${undo.why})`
    : `nothing is undone: safety.undo names no operation (${undo.why})`;
}

function operationRows({ operations }: Target, paint: Paint): string[] {
  if (operations.length === 0) return [];
  const rows = operations.map(({ atS, operation, ok, how, tookMs }) => [
    { text: atS <= 0 ? 'setup' : seconds(Math.round(atS * 10) / 10), right: true },
    { text: operation },
    { text: ok ? 'done' : 'FAILED', show: (text: string) => paint(ok ? 'good' : 'bad', text) },
    { text: how },
    { text: seconds(Math.round(tookMs / 100) / 10), right: true },
  ]);
  const failed = operations.filter(({ ok }) => !ok).flatMap(outputLines);
  return [...table([heads(['>when', 'operation', '', 'how', '>took'], paint), ...rows]), ...failed];
}

function undoRows(target: Target, paint: Paint): string[] {
  const text = undoText(target);
  if (text === null) return [];
  const rows = (target.undo?.operations ?? []).map(({ operation, ok, how, tookMs }) => [
    { text: operation },
    { text: ok ? 'done' : 'FAILED', show: (shown: string) => paint(ok ? 'good' : 'bad', shown) },
    { text: how },
    { text: seconds(Math.round(tookMs / 100) / 10), right: true },
  ]);
  const failed = (target.undo?.operations ?? []).filter(({ ok }) => !ok).flatMap(outputLines);
  return [...wrap(text, '  ', '    '), ...(rows.length === 0 ? [] : table(rows)), ...failed];
}

function outputLines({ operation, output }: { operation: string; output: string }): string[] {
  const lines = output.trim().split('\n').slice(-MOST_LINES);
  return output.trim() === '' ? [] : lines.flatMap(line => wrap(`${operation}: ${line}`, '    ', '      '));
}

/** The lines in which two settings files differ that only the target reads. */
export function differenceLines({ cacheSettings: { textDifference } }: Pick<MeasuredRun, 'cacheSettings'>): string[] {
  if (textDifference === undefined || textDifference === '') return [];
  const lines = textDifference.split('\n');
  const more = lines.length - MOST_DIFFERENT;
  return [...lines.slice(0, MOST_DIFFERENT), ...(more > 0 ? [`… and ${more} more lines`] : [])];
}
