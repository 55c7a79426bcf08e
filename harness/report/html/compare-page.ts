import type { CompareRecord } from '../../record/compare-record.ts';
import { failingText } from '../../verdict/failing-seeds.ts';
import { count } from '../../verdict/figures.ts';
import { compareTitle } from '../compare-text.ts';
import { headWord } from '../head-word.ts';
import { armCharts } from './arm-charts.ts';
import { armNames, type ComparedRecords } from './arms.ts';
import { armFigures, armObjectives, armTiles, settingsDifference } from './arms-part.ts';
import { chartFigure, isDrawn } from './chart-figure.ts';
import type { PagePlan } from './chart-plan.ts';
import { contents } from './contents.ts';
import { dataPart } from './data-part.ts';
import { differencesPart } from './differences-part.ts';
import { htmlDocument } from './document.ts';
import { type Drawn, drawnSeries, placesOf } from './drawn-series.ts';
import { fileNameOf } from './file-name.ts';
import { embeddedJson, html, type Markup, NOTHING } from './markup.ts';
import { noCharts } from './no-charts.ts';
import type { PageAssets } from './page-assets.ts';
import { marksOf, phasesOf } from './phases.ts';
import { carriedIn, type PlayOffer, playPart, playParts } from './play-part.ts';
import type { Look } from './run-charts.ts';
import { sensitivityPart } from './sensitivity-part.ts';
import { setupFacts } from './setup-part.ts';
import { chartHelp, operationsTable } from './timeline-part.ts';
import { banner, headline, tiles } from './verdict-part.ts';

/** What charts may draw beside an engine, of the 500 KB of a report. */
const MOST_PLAYED_NUMBERS = 14_000;

const WHOLE =
  'It is the comparison as compare.json has it, and what the charts are drawn from: the series of the first seed of both arms.';

/**
 * The report of a comparison.
 * @param records the whole records of its first seed, for the charts; null: there are none, and the report is of figures alone.
 */
export function renderCompareHtml(
  comparison: CompareRecord,
  records: ComparedRecords | null,
  assets: PageAssets,
  play: PlayOffer = null,
): string {
  const word = headWord(comparison);
  const { reasons, baseline, candidate, runs, failing, sensitivity } = comparison;
  const [a, b] = armNames(comparison);
  const timeline = records === null ? null : timelineOf(comparison, records, carriedIn(play) !== null);
  const parts = [
    ...playParts(play),
    'Differences',
    'Objectives',
    'Settings',
    ...(sensitivity === undefined ? [] : ['Sensitivity']),
    ...(timeline === null ? [] : ['Timeline']),
    'Arms',
    'Setup',
    'Raw data',
  ];
  const fileName = fileNameOf(`${baseline.script.name}-${candidate.cacheSettings.name}`, 'compare');
  const data = { comparison, series: timeline?.series ?? null };
  const body = html`<header>
<p class="eyebrow">Headroom comparison of cache settings</p>
${headline(word, `${b} against ${a}`)}
${banner(word, reasons)}
</header>
${timeline?.picture ?? NOTHING}
${tiles(armTiles(comparison))}
<p class="muted">${compareTitle(comparison)}.${scaleNote(comparison)}</p>
${contents(parts)}
${playPart(play)}${differencesPart(comparison)}
${armObjectives(comparison)}
${settingsDifference(comparison)}
${sensitivity === undefined ? NOTHING : sensitivityPart(sensitivity)}
${timeline?.part ?? NOTHING}
${armFigures(comparison)}
<section aria-labelledby="setup"><h2 id="setup">What was run</h2>
<div class="charts">
<div><h3>${a}</h3>${setupFacts(baseline)}</div>
<div><h3>${b}</h3>${setupFacts(candidate)}</div>
</div>
${failing.seeds > 1 && html`<p>${count(failing.seeds)} seeds of each arm were compared; charts, objectives and figures of the arms are of the first. ${failingText(failing)}</p>`}
<details><summary>Records of the runs (${count(runs.length)})</summary><ul>${runs.map(run => html`<li><code>${run}</code></li>`)}</ul></details>
</section>
${dataPart('the comparison with the series of both arms', WHOLE, fileName, Buffer.byteLength(embeddedJson(data).text), [], carriedIn(play) !== null)}
`;
  return htmlDocument(
    {
      title: `${word.toUpperCase()} ${compareTitle(comparison)}`,
      verdict: word,
      body,
      data,
      plan: timeline?.plan(fileName) ?? noCharts(fileName),
      play: carriedIn(play),
    },
    assets,
  );
}

const BASELINE: Look = { colour: 'baseline', dash: 'dashed' };
const CANDIDATE: Look = { colour: 'candidate', dash: 'solid' };

interface Timeline {
  /** What users of either arm met. */
  readonly picture: Markup;
  readonly part: Markup;
  readonly series: Drawn['sources'];
  readonly plan: (fileName: string) => PagePlan;
}

function timelineOf(comparison: CompareRecord, { baseline, candidate }: ComparedRecords, isPlayed: boolean): Timeline {
  const sources = { baseline: baseline.series, candidate: candidate.series };
  const [a, b] = armNames(comparison);
  const charts = armCharts(
    [
      { name: a, source: 'baseline', look: BASELINE, series: baseline.series },
      { name: b, source: 'candidate', look: CANDIDATE, series: candidate.series },
    ],
    comparison.candidate,
  );
  const drawn = drawnSeries(
    sources,
    charts.filter(figure => isDrawn(figure, sources)).map(({ plan }) => plan),
    isPlayed ? MOST_PLAYED_NUMBERS : undefined,
  );
  const [errors, p99, ...rest] = charts;
  const part = html`<section aria-labelledby="timeline"><h2 id="timeline">Timeline</h2>
${chartHelp(charts, sources, drawn.stretchS)}
${p99 !== undefined && chartFigure(p99, sources)}
${operationsTable(candidate)}
<div class="charts">
${rest.map(figure => chartFigure(figure, sources))}</div>
</section>
`;
  return {
    picture: errors === undefined ? NOTHING : chartFigure(errors, sources, 2),
    part,
    series: drawn.sources,
    plan: fileName => ({
      sources: placesOf(drawn),
      scale: candidate.topology.scale,
      phases: phasesOf(candidate.timeline, Object.keys(candidate.pools)[0] ?? '', candidate.durationS),
      marks: marksOf(candidate),
      charts: drawn.charts,
      fileName,
    }),
  };
}

function scaleNote({ candidate }: CompareRecord): string {
  const { scale } = candidate.topology;
  return scale === 1
    ? ''
    : ` One instance here stands for ${count(scale)}: figures are at this scale unless they say otherwise.`;
}
