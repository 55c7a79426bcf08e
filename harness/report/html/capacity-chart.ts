import type { CapacityRecord } from '../../record/capacity-record.ts';
import type { CapacityProbe } from '../../verdict/capacity-probe.ts';
import { ms, rate } from '../../verdict/figures.ts';
import { html, type Markup } from './markup.ts';
import { ticks } from './ticks.ts';

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [560, 320, 70, 84, 44, 46];
/** Of the axes beyond what is drawn. */
const ROOM = 1.08;

const MARKS = { held: ['✓', 'mark-ok'], broke: ['✗', 'mark-broken'], unclear: ['?', 'limit-text'] } as const;

/** Each load that was held, by the response time that users got there: what held, what broke, and where the peak is. */
export function capacityChart({ probes, pool, peak, headroomLimit, capacityPerSecond }: CapacityRecord): Markup {
  const shown = probes.filter(({ kind }) => kind === 'hold');
  const needed = headroomLimit === null || headroomLimit === 1 ? null : headroomLimit * peak;
  const most = ROOM * Math.max(peak, needed ?? 0, ...shown.map(({ ratePerSecond }) => ratePerSecond));
  const slowest = ROOM * Math.max(1, ...shown.map(({ p99Ms }) => p99Ms ?? 0));
  const x = (perSecond: number): string => (LEFT + ((WIDTH - LEFT - RIGHT) * perSecond) / most).toFixed(1);
  const y = (time: number): string => (TOP + (HEIGHT - TOP - BOTTOM) * (1 - time / slowest)).toFixed(1);
  const limits: [value: number, label: string][] = [
    [peak, 'regional peak'],
    ...(needed === null ? [] : [[needed, 'asked for'] as [number, string]]),
    ...(capacityPerSecond === null ? [] : [[capacityPerSecond, 'capacity'] as [number, string]]),
  ];
  limits.sort(([a], [b]) => a - b);
  // Each label on a line of its own, to the right of its rule; the rules further right begin below it.
  const label = (i: number): number => TOP - 6 - 14 * (limits.length - 1 - i);
  const mark = ({ outcome, ratePerSecond, p99Ms }: CapacityProbe): Markup => {
    const [sign, className] = MARKS[outcome];
    return html`<text class="${className}" x="${x(ratePerSecond)}" y="${Number(y(p99Ms ?? 0)) + 4}" text-anchor="middle">${sign}</text>`;
  };
  return html`<figure class="chart">
<svg class="static-chart sweep" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Loads that ${pool} held and did not; the figures are in the table below">
${ticks(slowest).map(tick => html`<line class="rule" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(tick)}" y2="${y(tick)}"/><text x="${LEFT - 8}" y="${Number(y(tick)) + 4}" text-anchor="end">${ms(tick)}</text>`)}
${ticks(most).map(tick => html`<text x="${x(tick)}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${rate(tick)}</text>`)}
${limits.map(([value, text], i) => html`<line class="limit" x1="${x(value)}" x2="${x(value)}" y1="${label(i) - 8}" y2="${HEIGHT - BOTTOM}"/><text class="limit-text" x="${Number(x(value)) + 4}" y="${label(i)}">${text}</text>`)}
${shown.map(mark)}
<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 6}" text-anchor="middle">load that was held; upwards the p99 of its worst 10 s</text>
</svg>
<figcaption>✓ every objective held, ✗ one broke, ? the generator could not bring that load. All seeds are shown.</figcaption>
</figure>`;
}
