import type { DrillEnd } from '../drill/supervisor.ts';
import type { Kept, Shown } from './keep-record.ts';
import { toStderr } from './to-terminal.ts';

/** The result on stdout, in the form asked for. */
export function showEnd({ record, exit }: DrillEnd, kept: Kept | null, inputs: Shown, several: boolean): void {
  // The record says of a harness that failed more than the reason.
  const isTold = exit === null || exit.code === 105 || (exit.code === 90 && record !== null);
  if (!isTold) toStderr(`${exit.reason}\n`);
  if (record === null) return;
  // Of several the result is what they come to together.
  if (!several) kept?.show(inputs);
}
