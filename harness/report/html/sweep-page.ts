import type { SweepPoint, SweepRecord } from '../../record/sweep-record.ts';
import { isEnough } from '../../verdict/capacity.ts';
import { count, rate, ratio, seconds } from '../../verdict/figures.ts';
import { interruptedSentence } from '../../verdict/interrupted.ts';
import { limitText } from '../capacity-text.ts';
import { knobText, valueText } from '../sweep-text.ts';
import { contents } from './contents.ts';
import { dataPart } from './data-part.ts';
import { htmlDocument } from './document.ts';
import { fileNameOf } from './file-name.ts';
import { embeddedJson, html, type Markup } from './markup.ts';
import { noCharts } from './no-charts.ts';
import type { PageAssets } from './page-assets.ts';
import { scaledRate } from './scaled.ts';
import { sweepChart } from './sweep-chart.ts';
import { sweepGrid } from './sweep-grid.ts';
import { facts, table } from './table.ts';

/** The report of a sweep: capacity against the knob. */
export function renderSweepHtml(sweep: SweepRecord, assets: PageAssets): string {
  const { pool, script, cacheSettings, topology, points } = sweep;
  const knob = knobText(sweep);
  const fileName = fileNameOf(`${script.name}-${knob}`, 'sweep');
  const title = `Capacity of ${pool} against ${knob}`;
  const body = html`<header>
<p class="eyebrow">Headroom sweep report</p>
<h1>${title}</h1>
<div class="banner"><p class="lead">${findings(sweep)}</p></div>
<p class="muted">${script.name} with ${cacheSettings.name} on ${topology.name}, ${count(points.length)} values of ${knob}, each from a ${sweep.start} start. Capacity is the highest load at which every objective of the topology holds.${
    topology.scale === 1 ? '' : ` One instance here stands for ${count(topology.scale)}.`
  }</p>
</header>
${contents(['Capacity', 'Setup', 'Raw data'])}
<section aria-labelledby="capacity"><h2 id="capacity">Capacity</h2>
${sweepGrid(sweep) ?? sweepChart(sweep)}
${pointsTable(sweep)}
</section>
<section aria-labelledby="setup"><h2 id="setup">What was run</h2>
${facts([
  ['script', html`${script.name} <code>${script.fingerprint}</code>`],
  ['topology', html`${topology.name} <code>${topology.fingerprint}</code>`],
  [
    'cache settings',
    html`${cacheSettings.name} <code>${cacheSettings.fingerprint}</code>, with another ${knob} each time`,
  ],
  [sweep.seeds.length === 1 ? 'seed' : 'seeds', sweep.seeds.join(', ')],
  ['begun', `${sweep.startedAt.slice(0, 19).replace('T', ' ')} UTC`],
  ['timeout of the proxy', seconds(topology.timeoutMs / 1000)],
  ['regional peak', scaledRate(topology.peakPerSecond, topology.scale)],
])}
</section>
${dataPart('the sweep', 'It is all that was measured.', fileName, Buffer.byteLength(embeddedJson(sweep).text), [])}
`;
  return htmlDocument({ title, verdict: null, body, data: sweep, plan: noCharts(fileName, topology.scale) }, assets);
}

/** What the sweep shows, in sentences. */
function findings(sweep: SweepRecord): string {
  const { points, headroomLimit } = sweep;
  const knob = knobText(sweep);
  const measured = points.filter(({ capacityPerSecond }) => capacityPerSecond !== null);
  if (measured.length === 0)
    return `With no value of ${knob} do all objectives hold, even at the lowest load that was tried.`;
  const capacity = (point: SweepPoint): number => point.capacityPerSecond as number;
  const best = measured.reduce((high, point) => (capacity(point) > capacity(high) ? point : high));
  const worst = measured.reduce((low, point) => (capacity(point) < capacity(low) ? point : low));
  const text = (point: SweepPoint): string =>
    `${rate(capacity(point))} (${ratio(point.headroom as number)} times the regional peak) with ${pairsText(sweep, point)}`;
  const range = best === worst ? `Capacity is ${text(best)}.` : `Capacity goes from ${text(worst)} to ${text(best)}.`;
  const enough = points.filter(({ headroom }) => isEnough(headroom, headroomLimit)).map(valueText);
  const asked =
    headroomLimit === null ? 'the regional peak' : `the headroom of ${ratio(headroomLimit)} that is asked for`;
  const verdict =
    enough.length === 0
      ? `No value reaches ${asked}.`
      : `${asked[0]?.toUpperCase()}${asked.slice(1)} is reached with ${
          sweep.knobs.length === 1
            ? enough.join(', ')
            : `${count(enough.length)} of ${count(points.length)} combinations`
        }.`;
  const told = sweep.interrupted === undefined ? '' : `${interruptedSentence(sweep.interrupted, 'points')} `;
  return `${told}${range} ${verdict}`;
}

/** `ttl 30s and pools.alternate.instances 6` */
function pairsText({ knobs }: SweepRecord, { values }: SweepPoint): string {
  return knobs.map(({ path }, i) => `${path} ${values[i]}`).join(' and ');
}

function pointsTable(sweep: SweepRecord): Markup {
  const { points, topology } = sweep;
  const { scale } = topology;
  const knob = knobText(sweep);
  return table(
    `Capacity by ${knob}`,
    [
      { title: knob },
      { title: 'capacity' },
      { title: 'interval' },
      { title: 'headroom' },
      { title: 'recovers at' },
      { title: 'limited by' },
    ],
    points.map(point => {
      const { capacityPerSecond, interval, headroom, recoversAtPerSecond, limitedBy } = point;
      const [low, high] = interval;
      return {
        cells: [
          valueText(point),
          capacityPerSecond === null ? 'none' : scaledRate(capacityPerSecond, scale),
          low === null || high === null ? '–' : `${rate(low)} to ${rate(high)}`,
          headroom === null ? '–' : ratio(headroom),
          recoversAtPerSecond === null ? '–' : rate(recoversAtPerSecond),
          limitText(limitedBy),
        ],
      };
    }),
  );
}
