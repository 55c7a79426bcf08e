import type { ArmRecord } from '../../record/compare-record.ts';
import type { RunRecord } from '../../record/run-record.ts';
import { seconds } from '../../verdict/figures.ts';
import { timeOfDay } from '../../verdict/time-of-day.ts';
import { type ChartFigure, chartFigure, isDrawn, type Sources } from './chart-figure.ts';
import { html, type Markup, NOTHING } from './markup.ts';
import { numberedTimeline } from './phases.ts';
import { table } from './table.ts';

/** Longer timelines are for the raw data. */
const MOST_EVENTS = 200;

/** What happened when: operations by the numbers that the charts give them, and the charts but for that of the load, which heads the page. */
export function timelinePart(
  record: RunRecord,
  charts: readonly ChartFigure[],
  sources: Sources,
  stretchS: number | null,
): Markup {
  const [latency, ...rest] = charts;
  return html`<section aria-labelledby="timeline"><h2 id="timeline">Timeline</h2>
${chartHelp(charts, sources, stretchS)}
${latency !== undefined && chartFigure(latency, sources)}
${operationsTable(record)}
<div class="charts">
${rest.map(figure => chartFigure(figure, sources))}</div>
</section>
`;
}

/**
 * What is common to all charts of a page.
 * @param stretchS of how long a time each of their points is, s, and between which values it went; null: they leave nothing out
 */
export function chartHelp(charts: readonly ChartFigure[], sources: Sources, stretchS: number | null = null): Markup {
  if (!charts.some(figure => isDrawn(figure, sources))) return NOTHING;
  return html`<p class="muted">Shaded bands are phases, hatched where users were on the move or something was degraded; numbered lines are the operations listed below, and <strong>!</strong> is where sustained timeouts begin. <span class="on-screen">All charts have one cursor: point at one, or focus it and use the arrow keys. Drag to look closer; Escape or a double click shows all again.</span>${stretchS !== null && ` So long a drill is drawn in points of ${seconds(stretchS)}; the band beside a line goes from the lowest to the highest of what each point is of.`} <button type="button" id="whole-drill" hidden>Show the whole drill</button></p>
<p class="note without-script">The charts are drawn by JavaScript, which does not run here. The figures of each are in the table under it.</p>`;
}

/** Operations by the numbers that charts give them, and what was found to happen. */
export function operationsTable({ timeline, timeouts, cause, startsAt }: ArmRecord): Markup {
  if (timeline.length === 0)
    return html`<p class="muted">No operation was asked for and nothing happened by itself.</p>`;
  const numbered = numberedTimeline(timeline);
  const found = [
    ...extra(timeouts.onsetS, '!', 'timeouts begin', timeouts.onsetPool ?? '', ''),
    ...extra(
      cause?.atS ?? null,
      '',
      `${resourceText(cause?.resource ?? null)} full`,
      cause?.pool ?? 'directory',
      'full first',
    ),
    ...extra(timeouts.count === 0 ? null : timeouts.recoveredS, '✓', 'service back', '', 'every objective holds again'),
  ];
  const rows = [
    ...numbered
      .slice(0, MOST_EVENTS)
      .map(({ number, ...event }) => ({ ...event, sign: number === null ? '' : String(number) })),
    ...found,
  ].sort((a, b) => a.atS - b.atS);
  const more = numbered.length - MOST_EVENTS;
  return html`${table(
    'Operations and events',
    [{ title: 'at', kind: 'number' }, { title: 'no.' }, { title: 'what' }, { title: 'where' }, { title: 'detail' }],
    rows.map(({ sign, atS, operation, target, detail }) => ({
      cells: [moment(atS, startsAt), sign, operation, target, detail],
    })),
  )}${more > 0 && html`<p class="note">${more} more are in the raw data.</p>`}`;
}

/** By the drill's own clock, and by that of the day it stands for. */
function moment(atS: number, startsAt: string | null): string {
  return startsAt === null ? seconds(atS) : `${seconds(atS)}, ${timeOfDay(startsAt, atS)}`;
}

function extra(atS: number | null, sign: string, operation: string, target: string, detail: string) {
  return atS === null ? [] : [{ sign, atS, operation, target, detail }];
}

function resourceText(resource: NonNullable<RunRecord['cause']>['resource']): string {
  return resource === 'cpu' ? 'CPU' : resource === 'directory' ? 'slots' : (resource ?? '');
}
