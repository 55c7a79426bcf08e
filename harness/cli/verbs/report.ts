import { statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { InputErrors } from '../../../mock-service/settings/input-errors.ts';
import { CAPACITY } from '../../record/capacity-record.ts';
import { DRAFT } from '../../record/draft-record.ts';
import { readAnyRecord, readRecord } from '../../record/record-file.ts';
import { partOf, recordAt, recordsBelow } from '../../record/record-folder.ts';
import { type AnyRecord, RECORD_KINDS } from '../../record/record-kinds.ts';
import { RUN, type RunRecord } from '../../record/run-record.ts';
import { capacityEntry, type HistoryEntry, historyText, inOrder, runEntry } from '../../report/history.ts';
import { renderHistoryHtml } from '../../report/html/history-page.ts';
import { pageAssets } from '../../report/html/page-assets.ts';
import { paintFor } from '../../report/paint.ts';
import { printableIn, terminalJson } from '../../report/printable.ts';
import { formsOf, type RecordForms } from '../../report/record-forms.ts';
import { orderOn } from '../../report/text-page.ts';
import { EXIT } from '../exit-code.ts';
import { type Command, type Given, UsageError } from '../flags/command.ts';
import { type OutFolder, RUNS_FOLDER, withOutFolder } from '../out-folder.ts';
import { Refusal } from '../refusal.ts';
import { toStderr, toStdout } from '../to-terminal.ts';

export const report: Command = {
  name: 'report',
  usage: 'headroom report RUN [flags], or headroom report --history [DIR]',
  details:
    `Renders a record (${RECORD_KINDS.map(({ file }) => file).join(', ')}, or a folder with one) again: the text on stdout, report.html and ` +
    'junit.xml beside the record. A record is known by what it holds, whatever its name. Nothing is run. A record that was changed after it ' +
    'was written is refused. Of a drill that was killed there is a draft: what it had measured, and no verdict (exit 90).\n' +
    `With --history: all runs and capacities recorded below a folder (default ${RUNS_FOLDER}/), and headroom over time by cache settings; the ` +
    'same as history.html in that folder.',
  flags: {
    out: { value: 'DIR', help: 'Where report.html and junit.xml, or history.html, go (default: beside the record).' },
    history: { help: 'Show the records below a folder in the order of time.' },
    json: { help: 'With --history: the entries as JSON, and no page.' },
    quiet: { help: 'Write the files, and no text.' },
  },
  examples: [
    'headroom report runs/20260601T090412Z-eu-peak-failover-short-ttl',
    'headroom report runs/monday/compare.json --out /tmp/monday',
    'headroom report --history',
  ],
  async run(given) {
    const [path, ...more] = given.positionals;
    if (more.length > 0)
      throw new UsageError(`headroom report takes one record, and got ${given.positionals.join(' ')}`);
    if (given.has('history')) return showHistory(given, path ?? RUNS_FOLDER);
    if (path === undefined) throw new UsageError('headroom report needs a record, or --history');
    const { file } = recordAt(path);
    const any = readAnyRecord(file);
    const forms = formsOf(any, runsOf(any, file));
    if (!given.has('quiet')) toStdout(forms.text(paintFor(process.stdout, process.env), orderOn(process.stdout)));
    if (forms.html !== null || forms.junit !== null) {
      await withOutFolder(given.text('out') ?? dirname(file), 'report', folder => writeFiles(forms, folder));
    }
    return any.kind === 'draft' ? EXIT.inconclusive : EXIT.pass;
  },
};

async function writeFiles({ html, junit }: RecordForms, folder: OutFolder): Promise<void> {
  const page = html === null ? null : html(await pageAssets());
  const places = [
    page === null ? null : folder.keep('report.html', place => writeFileSync(place, page)),
    junit === null ? null : folder.keep('junit.xml', place => writeFileSync(place, junit())),
  ];
  const written = places.filter(place => place !== null);
  if (written.length > 0) toStderr(`wrote ${written.join(' and ')}\n`);
}

/** The runs that a record's charts are drawn from, as far as they are still there. */
function runsOf(any: AnyRecord, file: string): RunRecord[] {
  const found = runPathsOf(any)
    .map(path => partOf(file, path))
    .filter(path => path !== null);
  return found.map(path => readRecord(RUN, path));
}

function runPathsOf(any: AnyRecord): readonly string[] {
  switch (any.kind) {
    case 'compare':
      return any.record.runs.slice(0, 2);
    case 'rollout':
      return [any.record.run];
    case 'ranking':
      return any.record.entries.flatMap(({ paths }) => paths.slice(0, 1));
    case 'repeat':
      return any.record.seeds.slice(0, 1).map(({ path }) => path);
    case 'replay':
      return any.record.drills.map(({ path }) => path);
    default:
      return [];
  }
}

async function showHistory(given: Given, folder: string): Promise<number> {
  const entries: HistoryEntry[] = [];
  const unreadable: string[] = [];
  const add = (kind: typeof RUN | typeof CAPACITY, entryOf: (file: string, at: string) => HistoryEntry): void => {
    for (const file of recordsBelow(folder, kind)) {
      try {
        entries.push(entryOf(file, statSync(file).mtime.toISOString()));
      } catch (error) {
        if (!(error instanceof InputErrors)) throw error;
        unreadable.push(error.problems[0]?.message ?? file);
      }
    }
  };
  add(RUN, (file, at) => runEntry(readRecord(RUN, file), at));
  add(CAPACITY, (file, at) => capacityEntry(readRecord(CAPACITY, file), at));
  if (given.has('json')) toStdout(`${terminalJson(JSON.stringify(inOrder(entries), null, 2))}\n`);
  else {
    if (!given.has('quiet')) toStdout(historyText(printableIn(entries), paintFor(process.stdout, process.env)));
    if (entries.length > 0) await writeHistory(entries, folder, given.text('out'));
  }
  const drafts = recordsBelow(folder, DRAFT);
  if (drafts.length > 0) toStderr(`${drafts.length} of drills that did not end are left out: ${drafts[0]}\n`);
  if (unreadable.length > 0) toStderr(`${unreadable.length} records could not be read: ${unreadable[0]}\n`);
  return EXIT.pass;
}

/** @param out where the page was asked to be; undefined: in the folder, if that can be written to */
async function writeHistory(entries: readonly HistoryEntry[], folder: string, out: string | undefined): Promise<void> {
  const page = renderHistoryHtml(entries, await pageAssets());
  try {
    await withOutFolder(out ?? folder, 'history', async place => {
      const written = place.keep('history.html', file => writeFileSync(file, page));
      if (written !== null) toStderr(`wrote ${written}\n`);
    });
  } catch (error) {
    if (!(error instanceof Refusal) || out !== undefined) throw error;
    toStderr(`there is no history.html: ${error.message}\n`);
  }
}
