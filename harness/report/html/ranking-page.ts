import type { RankingRecord } from '../../record/ranking-record.ts';
import type { RunRecord } from '../../record/run-record.ts';
import { count, ms, share } from '../../verdict/figures.ts';
import { headWord } from '../head-word.ts';
import { rankingTitle } from '../ranking-text.ts';
import { armCharts } from './arm-charts.ts';
import { barCell } from './bar-cell.ts';
import { chartFigure, isDrawn } from './chart-figure.ts';
import { type Drawn, drawnSeries, placesOf } from './drawn-series.ts';
import { fileNameOf } from './file-name.ts';
import { type Content, html, type Markup, NOTHING } from './markup.ts';
import type { PageAssets } from './page-assets.ts';
import { marksOf, phasesOf } from './phases.ts';
import { recordPage, sideBySide } from './record-page.ts';
import { armLook } from './run-charts.ts';
import { drillFacts } from './setup-part.ts';
import { statusCell } from './status-cell.ts';
import { facts, table } from './table.ts';
import { chartHelp, operationsTable } from './timeline-part.ts';
import type { Tile } from './verdict-part.ts';

/** Lines of a chart: more of them cannot be told apart. */
const MOST_ARMS = 6;

const WHOLE = 'It is the ranking as ranking.json has it, and what the charts are drawn from.';

type Entry = RankingRecord['entries'][number];

/**
 * The report of several settings under the same drill, the best first.
 * @param runs a record of each of the settings, as far as they are still there; those of the first seed
 */
export function renderRankingHtml(record: RankingRecord, runs: readonly RunRecord[], assets: PageAssets): string {
  const { entries, script, topology } = record;
  const fileName = fileNameOf(`${script.name}-${entries.length}-settings`, 'ranking');
  const drawn = drawnOf(record, runs);
  return recordPage(
    {
      eyebrow: 'Headroom ranking of cache settings',
      verdict: headWord(record),
      heading: `${count(entries.length)} settings with ${script.name}`,
      title: rankingTitle(record),
      reasons: record.reasons,
      picture: drawn?.picture ?? NOTHING,
      tiles: rankingTiles(record),
      note: `${rankingTitle(record)}.`,
      sections: [
        ['Order', orderTable(record)],
        ['Settings', settingsTable(record)],
        ...(drawn === null ? [] : [['Timeline', drawn.part] as const]),
        ['Setup', facts(drillFacts(record, record.seeds))],
      ],
      data: { value: { ranking: record, series: drawn?.sources ?? null }, fileName, what: 'the ranking', whole: WHOLE },
      ...(drawn === null
        ? {}
        : {
            plan: {
              sources: placesOf(drawn),
              ...{ scale: topology.scale, phases: drawn.phases, marks: drawn.marks, charts: drawn.charts, fileName },
            },
          }),
    },
    assets,
  );
}

function rankingTiles({ seeds, entries, baseline }: RankingRecord): Tile[] {
  const [best] = entries as [Entry];
  const equals = entries.filter(({ rank }) => rank === best.rank);
  const failing = entries.filter(({ failed }) => failed > 0);
  return [
    {
      ...{ name: equals.length === 1 ? 'The best' : 'The best, not told apart' },
      value: equals.map(({ cacheSettings: { name } }) => name).join(', '),
      note:
        best.room === null ? 'room to its objectives: not measured' : `${roomText(best)} left to its closest objective`,
    },
    {
      ...{
        name: 'Fail',
        value: failing.length === 0 ? 'none' : failing.map(each => each.cacheSettings.name).join(', '),
      },
      note: `in any of ${count(seeds.length)} ${seeds.length === 1 ? 'seed' : 'seeds'}`,
    },
    { name: 'Held against', value: baseline, note: 'the settings that were named first' },
  ];
}

/** How much of its limit the closest objective has left. */
function roomText({ room }: Entry): string {
  return room === null ? '–' : room < 0 ? 'over' : share(room);
}

function orderTable({ entries, baseline }: RankingRecord): Markup {
  const most = (of: (entry: Entry) => number | null): number => Math.max(0, ...entries.map(entry => of(entry) ?? 0));
  const [timeouts, errors, p99] = [
    most(each => each.timeouts),
    most(each => each.errors),
    most(each => each.worstP99Ms),
  ];
  const failed = ({ failed: times, inconclusive, runs }: Entry): Content =>
    html`${statusCell(times > 0 ? 'broken' : inconclusive > 0 ? 'no-data' : 'ok')} ${runs > 1 && `${count(times)} of ${count(runs)} seeds fail`}`;
  return html`${table(
    'The settings, the best first; the same rank: not told apart',
    [
      { title: 'settings' },
      { title: 'rank', kind: 'number' },
      { title: 'objectives' },
      { title: 'timeouts' },
      { title: 'errors' },
      { title: 'worst p99' },
      { title: 'room', kind: 'number' },
      { title: `against ${baseline}` },
    ],
    entries.map(entry => ({
      cells: [
        entry.cacheSettings.name,
        `${entry.rank}.`,
        failed(entry),
        barCell(entry.timeouts, timeouts, share, entry.failed > 0),
        barCell(entry.errors, errors, share, entry.failed > 0),
        barCell(entry.worstP99Ms, p99, ms, entry.failed > 0),
        roomText(entry),
        entry.against ?? 'is it',
      ],
    })),
  )}
<p class="muted">Timeouts and errors are shares of all requests of all seeds, the p99 is the mean over the seeds of that of the worst 10 s. Room is what is left to the closest objective, as a share of its limit. Bars compare a column; red belongs to settings that fail.</p>`;
}

/** The knobs that are not the same in all of them. */
function settingsTable({ entries }: RankingRecord): Markup {
  const all = entries.map(({ cacheSettings }) => cacheSettings);
  const knobs = [...new Set(all.flatMap(({ values }) => Object.keys(values)))];
  const differing = knobs.filter(knob => new Set(all.map(({ values }) => values[knob])).size > 1);
  if (differing.length === 0) return html`<p>No knob differs, or only the target knows of them.</p>`;
  return html`${table(
    'Knobs that are not the same in all of them',
    [{ title: 'knob' }, ...all.map(({ name }) => ({ title: name }))],
    differing.map(knob => ({ cells: [knob, ...all.map(({ values }) => values[knob] ?? '–')] })),
  )}
<p class="muted">${count(knobs.length - differing.length)} other knobs are the same in all.</p>`;
}

interface DrawnSettings extends Drawn {
  readonly picture: Markup;
  readonly part: Markup;
  readonly phases: ReturnType<typeof phasesOf>;
  readonly marks: ReturnType<typeof marksOf>;
}

/** Charts with a line for each of the settings; null: their runs are gone. */
function drawnOf({ entries }: RankingRecord, runs: readonly RunRecord[]): DrawnSettings | null {
  const found = entries.slice(0, MOST_ARMS).flatMap(({ cacheSettings: { name, fingerprint } }, i) => {
    const run = runs.find(each => each.cacheSettings.name === name && each.cacheSettings.fingerprint === fingerprint);
    return run === undefined ? [] : [{ name, run, source: `settings-${i}`, look: armLook(i), series: run.series }];
  });
  const [first] = found;
  if (first === undefined) return null;
  const { run } = first;
  const sources = Object.fromEntries(found.map(({ source, series }) => [source, series]));
  const charts = armCharts(found, run);
  const [errors, ...rest] = charts;
  const left = entries.length - found.length;
  const drawn = drawnSeries(
    sources,
    charts.filter(figure => isDrawn(figure, sources)).map(({ plan }) => plan),
  );
  return {
    ...drawn,
    picture: errors === undefined ? NOTHING : chartFigure(errors, sources, 2),
    part: html`${chartHelp(charts, sources, drawn.stretchS)}
<p class="muted">The charts are of the first seed${left > 0 && `, and of the best ${count(found.length)} settings`}. Operations are those of the drill with ${first.name}.</p>
${operationsTable(run)}
${sideBySide(rest.map(figure => chartFigure(figure, sources)))}`,
    phases: phasesOf(run.timeline, Object.keys(run.pools)[0] ?? '', run.durationS),
    marks: marksOf({ timeline: run.timeline, timeouts: { onsetS: null, recoveredS: null } }),
  };
}
