import type { ApartRecord, CalibrationRecord } from '../../record/calibration-record.ts';
import { count, ms, seconds, share } from '../../verdict/figures.ts';
import { apartBias, apartValue } from '../apart-text.ts';
import { calibrationTitle, costName, STANDINGS, telemetrySpan } from '../calibration-text.ts';
import { contents } from './contents.ts';
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
  const { demands, windows, check, heldOut, telemetry, residual } = record;
  const fileName = fileNameOf(record.name, 'calibration');
  const body = html`<header>
<p class="eyebrow">Headroom calibration</p>
<h1>${calibrationTitle(record)}</h1>
<div class="banner"><p class="lead">${record.reasons[0] ?? ''}</p>
${record.reasons.length > 1 && html`<ul>${record.reasons.slice(1).map(reason => html`<li>${reason}</li>`)}</ul>`}</div>
</header>
${contents(['Costs', 'Check', 'Setup', 'Raw data'])}
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
<section aria-labelledby="check"><h2 id="check">Check</h2>
${check.length === 0 ? html`<p class="note">No drill was run: without costs there is no twin.</p>` : NOTHING}
${check.length > 0 && apartHtml('In windows that it was fitted to', check)}
${heldOut.length > 0 && apartHtml('In windows that it was not fitted to', heldOut)}
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

/** A twin beside what was, as a table. */
export function apartHtml(caption: string, apart: readonly ApartRecord[]): Markup {
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
    apart.map(each => ({
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
  );
}
