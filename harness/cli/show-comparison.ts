import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CompareRecord, type RecordPair, writeComparison } from '../record/compare-record.ts';
import { recordText } from '../record/record-file.ts';
import { compareLine, compareText } from '../report/compare-text.ts';
import { compareAnnotations, compareSummary, tellGithub } from '../report/github.ts';
import { pageAssets, renderCompareHtml } from '../report/html.ts';
import { compareJunit } from '../report/junit.ts';
import { paintFor } from '../report/paint.ts';

/** Writes what a comparison leaves: compare.json, report.html, junit.xml. @returns the paths, and the report's text */
export async function writeCompareFolder(
  folder: string,
  comparison: CompareRecord,
  pair: RecordPair | null,
): Promise<{ record: string; report: string; page: string }> {
  mkdirSync(folder, { recursive: true });
  const paths = { record: join(folder, 'compare.json'), report: join(folder, 'report.html') };
  writeComparison(paths.record, comparison);
  writeFileSync(join(folder, 'junit.xml'), compareJunit(comparison));
  const page = renderCompareHtml(comparison, pair, await pageAssets());
  writeFileSync(paths.report, page);
  return { ...paths, page };
}

/** The result on stdout, in the form asked for. */
export function showComparison(
  comparison: CompareRecord,
  paths: { record: string; report: string },
  { json, quiet }: { json: boolean; quiet: boolean },
): void {
  if (json) process.stdout.write(recordText(comparison));
  else if (quiet) process.stdout.write(`${compareLine(comparison)}\n`);
  else {
    const text = compareText(comparison, paintFor(process.stdout, process.env));
    process.stdout.write(`${text}\nRecord: ${paths.record}\nReport: ${paths.report}\n`);
  }
  tellGithub(
    process.env,
    () => compareSummary(comparison),
    () => compareAnnotations(comparison),
    line => process.stderr.write(`${line}\n`),
  );
}
