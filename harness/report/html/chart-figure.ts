import type { SeriesRecord } from '../../record/run-record.ts';
import { count, seconds } from '../../verdict/figures.ts';
import type { ChartPlan, LinePlan } from './chart-plan.ts';
import { type Content, html, type Markup } from './markup.ts';
import { table } from './table.ts';
import { unitText } from './unit-text.ts';
import { widenSeries } from './widen-series.ts';

/** Fewer intervals with data make no curve. */
const FEWEST_POINTS = 5;
/** Rows of a chart's table; longer drills get wider rows. */
const MOST_ROWS = 45;

/** A chart with all that belongs to it. */
export interface ChartFigure {
  readonly plan: ChartPlan;
  /** What the chart shows, as a sentence for who does not see it. */
  readonly summary: string;
  /** How to read it, and what it leaves out. */
  readonly caption: string;
}

export type Sources = Readonly<Record<string, SeriesRecord>>;

/** Whether there is a curve to draw. */
export function isDrawn({ plan }: ChartFigure, sources: Sources): boolean {
  return pointsOf(plan, sources) >= FEWEST_POINTS;
}

/**
 * A chart's place in the page, its caption, and the same figures as text.
 * @param level of its heading: 2 where it stands in no section
 */
export function chartFigure(figure: ChartFigure, sources: Sources, level: 2 | 3 = 3): Markup {
  const { plan, caption, summary } = figure;
  const drawn = isDrawn(figure, sources);
  const heading = html`<h${String(level)} id="title-${plan.id}">${plan.title}</h${String(level)}>`;
  if (pointsOf(plan, sources) === 0) {
    return html`<figure class="chart">${heading}<p class="note">No data: nobody measured this in this drill.</p></figure>
`;
  }
  const plot = drawn
    ? html`<div class="plot" id="plot-${plan.id}" aria-describedby="caption-${plan.id}"></div>`
    : html`<p class="note">${tooShort(plan, sources)}</p>`;
  return html`<figure class="chart">${heading}
<p>${summary}</p>
${plot}
<figcaption id="caption-${plan.id}">${caption}</figcaption>
<details${drawn ? '' : html` open`}><summary>${plan.title}: the figures</summary>
${figuresTable(plan, sources)}</details>
</figure>
`;
}

function tooShort(plan: ChartPlan, sources: Sources): string {
  const { intervalS } = firstSource(plan, sources);
  const points = pointsOf(plan, sources);
  return `Too short for a curve: ${count(points)} ${points === 1 ? 'interval' : 'intervals'} of ${seconds(intervalS)} with data, of the ${FEWEST_POINTS} that it takes. The table has them all.`;
}

/** Intervals in which any of the lines has a number. */
function pointsOf({ lines }: ChartPlan, sources: Sources): number {
  const known = new Set<number>();
  for (const { source, column } of lines) {
    sources[source]?.columns[column]?.forEach((value, i) => {
      if (value !== null) known.add(i);
    });
  }
  return known.size;
}

function firstSource({ lines }: ChartPlan, sources: Sources): SeriesRecord {
  return sources[(lines[0] as LinePlan).source] as SeriesRecord;
}

function figuresTable(plan: ChartPlan, sources: Sources): Markup {
  const longest = Math.max(...plan.lines.map(({ source, column }) => sources[source]?.columns[column]?.length ?? 0));
  const factor = Math.max(1, Math.ceil(longest / MOST_ROWS));
  const wide = Object.fromEntries(Object.entries(sources).map(([name, series]) => [name, widenSeries(series, factor)]));
  const { intervalS } = firstSource(plan, wide);
  const rows = Array.from({ length: Math.ceil(longest / factor) }, (_, i) => ({
    cells: [
      `${i * intervalS} s`,
      ...plan.lines.map(({ source, column }) =>
        cellText(wide[source]?.columns[column]?.[i] ?? null, plan, (wide[source] as SeriesRecord).intervalS),
      ),
    ],
  }));
  const title =
    factor === 1
      ? `By ${intervalS === 1 ? 'second' : seconds(intervalS)}`
      : `By ${seconds(intervalS)}: worst p99, memory, queues and concurrency; means of the rest`;
  return table(
    title,
    [{ title: 'from' }, ...plan.lines.map(({ label }) => ({ title: label, kind: 'number' as const }))],
    rows,
    true,
  );
}

function cellText(value: number | null, { unit }: ChartPlan, intervalS: number): Content {
  if (value === null) return '–';
  return unitText(unit, unit === 'perSecond' ? value / intervalS : value);
}
