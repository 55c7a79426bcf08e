/** The terminal's report of a ranking, in 80 columns. */
import { printDifferences } from '../../mock-service/settings/differences.ts';
import type { RankingRecord } from '../record/ranking-record.ts';
import { count, ms, seconds, share } from '../verdict/figures.ts';
import { headWord } from './head-word.ts';
import { heads, table, wrap } from './layout.ts';
import { type Paint, plain } from './paint.ts';
import { type Order, textPage, verdictLines } from './text-page.ts';

export function rankingText(record: RankingRecord, paint: Paint = plain, order?: Order): string {
  const { entries, baseline } = record;
  const rows = entries.map(entry => [
    { text: `${entry.rank}.`, right: true },
    { text: entry.cacheSettings.name },
    {
      text: entry.failed === 0 ? 'no' : entry.runs === 1 ? 'yes' : `${entry.failed} of ${entry.runs}`,
      show: (text: string) => paint(entry.failed === 0 ? 'good' : 'bad', text),
    },
    { text: share(entry.timeouts), right: true },
    { text: share(entry.errors), right: true },
    { text: entry.worstP99Ms === null ? '–' : ms(entry.worstP99Ms), right: true },
    { text: entry.room === null ? '–' : entry.room < 0 ? 'over' : share(entry.room), right: true },
    { text: entry.against ?? 'is it' },
  ]);
  const titles = ['', 'settings', 'fails', '>timeouts', '>errors', '>worst p99', '>room', `against ${baseline}`];
  const changes = entries
    .filter(({ cacheSettings }) => cacheSettings.differences.length > 0)
    .flatMap(({ cacheSettings: { name, differences } }) => wrap(`${name}: ${changesText(differences)}`, '  ', '    '));
  const parts = [
    table([heads(titles, paint), ...rows]),
    ...(changes.length === 0 ? [] : [[paint('heading', `Against ${baseline}`), ...changes]]),
    wrap(
      'Room is what is left to the closest objective, as a share of its limit. The same rank: not told apart.',
      '  ',
      '  ',
    ),
  ];
  return textPage(verdictLines(headWord(record), rankingTitle(record), record.reasons, paint), parts, order);
}

/** `--quiet`: the names in order. */
export function rankingLine(record: RankingRecord): string {
  const { script, entries } = record;
  const order = entries.map(({ rank, cacheSettings }) => `${rank}. ${cacheSettings.name}`).join(', ');
  return `${headWord(record).toUpperCase()} ${script.name}: ${order}`;
}

export function rankingTitle({ script, topology, clock, durationS, seeds, arrivals, entries }: RankingRecord): string {
  const which = seeds.length > 1 ? `${count(seeds.length)} seeds from ${seeds[0]}` : `seed ${seeds[0]}`;
  return (
    `${count(entries.length)} settings with ${script.name} on ${topology.name} ` +
    `(${clock}, ${seconds(durationS)}, ${which}, ${arrivals} arrivals)`
  );
}

type Differences = RankingRecord['entries'][number]['cacheSettings']['differences'];

function changesText(differences: Differences): string {
  return printDifferences(differences as Parameters<typeof printDifferences>[0]);
}
