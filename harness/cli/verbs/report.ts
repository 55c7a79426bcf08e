import { existsSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { InputErrors } from '../../../mock-service/settings/input-errors.ts';
import { makeFolder } from '../../../mock-service/settings/make-folder.ts';
import { readCapacity } from '../../record/capacity-record.ts';
import { readComparison } from '../../record/compare-record.ts';
import { readInstances } from '../../record/instances-record.ts';
import { readRanking } from '../../record/ranking-record.ts';
import { readRepeat } from '../../record/repeat-record.ts';
import { readRollout } from '../../record/rollout-record.ts';
import { readRun } from '../../record/run-file.ts';
import type { RunRecord } from '../../record/run-record.ts';
import { readSaturation } from '../../record/saturation-record.ts';
import { readSweep } from '../../record/sweep-record.ts';
import { capacityText } from '../../report/capacity-text.ts';
import { compareText } from '../../report/compare-text.ts';
import { capacityEntry, type HistoryEntry, historyText, inOrder, runEntry } from '../../report/history.ts';
import { renderSweepHtml } from '../../report/html/sweep-page.ts';
import { pageAssets, renderCompareHtml, renderRunHtml } from '../../report/html.ts';
import { instancesText } from '../../report/instances-text.ts';
import { capacityJunit, compareJunit, runJunit } from '../../report/junit.ts';
import { type Paint, paintFor } from '../../report/paint.ts';
import { rankingText } from '../../report/ranking-text.ts';
import { repeatText } from '../../report/repeat-text.ts';
import { rolloutText } from '../../report/rollout-text.ts';
import { saturationSentences } from '../../report/saturation-text.ts';
import { sweepText } from '../../report/sweep-text.ts';
import { runText } from '../../report/text.ts';
import { EXIT } from '../exit-code.ts';
import { type Command, type Given, UsageError } from '../flags/command.ts';
import { RECORD_NAMES, type RecordName, RUNS_FOLDER, recordFile, recordsBelow } from '../record-files.ts';

/** A record in the forms that it has; null: it has no such form. */
interface Rendered {
  text(paint: Paint): string;
  html(): Promise<string | null>;
  junit(): string | null;
}

export const report: Command = {
  name: 'report',
  usage: 'headroom report RUN [flags], or headroom report --history [DIR]',
  summary: 'render a record again, or show headroom over time',
  details:
    'Renders a record (run.json, compare.json, capacity.json, sweep.json, ranking.json, rollout.json, repeat.json, or a folder with one) again: the text on ' +
    'stdout, report.html and junit.xml beside the record. Nothing is run. A record that was changed after it was written is refused.\n' +
    `With --history: all runs and capacities recorded below a folder (default ${RUNS_FOLDER}/), and headroom over time by cache settings.`,
  flags: {
    out: { value: 'DIR', help: 'Where report.html and junit.xml go (default: beside the record).' },
    history: { help: 'Show the records below a folder in the order of time.' },
    json: { help: 'With --history: the entries as JSON.' },
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
    const { file, name } = recordFile(path, RECORD_NAMES);
    const rendered = render(name, file);
    const folder = given.text('out') ?? dirname(file);
    makeFolder(folder);
    const written: string[] = [];
    for (const [target, content] of [
      ['report.html', await rendered.html()],
      ['junit.xml', rendered.junit()],
    ] as const) {
      if (content === null) continue;
      writeFileSync(join(folder, target), content);
      written.push(join(folder, target));
    }
    if (!given.has('quiet')) process.stdout.write(rendered.text(paintFor(process.stdout, process.env)));
    if (written.length > 0) process.stderr.write(`wrote ${written.join(' and ')}\n`);
    return EXIT.pass;
  },
};

function render(name: RecordName, file: string): Rendered {
  const none = { html: async () => null, junit: () => null };
  switch (name) {
    case 'run.json': {
      const run = readRun(file);
      return {
        text: paint => runText(run, paint),
        html: async () => renderRunHtml(run, await pageAssets()),
        junit: () => runJunit(run),
      };
    }
    case 'compare.json': {
      const comparison = readComparison(file);
      const [a, b] = comparison.runs;
      return {
        text: paint => compareText(comparison, paint),
        html: async () => {
          const [baseline, candidate] = [beside(file, a), beside(file, b)];
          const pair = baseline === null || candidate === null ? null : { baseline, candidate };
          return renderCompareHtml(comparison, pair, await pageAssets());
        },
        junit: () => compareJunit(comparison),
      };
    }
    case 'capacity.json': {
      const capacity = readCapacity(file);
      return { ...none, text: paint => capacityText(capacity, paint), junit: () => capacityJunit(capacity) };
    }
    case 'sweep.json': {
      const sweep = readSweep(file);
      return {
        ...none,
        text: paint => sweepText(sweep, paint),
        html: async () => renderSweepHtml(sweep, await pageAssets()),
      };
    }
    case 'ranking.json': {
      const ranking = readRanking(file);
      return { ...none, text: paint => rankingText(ranking, paint) };
    }
    case 'repeat.json': {
      const repeat = readRepeat(file);
      return { ...none, text: paint => repeatText(repeat, paint) };
    }
    case 'rollout.json': {
      const rollout = readRollout(file);
      return { ...none, text: paint => rolloutText(rollout, paint) };
    }
    case 'instances.json': {
      const instances = readInstances(file);
      return { ...none, text: paint => instancesText(instances, paint) };
    }
    case 'saturation.json': {
      const saturation = readSaturation(file);
      return { ...none, text: () => `${saturationSentences(saturation).join('\n')}\n` };
    }
  }
}

/** A comparison's run, whose series its charts are drawn from: where it says, or in the folder beside it; null if it is gone. */
function beside(file: string, path: string | undefined): RunRecord | null {
  if (path === undefined) return null;
  const moved = join(dirname(file), path.split('/').slice(-2).join('/'));
  const found = [path, moved].find(each => existsSync(each));
  return found === undefined ? null : readRun(found);
}

function showHistory(given: Given, folder: string): number {
  const entries: HistoryEntry[] = [];
  const unreadable: string[] = [];
  const add = (name: RecordName, entryOf: (file: string, at: string) => HistoryEntry): void => {
    for (const file of recordsBelow(folder, name)) {
      try {
        entries.push(entryOf(file, statSync(file).mtime.toISOString()));
      } catch (error) {
        if (!(error instanceof InputErrors)) throw error;
        unreadable.push(error.problems[0]?.message ?? file);
      }
    }
  };
  add('run.json', (file, at) => runEntry(readRun(file), at));
  add('capacity.json', (file, at) => capacityEntry(readCapacity(file), at));
  if (given.has('json')) process.stdout.write(`${JSON.stringify(inOrder(entries), null, 2)}\n`);
  else process.stdout.write(historyText(entries, paintFor(process.stdout, process.env)));
  if (unreadable.length > 0) process.stderr.write(`${unreadable.length} records could not be read: ${unreadable[0]}\n`);
  return EXIT.pass;
}
