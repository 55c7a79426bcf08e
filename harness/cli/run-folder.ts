import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder } from '../../mock-service/settings/make-folder.ts';
import { systemErrorText } from '../../mock-service/settings/system-error.ts';
import { writeRun } from '../record/run-file.ts';
import type { RunRecord } from '../record/run-record.ts';
import { pageAssets, renderRunHtml } from '../report/html.ts';
import { runJunit } from '../report/junit.ts';
import type { OutFolder } from './out-folder.ts';

/** Where what a run or a comparison leaves is now; null: nowhere. */
export interface Kept {
  readonly record: string | null;
  readonly report: string | null;
}

/** Writes what a run leaves: run.json, report.html, junit.xml. @param part of the folder; '' for all of it */
export async function keepRun(folder: OutFolder, part: string, record: RunRecord): Promise<Kept> {
  const kept = folder.keep(join(part, 'run.json'), file => writeRun(file, record));
  folder.keep(join(part, 'junit.xml'), file => writeFileSync(file, runJunit(record)));
  const page = renderRunHtml(record, await pageAssets());
  return { record: kept, report: folder.keep(join(part, 'report.html'), file => writeFileSync(file, page)) };
}

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
