import type { RepeatRecord } from '../../record/repeat-record.ts';
import type { RunRecord } from '../../record/run-record.ts';
import { count, ms, seconds, share } from '../../verdict/figures.ts';
import { headWord } from '../head-word.ts';
import { figureRows, intervalText, repeatTitle } from '../repeat-text.ts';
import { type ChartFigure, chartFigure, isDrawn } from './chart-figure.ts';
import type { ChartPlan, LimitPlan, LinePlan, PagePlan } from './chart-plan.ts';
import { drawnSeries, placesOf } from './drawn-series.ts';
import { fileNameOf } from './file-name.ts';
import { html, type Markup } from './markup.ts';
import type { PageAssets } from './page-assets.ts';
import { marksOf, phasesOf } from './phases.ts';
import { recordPage, sideBySide } from './record-page.ts';
import { type Look, line, POOL_LOOKS } from './run-charts.ts';
import { drillFacts } from './setup-part.ts';
import { statusCell } from './status-cell.ts';
import { facts, table } from './table.ts';
import { chartHelp } from './timeline-part.ts';
import { unitText } from './unit-text.ts';
import type { Tile } from './verdict-part.ts';

const WHOLE =
  'It is the record as repeat.json has it, but that of its series it has those alone that the charts are drawn from.';

/**
 * The report of one drill with several seeds: what its figures come to, and how far seeds differ.
 * @param first the record of its first seed, for phases and operations; null: it is gone
 */
export function renderRepeatHtml(record: RepeatRecord, first: RunRecord | null, assets: PageAssets): string {
  const { script, cacheSettings, topology, seeds } = record;
  const fileName = fileNameOf(`${script.name}-${cacheSettings.name}`, 'repeat');
  const sources = { repeat: columnsOf(record) };
  const charts = repeatCharts(record);
  const drawn = drawnSeries(
    sources,
    charts.filter(figure => isDrawn(figure, sources)).map(({ plan }) => plan),
  );
  const { series: _, ...rest } = record;
  const plan: PagePlan = {
    sources: placesOf(drawn),
    scale: topology.scale,
    phases: first === null ? [] : phasesOf(first.timeline, Object.keys(first.pools)[0] ?? '', first.durationS),
    marks: first === null ? [] : marksOf({ timeline: first.timeline, timeouts: { onsetS: null, recoveredS: null } }),
    charts: drawn.charts,
    fileName,
  };
  const [picture, ...others] = charts;
  return recordPage(
    {
      eyebrow: 'Headroom report of a repeated run',
      verdict: headWord(record),
      heading: `${script.name} with ${cacheSettings.name}, ${count(seeds.length)} ${seeds.length === 1 ? 'seed' : 'seeds'}`,
      title: repeatTitle(record),
      reasons: record.reasons,
      picture: chartFigure(picture as ChartFigure, sources, 2),
      tiles: repeatTiles(record),
      note: `${repeatTitle(record)}.`,
      sections: [
        ['Figures', figuresTable(record)],
        [
          'Timeline',
          html`${chartHelp(charts, sources, drawn.stretchS)}
${sideBySide(others.map(figure => chartFigure(figure, sources)))}`,
        ],
        ['Seeds', seedsTable(record)],
        [
          'Setup',
          facts(
            drillFacts(
              record,
              seeds.map(({ seed }) => seed),
            ),
          ),
        ],
      ],
      data: { value: { repeat: rest, series: drawn.sources }, fileName, what: 'the repeated run', whole: WHOLE },
      plan,
    },
    assets,
  );
}

function repeatTiles({ figures, seeds }: RepeatRecord): Tile[] {
  const passed = seeds.filter(({ verdict }) => verdict === 'pass').length;
  const tile = (name: string, place: string, text: (value: number) => string): Tile[] => {
    const figure = figures[place];
    if (figure === undefined) return [];
    const within = figure.interval === null ? 'one seed' : `95 % interval ${intervalText(figure, text)}`;
    const only = figure.seeds === seeds.length ? '' : `; in ${count(figure.seeds)} of ${count(seeds.length)} seeds`;
    return [{ name, value: text(figure.mean), note: `${within}${only}` }];
  };
  return [
    { name: 'Seeds that pass', value: `${count(passed)} of ${count(seeds.length)}`, note: 'each a drill of its own' },
    ...tile('Timeouts', 'timeouts.share', share),
    ...tile('Timeouts begin', 'timeouts.onsetS', atS => `second ${Math.round(atS)}`),
    ...tile('Timeouts after the failover began', 'timeouts.afterFailoverS', seconds),
    ...tile('p99, worst 10 s', 'objectives.p99.value', ms),
  ];
}

function figuresTable(record: RepeatRecord): Markup {
  const rows = figureRows(record);
  return html`${table(
    'Means over the seeds',
    [
      { title: '' },
      { title: 'mean', kind: 'number' },
      { title: '95 % interval', kind: 'number' },
      { title: 'least – most', kind: 'number' },
    ],
    rows.map(({ title, mean, interval, range }) => ({ cells: [title, mean, interval, range] })),
  )}
<p class="muted">${count(Object.keys(record.figures).length - rows.length)} more figures are in the record. A figure that not all seeds have says of how many it is.</p>`;
}

function seedsTable({ seeds }: RepeatRecord): Markup {
  return table(
    'What each seed came to',
    [{ title: 'seed', kind: 'number' }, { title: 'verdict' }, { title: 'its record' }],
    seeds.map(({ seed, verdict, path }) => ({
      cells: [
        String(seed),
        statusCell(verdict === 'pass' ? 'ok' : verdict === 'fail' ? 'broken' : 'no-data', verdict),
        html`<code>${path}</code>`,
      ],
    })),
  );
}

/** The means as columns by their names, the ends of their intervals as `.low` and `.high`. */
function columnsOf({ series: { intervalS, columns } }: RepeatRecord) {
  return {
    intervalS,
    columns: Object.fromEntries(
      Object.entries(columns).flatMap(([name, { mean, low, high }]) => [
        [name, mean],
        // No figure can be negative.
        [`${name}.low`, low.map(value => (value === null ? null : Math.max(0, value)))],
        [`${name}.high`, high],
      ]),
    ),
  };
}

function withInterval(column: string, label: string, look: Look): LinePlan {
  return {
    ...line(column, label, look, 'repeat'),
    between: { source: 'repeat', low: `${column}.low`, high: `${column}.high` },
  };
}

function repeatCharts({ topology, seeds, series }: RepeatRecord): ChartFigure[] {
  const pools = Object.keys(topology.pools);
  const { intervalS, columns } = series;
  const highest = (column: string): number => Math.max(0, ...(columns[column]?.mean ?? []).map(value => value ?? 0));
  const chart = (of: Partial<ChartPlan> & Pick<ChartPlan, 'id' | 'title' | 'unit' | 'lines'>, caption: string) => ({
    plan: { logarithmic: false, main: false, limits: [], ...of },
    summary: `Highest mean: ${of.lines
      .map(({ column, label }) => {
        const value = highest(column);
        return `${label} ${unitText(of.unit, of.unit === 'perSecond' ? value / intervalS : value)}`;
      })
      .join('; ')}.`,
    caption: `${caption} Shaded: the 95 % interval of the mean of ${count(seeds.length)} seeds.`,
  });
  const ofPools = (id: string, title: string, column: string, caption: string, limits: readonly LimitPlan[] = []) =>
    chart(
      {
        ...{ id, title, unit: 'share', limits },
        lines: pools.map((pool, i) =>
          withInterval(`${pool}.${column}`, pool, POOL_LOOKS[i % POOL_LOOKS.length] as Look),
        ),
      },
      caption,
    );
  return [
    chart(
      {
        ...{ id: 'errors', title: 'Failed requests, mean of the seeds', unit: 'perSecond', main: true },
        lines: [
          line('planned', 'planned', { colour: 'planned', dash: 'dotted' }, 'repeat'),
          withInterval('good', 'good', { colour: 'good', dash: 'dash-dot' }),
          withInterval('errors', 'failed', { colour: 'errors', dash: 'solid' }),
        ],
      },
      'Timeouts, rejections and other errors in the second in which they came, beside what was answered in time and what users brought.',
    ),
    chart(
      {
        ...{ id: 'p99', title: 'Response time p99', unit: 'ms', logarithmic: true, main: true },
        limits: [{ value: topology.timeoutMs, label: `timeout ${unitText('ms', topology.timeoutMs)}` }],
        lines: [withInterval('p99Ms', 'p99', { colour: 'p99', dash: 'solid' })],
      },
      'From the moment a request was due, on a logarithmic scale.',
    ),
    ofPools('cpu', 'CPU', 'cpu', 'Busy share of all cores of a pool.', [{ value: 1, label: 'all cores busy' }]),
    ofPools('hit-ratio', 'Hit ratio', 'hitRatio', 'Hits, stale and early answers ÷ read lookups, second by second.'),
  ];
}
