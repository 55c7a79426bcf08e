import { isSystemError, systemErrorText } from '../../mock-service/settings/system-error.ts';

/**
 * Lets a command go on when nobody reads what it says: a closed pipe, a full disk, a terminal that is gone. Without this the first line
 * that cannot be written would end a drill. What of stdout is lost is told on stderr in the end; a reader that had enough lost nothing.
 */
export function outliveStreams(): void {
  let lost: Error | null = null;
  process.stdout.on('error', error => {
    if (isSystemError(error) && error.code !== 'EPIPE') lost ??= error;
  });
  process.stderr.on('error', () => {});
  process.on('exit', () => {
    if (lost !== null)
      process.stderr.write(`error: the result cannot be written to stdout: ${systemErrorText(lost)}\n`);
  });
}
