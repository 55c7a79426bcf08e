import { logText, terminalText } from '../report/printable.ts';

/**
 * Writes lines to stdout: results, painted if need be. Nothing but colours in them can act on a terminal, nor on the runner of a
 * workflow.
 */
export function toStdout(text: string): void {
  process.stdout.write(terminalText(text));
}

/** Writes lines to stderr: progress, warnings and errors, which have what scripts and files say in them. */
export function toStderr(text: string): void {
  process.stderr.write(logText(text));
}
