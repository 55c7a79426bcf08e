import { ProbeFailed } from '../drill/probe-workers.ts';
import { toStderr } from './to-terminal.ts';

/** Says why a probe failed. @returns the command's exit code @throws the error, if it is another */
export function failedProbe(error: unknown): number {
  if (!(error instanceof ProbeFailed)) throw error;
  toStderr(`${error.message}\n`);
  return error.code;
}
