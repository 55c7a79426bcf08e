import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DRAFT } from '../record/draft-record.ts';
import { type AnyRecord, kindNamed } from '../record/record-kinds.ts';
import { recordText } from '../record/record-text.ts';
import type { RunRecord } from '../record/run-record.ts';
import { writeRecord } from '../record/write-record.ts';
import { tellGithub } from '../report/github.ts';
import { type PageAssets, pageAssets } from '../report/html/page-assets.ts';
import type { PlayOffer } from '../report/html/play-part.ts';
import { paintFor } from '../report/paint.ts';
import { terminalJson } from '../report/printable.ts';
import { formsOf, type RecordForms } from '../report/record-forms.ts';
import { orderOn } from '../report/text-page.ts';
import { commandLines } from './command-lines.ts';
import type { ShownInputs } from './flags/drill-flags.ts';
import { nextCommand } from './next-command.ts';
import type { OutFolder } from './out-folder.ts';
import { toStderr, toStdout } from './to-terminal.ts';
import { writeSarif } from './write-sarif.ts';

/** How a record is shown; `sarif` is of the commands that judge settings by their file, `standing` of those on a twin. */
export type Shown = Pick<ShownInputs, 'json' | 'quiet' | 'words' | 'standing'> & Partial<Pick<ShownInputs, 'sarif'>>;

/** A record, where it and its page are now (null: nowhere, or it has none), and the page. */
export interface Kept {
  readonly record: string | null;
  readonly report: string | null;
  readonly page: string | null;
  /** The result on stdout, in the form asked for, and where this process is a step of a workflow. */
  show(how: Shown): void;
}

/**
 * Makes a folder a record's own: the record, and report.html and junit.xml as far as its kind has them. So a folder has one verdict.
 * @param part of the folder; '' for all of it
 * @param runs the records of the runs that it names, for its charts
 * @param play what its page carries of the drill itself
 */
export async function keepRecord(
  folder: OutFolder,
  part: string,
  any: AnyRecord,
  runs: readonly RunRecord[] = [],
  play: PlayOffer = null,
): Promise<Kept> {
  const record = keepAlone(folder, part, any);
  const forms = formsOf(any, runs);
  const { html, junit } = forms;
  if (junit !== null) folder.keep(join(part, 'junit.xml'), file => writeFileSync(file, junit()));
  const page = html === null ? null : pageOf(html, await pageAssets(), play);
  const report = page === null ? null : folder.keep(join(part, 'report.html'), file => writeFileSync(file, page));
  return { record, report, page, show: how => show(any, forms, { Record: record, Report: report }, how) };
}

/** Mail takes so much. */
export const MOST_PAGE_BYTES = 500_000;

/** The page, without the drill itself where there is no room for that. */
function pageOf(html: NonNullable<RecordForms['html']>, assets: PageAssets, play: PlayOffer): string {
  const page = html(assets, play);
  if (play === null || typeof play === 'string' || Buffer.byteLength(page) <= MOST_PAGE_BYTES) return page;
  return html(
    assets,
    'It cannot run in this page, which has no room for it: it would be too large to mail. On the command line it can.',
  );
}

/** Keeps a record that is a part of another: nothing else has its verdict. @returns where it is now; null: nowhere */
export function keepAlone(folder: OutFolder, part: string, any: AnyRecord): string | null {
  const kind = kindNamed(any.kind);
  const place = folder.keep(join(part, kind.file), file => writeRecord(kind, file, any.record as never));
  // Its draft is better than nothing.
  if (any.kind === 'run' && place !== null) folder.remove(join(part, DRAFT.file));
  return place;
}

function show(
  any: AnyRecord,
  forms: RecordForms,
  kept: Readonly<Record<string, string | null>>,
  { json, quiet, words, standing, sarif = null }: Shown,
): void {
  if (standing !== undefined) (json ? toStderr : toStdout)(`${standing}\n`);
  if (json) toStdout(terminalJson(recordText(any.record)));
  else if (quiet) toStdout(`${forms.line()}\n`);
  else {
    const places = Object.entries(kept)
      .map(([what, path]) => (path === null ? '' : `${what}: ${path}\n`))
      .join('');
    const next = nextCommand(any, words);
    const last = next === null ? '' : `${next.why}:\n${commandLines(next.words)}\n`;
    toStdout(`${forms.text(paintFor(process.stdout, process.env), orderOn(process.stdout))}\n${places}${last}`);
  }
  writeSarif(sarif, any);
  if (forms.github !== null) tellGithub(process.env, forms.github, line => process.stderr.write(`${line}\n`));
}
