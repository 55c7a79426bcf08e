import type { CapacityProbe } from '../../verdict/capacity-probe.ts';
import { ms } from '../../verdict/figures.ts';
import { html, type Markup } from './markup.ts';
import { ticks } from './ticks.ts';

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [600, 320, 76, 140, 44, 46];
/** Of the axes beyond what is drawn. */
const ROOM = 1.08;

const MARKS = { held: ['✓', 'mark-ok'], broke: ['✗', 'mark-broken'], unclear: ['?', 'limit-text'] } as const;

/** What probes differ in, as an axis. */
export interface ProbesChart {
  readonly probes: readonly CapacityProbe[];
  readonly of: (probe: CapacityProbe) => number;
  readonly title: string;
  /** In words, for who does not see it. */
  readonly summary: string;
  readonly axis: string;
  readonly text: (value: number) => string;
  /** Only whole numbers have a tick. */
  readonly whole?: boolean;
  /** Upright rules, each with its name. */
  readonly rules: readonly (readonly [value: number, label: string])[];
}

/** Each probe, by the response time that users got in it: what held, what broke, and where that lies beside the rules. */
export function probesChart({ title, probes, of, summary, axis, text, whole = false, rules }: ProbesChart): Markup {
  const most = ROOM * Math.max(...rules.map(([value]) => value), ...probes.map(of));
  const slowest = ROOM * Math.max(1, ...probes.map(({ p99Ms }) => p99Ms ?? 0));
  const x = (value: number): string => (LEFT + ((WIDTH - LEFT - RIGHT) * value) / most).toFixed(1);
  const y = (time: number): string => (TOP + (HEIGHT - TOP - BOTTOM) * (1 - time / slowest)).toFixed(1);
  const ordered = [...rules].sort(([a], [b]) => a - b);
  // Each label on a line of its own, to the right of its rule; the rules further right begin below it.
  const label = (i: number): number => TOP - 6 - 14 * (ordered.length - 1 - i);
  const mark = (probe: CapacityProbe): Markup => {
    const [sign, className] = MARKS[probe.outcome];
    return html`<text class="${className}" x="${x(of(probe))}" y="${Number(y(probe.p99Ms ?? 0)) + 4}" text-anchor="middle">${sign}</text>`;
  };
  return html`<figure class="chart"><h2>${title}</h2>
<svg class="static-chart sweep" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${summary}; the figures are in the table below">
${ticks(slowest).map(tick => html`<line class="rule" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(tick)}" y2="${y(tick)}"/><text x="${LEFT - 8}" y="${Number(y(tick)) + 4}" text-anchor="end">${ms(tick)}</text>`)}
${ticks(most)
  .filter(tick => !whole || Number.isInteger(tick))
  .map(tick => html`<text x="${x(tick)}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${text(tick)}</text>`)}
${ordered.map(([value, name], i) => html`<line class="limit" x1="${x(value)}" x2="${x(value)}" y1="${label(i) - 8}" y2="${HEIGHT - BOTTOM}"/><text class="limit-text" x="${Number(x(value)) + 4}" y="${label(i)}">${name}</text>`)}
${probes.map(mark)}
<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 6}" text-anchor="middle">${axis}; upwards the p99 of its worst 10 s</text>
</svg>
<figcaption>✓ every objective held, ✗ one broke, ? the generator could not bring that load. All seeds are shown.</figcaption>
</figure>`;
}
