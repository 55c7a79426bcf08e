import { writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from '../../mock-service/settings/make-folder.ts';
import { systemErrorText } from '../../mock-service/settings/system-error.ts';

/**
 * Writes what a script's handleSummary returned: texts by destination. A file that cannot be written is told, and changes no verdict.
 * @param stdoutTaken whether stdout is for something else alone
 */
export function writeSummary(summary: Readonly<Record<string, string | Uint8Array>>, stdoutTaken: boolean): void {
  for (const [destination, content] of Object.entries(summary)) {
    if (destination === 'stdout') {
      if (!stdoutTaken) process.stdout.write(content);
    } else if (destination === 'stderr') process.stderr.write(content);
    else {
      try {
        makeFolder(dirname(destination));
        writeFileSync(destination, content);
      } catch (error) {
        process.stderr.write(`error: handleSummary's ${destination} cannot be written: ${systemErrorText(error)}\n`);
      }
    }
  }
}
