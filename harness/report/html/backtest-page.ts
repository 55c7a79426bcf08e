import type { BacktestRecord } from '../../record/backtest-record.ts';
import { seconds } from '../../verdict/figures.ts';
import { backtestTitle } from '../backtest-text.ts';
import { telemetrySpan } from '../calibration-text.ts';
import { apartHtml } from './calibration-page.ts';
import { contents } from './contents.ts';
import { dataPart } from './data-part.ts';
import { htmlDocument } from './document.ts';
import { fileNameOf } from './file-name.ts';
import { embeddedJson, html } from './markup.ts';
import { noCharts } from './no-charts.ts';
import type { PageAssets } from './page-assets.ts';
import { facts, table } from './table.ts';
import { windowFigures } from './windows-part.ts';

/** The report of a backtest: the twin beside what was, window by window. */
export function renderBacktestHtml(record: BacktestRecord, assets: PageAssets): string {
  const { topology, telemetry, windows, apart, causes } = record;
  const fileName = fileNameOf(topology.name, 'backtest');
  const body = html`<header>
<p class="eyebrow">Headroom backtest</p>
<h1>${backtestTitle(record)}</h1>
<div class="banner"><p class="lead">${record.reasons[0] ?? ''}</p>
${record.reasons.length > 1 && html`<ul>${record.reasons.slice(1).map(reason => html`<li>${reason}</li>`)}</ul>`}</div>
</header>
${contents(['Windows', 'Setup', 'Raw data'])}
<section aria-labelledby="windows"><h2 id="windows">Windows</h2>
${apart.length > 0 && apartHtml('The twin beside what was', apart, record.notMeasured)}
${
  causes.length > 0 &&
  table(
    'Lines of the topology that this telemetry contradicts',
    [{ title: 'line' }, { title: 'twin' }, { title: 'measured' }],
    causes.map(({ path, twin, telemetry: measured }) => ({ cells: [path, twin, measured] })),
  )
}
${windowFigures(windows.observed, windows.predicted, telemetry.windowS, null)}
</section>
<section aria-labelledby="setup"><h2 id="setup">What it is of</h2>
${facts([
  ['topology', html`${topology.file} <code>${topology.fingerprint}</code>`],
  ['telemetry', `${telemetry.url}, ${telemetrySpan(telemetry)}`],
  ['window', seconds(telemetry.windowS)],
  ['seed', String(record.seed)],
])}
${telemetry.gaps.length > 0 && html`<ul>${telemetry.gaps.map(gap => html`<li>${gap}</li>`)}</ul>`}
</section>
${dataPart('the backtest', 'It is all that was compared.', fileName, Buffer.byteLength(embeddedJson(record).text), [])}
`;
  const title = `Backtest of ${topology.name}`;
  return htmlDocument({ title, verdict: record.verdict, body, data: record, plan: noCharts(fileName) }, assets);
}
