import { count, rate, ratio, seconds } from '../../verdict/figures.ts';
import { contents } from './contents.ts';
import { dataPart } from './data-part.ts';
import { htmlDocument } from './document.ts';
import { fileNameOf } from './file-name.ts';
import { embeddedJson, html, type Markup } from './markup.ts';
import type { PageAssets } from './page-assets.ts';
import { scaledRate } from './scaled.ts';
import { sweepChart } from './sweep-chart.ts';
import { facts, table } from './table.ts';

/** Capacity measured for several values of one knob, all else equal. Rates per second at the topology's scale. */
export interface Sweep {
  /** As people write it: `ttl`. */
  readonly knob: string;
  /** The pool that had to bear the load. */
  readonly pool: string;
  readonly start: 'cold' | 'warm';
  readonly script: Named;
  readonly topology: Named & { readonly scale: number; readonly peakPerSecond: number; readonly timeoutMs: number };
  /** The settings in which the knob was turned. */
  readonly cacheSettings: Named;
  readonly seed: number;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** Headroom asked for; null: none is. */
  readonly headroomLimit: number | null;
  /** In the order in which the values were given. */
  readonly points: readonly SweepPoint[];
}

export interface SweepPoint {
  /** The knob's value as people write it: `30s`. */
  readonly value: string;
  /** The highest load at which every objective holds; null: not even the lowest probed. */
  readonly capacityPerSecond: number | null;
  /** Between the highest load that held and the lowest that did not. */
  readonly interval: readonly [low: number, high: number] | null;
  /** The load at which service comes back once overloaded; null: not measured, or none. */
  readonly recoversAtPerSecond: number | null;
  /** What broke first above it: an objective, or a resource. */
  readonly limitedBy: string | null;
}

interface Named {
  readonly name: string;
  readonly fingerprint: string;
}

/** The report of a sweep: capacity against the knob. */
export function renderSweepHtml(sweep: Sweep, assets: PageAssets): string {
  const { knob, pool, script, cacheSettings, topology, points } = sweep;
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
${sweepChart(sweep)}
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
  ['seed', String(sweep.seed)],
  ['begun', `${sweep.startedAt.slice(0, 19).replace('T', ' ')} UTC`],
  ['timeout of the proxy', seconds(topology.timeoutMs / 1000)],
  ['regional peak', scaledRate(topology.peakPerSecond, topology.scale)],
])}
</section>
${dataPart('the sweep', 'It is all that was measured.', fileName, Buffer.byteLength(embeddedJson(sweep).text), [])}
`;
  const plan = { sources: {}, scale: topology.scale, phases: [], marks: [], charts: [], fileName };
  return htmlDocument({ title, verdict: null, body, data: sweep, plan }, assets);
}

/** What the sweep shows, in sentences. */
function findings({ points, knob, topology, headroomLimit }: Sweep): string {
  const measured = points.filter(({ capacityPerSecond }) => capacityPerSecond !== null);
  if (measured.length === 0)
    return `With no value of ${knob} do all objectives hold, even at the lowest load that was tried.`;
  const capacity = (point: SweepPoint): number => point.capacityPerSecond as number;
  const best = measured.reduce((high, point) => (capacity(point) > capacity(high) ? point : high));
  const worst = measured.reduce((low, point) => (capacity(point) < capacity(low) ? point : low));
  const text = (point: SweepPoint): string =>
    `${rate(capacity(point))} (${ratio(capacity(point) / topology.peakPerSecond)} times the regional peak) with ${knob} ${point.value}`;
  const range = best === worst ? `Capacity is ${text(best)}.` : `Capacity goes from ${text(worst)} to ${text(best)}.`;
  const needed = (headroomLimit ?? 1) * topology.peakPerSecond;
  const enough = points.filter(({ capacityPerSecond }) => (capacityPerSecond ?? 0) >= needed).map(({ value }) => value);
  const asked =
    headroomLimit === null ? 'the regional peak' : `the headroom of ${ratio(headroomLimit)} that is asked for`;
  const verdict =
    enough.length === 0
      ? `No value reaches ${asked}.`
      : `${asked[0]?.toUpperCase()}${asked.slice(1)} is reached with ${enough.join(', ')}.`;
  return `${range} ${verdict}`;
}

function pointsTable({ points, knob, topology }: Sweep): Markup {
  const { scale, peakPerSecond } = topology;
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
    points.map(({ value, capacityPerSecond, interval, recoversAtPerSecond, limitedBy }) => ({
      cells: [
        value,
        capacityPerSecond === null ? 'none' : scaledRate(capacityPerSecond, scale),
        interval === null ? '–' : `${rate(interval[0])} to ${rate(interval[1])}`,
        capacityPerSecond === null ? '–' : ratio(capacityPerSecond / peakPerSecond),
        recoversAtPerSecond === null ? '–' : rate(recoversAtPerSecond),
        limitedBy ?? '–',
      ],
    })),
  );
}
