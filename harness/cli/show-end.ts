import type { DrillEnd } from '../drill/supervisor.ts';
import { runLine } from '../report/text.ts';
import { EXIT, exitOf } from './exit-code.ts';
import type { ShownInputs } from './flags/drill-flags.ts';
import type { Kept } from './keep-record.ts';
import { toStderr } from './to-terminal.ts';

/** The result on stdout, in the form asked for. */
export function showEnd(
  { record, exit }: DrillEnd,
  kept: Kept | null,
  inputs: Pick<ShownInputs, 'json' | 'quiet' | 'words'>,
  several: boolean,
): void {
  // The record says of a harness that failed more than the reason.
  const isTold = exit === null || exit.code === 105 || (exit.code === 90 && record !== null);
  if (!isTold) toStderr(`${exit.reason}\n`);
  if (record === null) return;
  // Of several the result is what they come to together.
  if (!several) kept?.show(inputs);
  else if (!inputs.quiet) toStderr(`seed ${record.seed}: ${runLine(record)}\n`);
}

/** What ended the drill early wins over its verdict; `--exit-zero` is for verdicts alone. */
export function exitCode(end: DrillEnd, exitZero: boolean): number {
  const { exit, record } = end;
  if (record === null) return exit?.code ?? EXIT.bug;
  // Of a harness that failed the verdict says what had been seen before.
  if (exit !== null && exit.code !== 90 && !(exit.code === 99 && exitZero)) return exit.code;
  return exitZero ? EXIT.pass : exitOf(record.verdict);
}

/** The exit code of several drills: the gravest. */
export function worst(codes: readonly number[]): number {
  const gravity = [
    ...[EXIT.bug, EXIT.interrupted, EXIT.script, EXIT.aborted, EXIT.fail, EXIT.inconclusive],
  ] as readonly number[];
  return gravity.find(code => codes.includes(code)) ?? codes.find(code => code !== 0) ?? EXIT.pass;
}
