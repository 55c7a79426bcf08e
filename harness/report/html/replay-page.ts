import type { ReplayDrill, ReplayRecord } from '../../record/replay-record.ts';
import type { RunRecord, SeriesRecord } from '../../record/run-record.ts';
import { CLASS_TEXTS } from '../../verdict/drill-class.ts';
import { count, share } from '../../verdict/figures.ts';
import { headWord } from '../head-word.ts';
import { becameText, brokeText, replayParts, replayTitle } from '../replay-text.ts';
import { type ChartFigure, chartFigure, isDrawn } from './chart-figure.ts';
import type { PagePlan } from './chart-plan.ts';
import { contents } from './contents.ts';
import { dataPart } from './data-part.ts';
import { htmlDocument } from './document.ts';
import { drawnSeries, placesOf } from './drawn-series.ts';
import { fileNameOf } from './file-name.ts';
import { embeddedJson, html, type Markup, NOTHING } from './markup.ts';
import type { PageAssets } from './page-assets.ts';
import { drillCharts } from './replay-charts.ts';
import { facts, table } from './table.ts';
import { operationsTable } from './timeline-part.ts';
import { banner, headline, instantText } from './verdict-part.ts';

const WHOLE = 'It is the replay as replay.json has it, and what its charts are drawn from.';

/**
 * The report of a replayed incident: its story, and its drills side by side.
 * @param runs the records of its drills, as far as they are still there
 */
export function renderReplayHtml(record: ReplayRecord, runs: readonly RunRecord[], assets: PageAssets): string {
  const { reasons, incident, drills, startedAt, elsewhere, topology } = record;
  const fileName = fileNameOf(incident.name, 'replay');
  const shown =
    runs.length === drills.length ? drills.map((drill, i) => shownDrill(drill, runs[i] as RunRecord, i)) : [];
  const sources = Object.fromEntries(shown.map(({ key, series }) => [key, series]));
  const charts = shown.flatMap(each => each.charts);
  const drawn = drawnSeries(
    sources,
    charts.filter(figure => isDrawn(figure, sources)).map(each => each.plan),
  );
  const plan: PagePlan = {
    sources: placesOf(drawn),
    ...{ scale: topology.scale, phases: [], marks: [], charts: drawn.charts, fileName },
  };
  const data = { replay: record, series: drawn.sources };
  const where = elsewhere
    ? `on ${topology.name}, with the users and operators of the incident`
    : 'as its report tells it';
  const word = headWord(record);
  const body = html`<header>
<p class="eyebrow">Headroom replay of a public incident</p>
${headline(word, incident.title)}
${banner(word, reasons)}
<p class="muted">${replayTitle(record)}, ${where}; begun ${instantText(startedAt)}.</p>
</header>
${contents(['Story', 'Drills', ...(shown.length === 0 ? [] : ['Side by side']), 'Setup', 'Raw data'])}
<section aria-labelledby="story"><h2 id="story">Story</h2>
${replayParts(record).map(
  ({ heading, sentences }) => html`<h3>${heading}</h3>
${sentences.map(sentence => html`<p>${sentence}</p>`)}
`,
)}</section>
<section aria-labelledby="drills"><h2 id="drills">Drills</h2>
${drillsTable(drills, elsewhere)}
</section>
${shown.length > 0 && sideBySide(shown, sources)}
<section aria-labelledby="setup"><h2 id="setup">What was run</h2>
${facts([
  ['report', incident.source],
  ['script', html`${record.script.name} <code>${record.script.fingerprint}</code>`],
  ['topology', html`${topology.name} <code>${topology.fingerprint}</code>`],
  ['seed', String(record.seed)],
  ['clock', record.clock],
])}
</section>
${dataPart('the replay', WHOLE, fileName, Buffer.byteLength(embeddedJson(data).text), [])}
`;
  const title = `${word.toUpperCase()} ${replayTitle(record)}`;
  return htmlDocument({ title, verdict: word, body, data, plan }, assets);
}

interface ShownDrill {
  readonly key: string;
  readonly drill: ReplayDrill;
  readonly run: RunRecord;
  readonly series: SeriesRecord;
  readonly charts: readonly ChartFigure[];
}

function shownDrill(drill: ReplayDrill, run: RunRecord, index: number): ShownDrill {
  const key = `drill-${index}`;
  return { key, drill, run, series: run.series, charts: drillCharts(key, drill.name, run, run.series) };
}

function sideBySide(shown: readonly ShownDrill[], sources: Readonly<Record<string, SeriesRecord>>): Markup {
  return html`<section aria-labelledby="side-by-side"><h2 id="side-by-side">Side by side</h2>
<div class="charts">
${shown.map(
  ({ drill, charts, run }) => html`<div><h3>${drill.name}: ${drill.asks}</h3>
<p><strong>It ${becameText(drill)}.</strong> ${drill.cause === null ? NOTHING : drill.cause.sentence}</p>
${charts.map(figure => chartFigure(figure, sources))}
<details><summary>What was done in it</summary>
${operationsTable(run)}</details></div>
`,
)}</div>
</section>
`;
}

function drillsTable(drills: readonly ReplayDrill[], elsewhere: boolean): Markup {
  return table(
    'Drills of the incident',
    [
      { title: 'drill' },
      { title: 'what it is' },
      { title: 'service' },
      { title: elsewhere ? 'in the incident' : 'as told' },
      { title: 'lost in' },
      { title: 'errors' },
      { title: 'back' },
    ],
    drills.map(drill => {
      const { name, asks, expected, class: became, errors, timeouts } = drill;
      return {
        cells: [
          name,
          asks,
          becameText(drill),
          `${elsewhere || became === null ? '' : became === expected ? '✓ ' : '✗ '}${CLASS_TEXTS[expected]}`,
          brokeText(drill),
          errors === null ? '–' : share(errors),
          timeouts.recoveredS === null || became !== 'recovers' ? '–' : `second ${count(timeouts.recoveredS)}`,
        ],
      };
    }),
  );
}
