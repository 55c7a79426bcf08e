import type { SweepPoint, SweepRecord } from '../../record/sweep-record.ts';
import { rate } from '../../verdict/figures.ts';
import { knobText, valueText } from '../sweep-text.ts';
import { roundTicks } from './curve-chart.ts';
import { html, type Markup, NOTHING } from './markup.ts';

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [640, 300, 70, 130, 20, 46];
/** From one limit's name to the next. */
const NAME_HEIGHT = 15;

/** Capacity against the knob's values, in their order and equally far apart: they may be words as well as numbers. */
export function sweepChart(sweep: SweepRecord): Markup {
  const { points, pool, topology, headroomLimit } = sweep;
  const knob = knobText(sweep);
  const { peakPerSecond } = topology;
  const needed = (headroomLimit ?? 1) * peakPerSecond;
  const most =
    Math.max(needed, ...points.flatMap(point => [point.interval[1] ?? 0, point.capacityPerSecond ?? 0])) * 1.08;
  const x = (i: number): number =>
    points.length === 1
      ? (LEFT + WIDTH - RIGHT) / 2
      : LEFT + 30 + (i * (WIDTH - LEFT - RIGHT - 60)) / (points.length - 1);
  const y = (perSecond: number): string => (TOP + (HEIGHT - TOP - BOTTOM) * (1 - perSecond / most)).toFixed(1);
  const limits: [value: number, label: string][] =
    headroomLimit === null || headroomLimit === 1
      ? [[peakPerSecond, 'regional peak']]
      : (
          [
            [peakPerSecond, 'regional peak'],
            [needed, 'headroom asked for'],
          ] as [number, string][]
        ).sort(([a], [b]) => a - b);
  // To the right of the lines; the lowest beside its own, each further one above the name below it.
  const nameY = (i: number, value: number): number => {
    const own = Number(y(value)) + 4;
    const below = i === 0 ? Number.POSITIVE_INFINITY : nameY(i - 1, limits[i - 1]?.[0] as number);
    return Math.min(own, below - NAME_HEIGHT);
  };
  return html`<figure class="chart">
<svg class="static-chart sweep" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Capacity of ${pool} by ${knob}; the figures are in the table below">
${roundTicks(most).map(tick => html`<line class="rule" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(tick)}" y2="${y(tick)}"/><text x="${LEFT - 8}" y="${Number(y(tick)) + 4}" text-anchor="end">${rate(tick)}</text>`)}
${limits.map(([value, label], i) => html`<line class="limit" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(value)}" y2="${y(value)}"/><text class="limit-text" x="${WIDTH - RIGHT + 6}" y="${nameY(i, value)}">${label}</text>`)}
${stretches(points).map(stretch => html`<polyline class="ink-single" fill="none" stroke-width="2" points="${stretch.map(({ i, capacity }) => `${x(i).toFixed(1)},${y(capacity)}`).join(' ')}"/>`)}
${points.map((point, i) => mark(point, x(i).toFixed(1), y))}
${points.map((point, i) => html`<text class="strong" x="${x(i).toFixed(1)}" y="${HEIGHT - 26}" text-anchor="middle">${valueText(point)}</text>`)}
<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 6}" text-anchor="middle">${knob}</text>
</svg>
<figcaption>A dot is the capacity, the upright bar its interval: between the highest load that held and the lowest that did not. A cross at the bottom: not even the lowest load held. The values stand in the order given and equally far apart, whatever lies between them; the line between dots is no measurement.</figcaption>
</figure>`;
}

function mark(
  { capacityPerSecond, interval: [low, high] }: SweepPoint,
  x: string,
  y: (value: number) => string,
): Markup {
  if (capacityPerSecond === null) {
    return html`<text class="limit-text" x="${x}" y="${Number(y(0)) - 4}" text-anchor="middle">✗</text>`;
  }
  const bar =
    low === null || high === null
      ? NOTHING
      : html`<path class="zero" stroke-width="2" d="M${x},${y(low)}V${y(high)}m-8,0h16M${x},${y(low)}m-8,0h16"/>`;
  return html`${bar}<circle class="dot" cx="${x}" cy="${y(capacityPerSecond)}" r="4.5"/>`;
}

/** Runs of neighbours that all have a capacity. */
function stretches(points: readonly SweepPoint[]): { i: number; capacity: number }[][] {
  const found: { i: number; capacity: number }[][] = [[]];
  points.forEach(({ capacityPerSecond }, i) => {
    if (capacityPerSecond === null) found.push([]);
    else found.at(-1)?.push({ i, capacity: capacityPerSecond });
  });
  return found.filter(stretch => stretch.length > 1);
}
