import type { RunRecord } from '../../record/run-record.ts';
import { headWord } from '../head-word.ts';
import { runTitle } from '../text.ts';
import { settingsTable } from './cache-part.ts';
import { chartFigure, isDrawn } from './chart-figure.ts';
import type { ChartPlan, PagePlan } from './chart-plan.ts';
import { checksPart } from './checks-part.ts';
import { contents } from './contents.ts';
import { dataPart } from './data-part.ts';
import { htmlDocument } from './document.ts';
import { drawingFactor, spreadOf } from './drawn-series.ts';
import { type EmbeddedRecord, embeddedRecord } from './embedded-record.ts';
import { fileNameOf } from './file-name.ts';
import { generatorTable } from './generator-part.ts';
import { latencyPart } from './latency-part.ts';
import { embeddedJson, html, type Markup, NOTHING } from './markup.ts';
import { metricsPart } from './metrics-part.ts';
import { objectivesPart } from './objectives-part.ts';
import type { PageAssets } from './page-assets.ts';
import { marksOf, phasesOf } from './phases.ts';
import { carriedIn, type PlayOffer, playPart, playParts } from './play-part.ts';
import { directoryNote, poolsTable, serversNote, tierNote } from './pools-part.ts';
import { requestsPart } from './requests-part.ts';
import { allCharts, runCharts } from './run-charts.ts';
import { setupFacts } from './setup-part.ts';
import { targetSection } from './target-part.ts';
import { withSpread } from './thin-series.ts';
import { timelinePart } from './timeline-part.ts';
import { otherReasons, runVerdictPart } from './verdict-part.ts';

/** What the data may take of the 500 KB that a report may have. */
const MOST_DATA_BYTES = 290_000;
/** The same beside an engine; it is packed there. */
const MOST_PLAYED_BYTES = 80_000;

/** What a page of one run has below its head: why the verdict is what it is, then everything that it rests on. */
export const RUN_PARTS = ['Objectives', 'Timeline', 'Pools', 'Cache', 'Latency', 'Requests', 'Generator', 'Setup'];

/** The report of one run. */
export function renderRunHtml(record: RunRecord, assets: PageAssets, play: PlayOffer = null): string {
  const mostBytes = carriedIn(play) === null ? MOST_DATA_BYTES : MOST_PLAYED_BYTES;
  const { record: data, reductions } = embeddedRecord(record, mostBytes, runPlans(record));
  const fileName = fileNameOf(`${record.script.name}-${record.cacheSettings.name}`, 'run');
  const { picture, parts, plan } = runParts(record, data, [], fileName, otherReasons(record.reasons));
  const body = html`${runVerdictPart(record, picture)}
${contents([...playParts(play), ...RUN_PARTS, 'Raw data'])}
${playPart(play)}${parts}
${dataPart('the run record', 'It is the run record, whole: headroom report reads it again.', fileName, Buffer.byteLength(embeddedJson(data).text), reductions, carriedIn(play) !== null)}
`;
  return htmlDocument(
    {
      title: `${headWord(record).toUpperCase()} ${runTitle(record)}`,
      verdict: headWord(record),
      body,
      data,
      plan,
      play: carriedIn(play),
    },
    assets,
  );
}

/** What the charts of a run's page draw. */
export function runPlans(record: RunRecord): ChartPlan[] {
  return allCharts(runCharts(record)).map(({ plan }) => plan);
}

/**
 * @param carried what the page's data has of the record
 * @param place where: a path of keys
 * @param also what stands below the objectives
 * @returns the chart that says most, all that stands below the head, and what the charts are drawn from
 */
export function runParts(
  record: RunRecord,
  carried: Pick<EmbeddedRecord['record'], 'series' | 'spread'>,
  place: readonly string[],
  fileName: string,
  also: Markup = NOTHING,
): { picture: Markup; parts: Markup; plan: PagePlan } {
  const { spread } = carried;
  const factor = spread === undefined ? drawingFactor(carried.series) : 1;
  const pointS = carried.series.intervalS * factor;
  const charts = runCharts(record, pointS);
  const sources = { run: record.series };
  const drawn = allCharts(charts).filter(figure => isDrawn(figure, sources));
  const figures = (list: readonly Parameters<typeof chartFigure>[0][]) =>
    html`<div class="charts">
${list.map(figure => chartFigure(figure, sources))}</div>`;
  const plan: PagePlan = {
    ...(factor === 1 ? {} : { thinning: { run: factor } }),
    sources: {
      run: [...place, 'series'],
      ...(spread === undefined ? {} : { [spreadOf('run')]: [...place, 'spread'] }),
    },
    scale: record.topology.scale,
    phases: phasesOf(record.timeline, Object.keys(record.pools)[0] ?? '', record.durationS),
    marks: marksOf(record),
    charts: drawn.map(({ plan }) => (spread === undefined ? plan : withSpread(plan, spreadOf))),
    fileName,
  };
  const parts = html`${objectivesPart(record, also)}
${checksPart(record)}
${timelinePart(record, charts.timeline, sources, spread === undefined && factor === 1 ? null : pointS)}
<section aria-labelledby="pools"><h2 id="pools">Pools</h2>
<div class="split"><div>${poolsTable(record)}</div>
${figures(charts.pools)}</div>
</section>
<section aria-labelledby="cache"><h2 id="cache">Cache and directory</h2>
<div class="split"><div>${settingsTable(record)}
${directoryNote(record)}${tierNote(record)}${serversNote(record)}</div>
${figures(charts.cache)}</div>
</section>
${targetSection(record)}${latencyPart(record)}
${requestsPart(record)}
<section aria-labelledby="generator"><h2 id="generator">Load generator</h2>
<div class="split"><div>${generatorTable(record)}</div>
${figures(charts.generator)}</div>
</section>
<section aria-labelledby="setup"><h2 id="setup">What was run</h2>
${setupFacts(record)}
${metricsPart(record)}
</section>
`;
  return { picture: chartFigure(charts.load, sources, 2), parts, plan };
}
