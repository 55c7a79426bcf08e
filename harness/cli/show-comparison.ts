import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CompareRecord, type RecordPair, writeComparison } from '../record/compare-record.ts';
import { recordText } from '../record/record-file.ts';
import { compareLine, compareText } from '../report/compare-text.ts';
import { compareAnnotations, compareSummary, tellGithub } from '../report/github.ts';
import { pageAssets, renderCompareHtml } from '../report/html.ts';
import { compareJunit } from '../report/junit.ts';
import { paintFor } from '../report/paint.ts';
import { type OutFolder, placesText } from './out-folder.ts';
import type { Kept } from './run-folder.ts';

/**
 * Writes what a comparison leaves: compare.json, report.html, junit.xml.
 * @param part of the folder; '' for all of it
 * @returns the report's text too
 */
export async function keepComparison(
  folder: OutFolder,
  part: string,
  comparison: CompareRecord,
  pair: RecordPair | null,
): Promise<Kept & { readonly page: string }> {
  const record = folder.keep(join(part, 'compare.json'), file => writeComparison(file, comparison));
  folder.keep(join(part, 'junit.xml'), file => writeFileSync(file, compareJunit(comparison)));
  const page = renderCompareHtml(comparison, pair, await pageAssets());
  return { record, report: folder.keep(join(part, 'report.html'), file => writeFileSync(file, page)), page };
}

/** The result on stdout, in the form asked for. */
export function showComparison(
  comparison: CompareRecord,
  kept: Kept,
  { json, quiet }: { json: boolean; quiet: boolean },
): void {
  if (json) process.stdout.write(recordText(comparison));
  else if (quiet) process.stdout.write(`${compareLine(comparison)}\n`);
  else {
    const text = compareText(comparison, paintFor(process.stdout, process.env));
    process.stdout.write(`${text}\n${placesText({ Record: kept.record, Report: kept.report })}`);
  }
  tellGithub(
    process.env,
    () => compareSummary(comparison),
    () => compareAnnotations(comparison),
    line => process.stderr.write(`${line}\n`),
  );
}
