import type { RolloutRecord } from '../../record/rollout-record.ts';
import type { RunRecord } from '../../record/run-record.ts';
import { count, seconds, share } from '../../verdict/figures.ts';
import { stageText } from '../../verdict/rollout.ts';
import { headWord } from '../head-word.ts';
import { CANARY_TITLES, canaryValue, rolloutTitle, usersText } from '../rollout-text.ts';
import { chartFigure, isDrawn } from './chart-figure.ts';
import type { PagePlan } from './chart-plan.ts';
import { contents } from './contents.ts';
import { dataPart } from './data-part.ts';
import { htmlDocument } from './document.ts';
import { type Drawn, drawnSeries, placesOf } from './drawn-series.ts';
import { embeddedRecord } from './embedded-record.ts';
import { fileNameOf } from './file-name.ts';
import { embeddedJson, html, type Markup, NOTHING } from './markup.ts';
import { noCharts } from './no-charts.ts';
import type { PageAssets } from './page-assets.ts';
import { RUN_PARTS, runParts, runPlans } from './run-page.ts';
import { scaledCount } from './scaled.ts';
import { STAGES, stagesChart, stagesSeries } from './stages-chart.ts';
import { table } from './table.ts';
import { banner, headline, instantText, type Tile, tiles } from './verdict-part.ts';

/** What the drill may take of the 500 KB that a report may have. */
const MOST_RUN_BYTES = 270_000;

const WHOLE = 'It is the rollout as rollout.json has it, and the record of the drill in which it was done.';

/**
 * The report of a rollout: its verdict, its stages, and the drill in which it was done.
 * @param run the drill's record; null: it is gone, and the report is of the stages alone.
 */
export function renderRolloutHtml(record: RolloutRecord, run: RunRecord | null, assets: PageAssets): string {
  const word = headWord(record);
  const { reasons, cacheSettings, script, accepted, startedAt } = record;
  const fileName = fileNameOf(`${script.name}-${cacheSettings.name}`, 'rollout');
  const embedded = run === null ? null : embeddedRecord(run, MOST_RUN_BYTES, runPlans(run));
  const drill = run === null || embedded === null ? null : runParts(run, embedded.record, ['run'], fileName);
  const stages = run === null ? null : drawnStages(record, run);
  const data = { rollout: record, run: embedded?.record ?? null, series: stages?.drawn.sources ?? null };
  const allowed = accepted.length === 0 ? '' : ` The canary was allowed to be worse in ${accepted.join(', ')}.`;
  const body = html`<header>
<p class="eyebrow">Headroom rollout report</p>
${headline(word, `rollout of ${cacheSettings.name}`)}
${banner(word, reasons)}
</header>
${stages?.picture ?? NOTHING}
${tiles(rolloutTiles(record))}
<p class="muted">${rolloutTitle(record)}, begun ${instantText(startedAt)}.${allowed}</p>
${contents(['Stages', ...(drill === null ? [] : RUN_PARTS), 'Raw data'])}
<section aria-labelledby="stages"><h2 id="stages">Stages</h2>
${stagesTable(record)}
${canaryTable(record)}
</section>
${drill === null ? NOTHING : html`${drill.picture}${drill.parts}`}
${dataPart('the rollout and its drill', WHOLE, fileName, Buffer.byteLength(embeddedJson(data).text), embedded?.reductions ?? [])}
`;
  const title = `${word.toUpperCase()} ${rolloutTitle(record)}`;
  const plan: PagePlan | null =
    drill === null || stages === null
      ? null
      : {
          ...drill.plan,
          sources: { ...placesOf(stages.drawn), ...drill.plan.sources },
          charts: [...stages.drawn.charts, ...drill.plan.charts],
        };
  return htmlDocument({ title, verdict: word, body, data, plan: plan ?? noCharts(fileName) }, assets);
}

function drawnStages(record: RolloutRecord, run: RunRecord): { picture: Markup; drawn: Drawn } {
  const figure = stagesChart(record);
  const sources = { [STAGES]: stagesSeries(record, run) };
  return {
    picture: chartFigure(figure, sources, 2),
    drawn: drawnSeries(sources, isDrawn(figure, sources) ? [figure.plan] : []),
  };
}

function rolloutTiles({ stages, halted, blastRadius, recoveredS, topology }: RolloutRecord): Tile[] {
  const passed = stages.filter(({ outcome }) => outcome === 'passed').length;
  return [
    {
      ...{ name: 'Stages that passed', value: `${passed} of ${stages.length}` },
      note: halted === null ? 'nothing stopped it' : `stopped in second ${halted.atS}`,
    },
    {
      name: 'Users with an error',
      value: blastRadius.users === null ? usersText(null) : scaledCount(blastRadius.users, topology.scale),
      note: `${blastRadius.share === null ? '' : `${share(blastRadius.share)} of the region's, in `}${count(blastRadius.requests)} requests`,
    },
    ...(halted === null || recoveredS === null
      ? []
      : [
          {
            ...{ name: 'Service back', value: `second ${Math.round(recoveredS)}` },
            note: `${seconds(Math.max(0, recoveredS - halted.atS))} after it was stopped`,
          },
        ]),
  ];
}

function stagesTable({ stages, topology }: RolloutRecord): Markup {
  return table(
    'Stages of the rollout',
    [{ title: 'share of the instances' }, { title: '' }, { title: 'seconds' }, { title: 'users with an error' }],
    stages.map(stage => ({
      cells: [
        stageText(stage, topology),
        stage.outcome.replace('-', ' '),
        stage.startS === null ? '–' : `${stage.startS}–${stage.endS ?? ''}`,
        stage.outcome === 'not-reached' ? '–' : usersText(stage.failedUsers),
      ],
    })),
  );
}

function canaryTable({ stages }: RolloutRecord): Markup {
  const rows = stages.flatMap(({ shares, analyses }) =>
    analyses.flatMap(({ phase, pool, metrics }) =>
      metrics.map(({ metric, canary, rest, worse }) => ({
        cells: [
          shares.map(each => share(each)).join(', '),
          `${phase}, ${pool}`,
          CANARY_TITLES[metric],
          canaryValue(metric, canary),
          canaryValue(metric, rest),
          worse ? 'WORSE' : '',
        ],
      })),
    ),
  );
  if (rows.length === 0) return NOTHING;
  const titles = ['stage', 'where', 'metric', 'canary', 'rest', ''];
  return table(
    'Canary beside the rest',
    titles.map(title => ({ title })),
    rows,
  );
}
