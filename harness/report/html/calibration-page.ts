import type { ApartRecord, CalibrationRecord } from '../../record/calibration-record.ts';
import { count, ms, seconds, share } from '../../verdict/figures.ts';
import { apartBias, apartValue } from '../apart-text.ts';
import { calibrationTitle, costName, localityText, STANDINGS, telemetrySpan } from '../calibration-text.ts';
import { contents } from './contents.ts';
import { curveChart } from './curve-chart.ts';
import { dataPart } from './data-part.ts';
import { htmlDocument } from './document.ts';
import { fileNameOf } from './file-name.ts';
import { embeddedJson, html, type Markup, NOTHING } from './markup.ts';
import { noCharts } from './no-charts.ts';
import type { PageAssets } from './page-assets.ts';
import { scatterFigure } from './scatter-figure.ts';
import { facts, table } from './table.ts';
import { windowFigures } from './windows-part.ts';

/** The report of a calibration: every fit as a picture. */
export function renderCalibrationHtml(record: CalibrationRecord, assets: PageAssets): string {
  const { demands, windows, check, heldOut, telemetry, residual, import: from } = record;
  const fileName = fileNameOf(record.name, 'calibration');
  const body = html`<header>
<p class="eyebrow">Headroom calibration</p>
<h1>${calibrationTitle(record)}</h1>
<div class="banner"><p class="lead">${record.reasons[0] ?? ''}</p>
${record.reasons.length > 1 && html`<ul>${record.reasons.slice(1).map(reason => html`<li>${reason}</li>`)}</ul>`}</div>
</header>
${contents(['Costs', ...(from === undefined ? [] : ['Locality']), 'Check', 'Setup', 'Raw data'])}
<section aria-labelledby="costs"><h2 id="costs">Costs</h2>
${costTable(record)}
${demands.filter(({ points, standing }) => points.length > 1 && standing !== 'never-came').map(costPicture)}
${
  record.residuals.length > 1 &&
  scatterFigure({
    title: 'What the costs do not explain',
    ...{ xTitle: 'CPU time as fitted, s', yTitle: 'beyond it, s', points: record.residuals, lines: [] },
    xText: value => String(Number(value.toPrecision(3))),
    yText: value => String(Number(value.toPrecision(3))),
    caption: `A dot is an instance in a window. ${residual === null ? '' : `The root mean square is ${share(residual)} of the mean CPU time. `}A bend says that a cost changes with the load.`,
  })
}
</section>
${from !== undefined && localityPart(from)}
<section aria-labelledby="check"><h2 id="check">Check</h2>
${check.length === 0 ? html`<p class="note">No drill was run: without costs there is no twin.</p>` : NOTHING}
${check.length > 0 && apartHtml('In windows that it was fitted to', check)}
${heldOut.length > 0 && apartHtml('In windows that it was not fitted to', heldOut, record.notMeasured)}
${windowFigures(windows.observed, windows.predicted, telemetry.windowS, windows.fitted)}
</section>
<section aria-labelledby="setup"><h2 id="setup">What it is of</h2>
${facts([
  ['telemetry', `${telemetry.url}, ${telemetrySpan(telemetry)}`],
  ['twin', html`${telemetry.twin.file} <code>${telemetry.twin.fingerprint}</code>`],
  ['window', seconds(telemetry.windowS)],
  ['left out', leftText(record)],
  ['seed', String(record.seed)],
])}
${telemetry.gaps.length > 0 && html`<ul>${telemetry.gaps.map(gap => html`<li>${gap}</li>`)}</ul>`}
</section>
${dataPart('the calibration', 'It is all that was fitted.', fileName, Buffer.byteLength(embeddedJson(record).text), [])}
`;
  return htmlDocument(
    { title: `Calibration of ${record.name}`, verdict: record.verdict, body, data: record, plan: noCharts(fileName) },
    assets,
  );
}

function leftText({ left }: CalibrationRecord): string {
  const parts = Object.entries(left).filter(([, number]) => number > 0);
  return parts.length === 0 ? 'nothing' : parts.map(([why, number]) => `${count(number)} (${why})`).join(', ');
}

function costTable({ demands }: CalibrationRecord): Markup {
  return table(
    'CPU time of a request',
    [
      { title: 'cost' },
      { title: 'mean', kind: 'number' },
      { title: '90 %', kind: 'number' },
      { title: 'of the CPU', kind: 'number' },
      { title: 'requests', kind: 'number' },
      { title: 'variance × by others', kind: 'number' },
      { title: 'standing' },
      { title: 'shape' },
    ],
    demands.map(each => ({
      cells: [
        costName(each.path),
        ms(each.ms),
        `${ms(each.interval[0])}–${ms(each.interval[1])}`,
        share(each.share),
        count(each.requests),
        each.inflation === null ? '∞' : each.inflation.toFixed(1),
        `${STANDINGS[each.standing]}${each.others.length === 0 ? '' : `: comes with ${each.others.join(', ')}`}`,
        each.shape ?? 'assumed',
      ],
    })),
  );
}

function costPicture({ path, ms: mean, interval, points }: CalibrationRecord['demands'][number]): Markup {
  const most = Math.max(...points.map(([x]) => x));
  const line = (costMs: number): [number, number][] => [
    [0, 0],
    [most, (most * costMs) / 1000],
  ];
  return scatterFigure({
    title: costName(path),
    ...{ xTitle: 'requests of this class, by window and instance', yTitle: 'CPU time of theirs, s', points },
    lines: [line(mean), line(interval[0]), line(interval[1])],
    xText: count,
    yText: value => String(Number(value.toPrecision(3))),
    caption: `A dot is an instance in a window: its CPU time without what the other costs take of it. The slope of the line is the cost, ${ms(mean)}; the others are the ends of its interval.`,
  });
}

/** Where the twin's keys are from: the log's exact curves, and what was measured. */
function localityPart(from: NonNullable<CalibrationRecord['import']>): Markup {
  const { curve, ttlCurve, observed, entries } = from;
  const most = { most: 1, yTicks: [0, 0.25, 0.5, 0.75, 1], yText: share };
  const level = (xs: readonly number[]) =>
    observed === null || xs.length === 0
      ? []
      : [
          {
            label: 'measured',
            points: [[xs[0] as number, observed] as const, [xs.at(-1) as number, observed] as const],
          },
        ];
  const caption = (what: string, { method }: { method: string }): string =>
    `${what}, of the whole log, ${method === 'exact' ? 'exact' : 'by a sample of its keys'}. The level line is what was measured in the windows that are compared.`;
  return html`<section aria-labelledby="locality"><h2 id="locality">Locality</h2>
<p>${localityText(from)}</p>
${curveChart({
  summary: 'Hit ratio by the number of entries; today’s is in the sentence above',
  lines: [
    { label: 'the log', points: curve.entries.map((x, i) => [x, curve.hitRatio[i] ?? 0] as const) },
    ...level(curve.entries),
  ],
  x: { label: 'entries', isLogarithmic: true, ticks: Array.from({ length: 10 }, (_, i) => 10 ** i), text: count },
  ...most,
  caption: caption('One LRU cache for all, empty at first', curve),
})}
${curveChart({
  summary: 'Hit ratio by ttl; today’s is in the sentence above',
  lines: [
    { label: 'the log', points: ttlCurve.ttlS.map((x, i) => [x, ttlCurve.hitRatio[i] ?? 0] as const) },
    ...level(ttlCurve.ttlS),
  ],
  x: { label: 'ttl', isLogarithmic: true, ticks: [1, 10, 60, 600, 3600, 21_600, 86_400, 604_800], text: seconds },
  ...most,
  caption: caption('A cache with room for all', ttlCurve),
})}
${table(
  'What is looked up',
  [
    ...[
      { title: 'entry' },
      { title: 'lookups in the log', kind: 'number' as const },
      { title: 'keys of the twin', kind: 'number' as const },
    ],
    ...[
      { title: 'hits at today’s size', kind: 'number' as const },
      { title: 'at today’s ttl', kind: 'number' as const },
    ],
  ],
  entries.map(({ name, lookups, keys, ofSize, ofTtl }) => ({
    cells: [
      name,
      count(lookups),
      count(keys),
      ofSize === null ? '–' : share(ofSize),
      ofTtl === null ? '–' : share(ofTtl),
    ],
  })),
)}
</section>`;
}

/** A twin beside what was, as a table. */
export function apartHtml(caption: string, apart: readonly ApartRecord[], missing: readonly string[] = []): Markup {
  return table(
    caption,
    [
      { title: 'figure' },
      { title: 'measured', kind: 'number' },
      { title: 'twin', kind: 'number' },
      { title: 'bias', kind: 'number' },
      { title: 'by window', kind: 'number' },
      { title: 'at most', kind: 'number' },
      { title: 'windows', kind: 'number' },
      { title: '' },
    ],
    [
      ...apart.map(each => ({
        cells: [
          each.figure,
          apartValue(each, each.observed),
          apartValue(each, each.predicted),
          apartBias(each, each.bias),
          apartBias(each, each.spread).replace('+', '±'),
          apartBias(each, each.limit).replace('+', '±'),
          count(each.windows),
          each.holds ? 'holds' : html`<strong>off</strong>`,
        ],
      })),
      ...missing.map(figure => ({ cells: [figure, 'not measured', '', '', '', '', '', ''] })),
    ],
  );
}
