import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeRun } from '../record/run-file.ts';
import type { RunRecord } from '../record/run-record.ts';
import { pageAssets, renderRunHtml } from '../report/html.ts';
import { runJunit } from '../report/junit.ts';

/** `runs/20260601T090412Z-eu-peak-failover-short-ttl`, unless `--out` says where. */
export function outFolder(out: string | undefined, startedAt: Date, scenario: string, settings: string): string {
  const time = startedAt.toISOString().replace(/[-:]|\.\d+/g, '');
  return out ?? join('runs', `${time}-${scenario}-${settings}`);
}

/** Writes what a run leaves: run.json, report.html, junit.xml. @returns the paths */
export async function writeRunFolder(folder: string, record: RunRecord): Promise<{ record: string; report: string }> {
  mkdirSync(folder, { recursive: true });
  const paths = { record: join(folder, 'run.json'), report: join(folder, 'report.html') };
  writeRun(paths.record, record);
  writeFileSync(join(folder, 'junit.xml'), runJunit(record));
  writeFileSync(paths.report, renderRunHtml(record, await pageAssets()));
  return paths;
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
        mkdirSync(dirname(destination), { recursive: true });
        writeFileSync(destination, content);
      } catch (error) {
        const why = (error as NodeJS.ErrnoException).code ?? String(error);
        process.stderr.write(`error: handleSummary's ${destination} cannot be written: ${why}\n`);
      }
    }
  }
}
