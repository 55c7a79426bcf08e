import { html, type Markup } from './markup.ts';

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [640, 260, 64, 20, 16, 44];
/** So near to the edge a tick's text ends at its tick. */
const EDGE = 20;

/** Colours of theme.css in the order in which lines take them, each with a dash of its own. */
const INKS = [
  { ink: 'ink-single', dash: '' },
  { ink: 'ink-pool-0', dash: '7 3' },
  { ink: 'ink-pool-1', dash: '2 3' },
  { ink: 'ink-pool-2', dash: '9 3 2 3' },
  { ink: 'ink-pool-3', dash: '4 2' },
];
/** More lines than this cannot be told apart. */
export const MOST_LINES = INKS.length;

export interface CurveLine {
  readonly label: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Each point is a measurement, and has a dot. */
  readonly dotted?: boolean;
}

export interface CurveAxis {
  readonly label: string;
  readonly isLogarithmic: boolean;
  readonly ticks: readonly number[];
  readonly text: (value: number) => string;
}

export interface CurveChart {
  /** What it shows, for who does not see it. */
  readonly summary: string;
  readonly lines: readonly CurveLine[];
  readonly x: CurveAxis;
  /** From zero to `most`. */
  readonly most: number;
  readonly yTicks: readonly number[];
  readonly yText: (value: number) => string;
  readonly caption: string;
  /** Values that are not to be passed, each with its name. */
  readonly limits?: readonly (readonly [value: number, label: string])[];
}

/** Lines over any quantity, which need no script. At most `MOST_LINES` of them are drawn. */
export function curveChart({ summary, lines, x: axis, most, yTicks, yText, caption, limits = [] }: CurveChart): Markup {
  const all = lines.flatMap(({ points }) => points.map(([value]) => value));
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const place = (value: number): number => {
    const of = axis.isLogarithmic ? Math.log : (each: number) => each;
    return high <= low ? 0.5 : (of(value) - of(low)) / (of(high) - of(low));
  };
  const x = (value: number): string => (LEFT + (WIDTH - LEFT - RIGHT) * place(value)).toFixed(1);
  const y = (value: number): string => (TOP + (HEIGHT - TOP - BOTTOM) * (1 - (most > 0 ? value / most : 0))).toFixed(1);
  const drawn = lines.slice(0, MOST_LINES);
  const ticks = axis.ticks.filter(tick => tick >= low && tick <= high);
  return html`<figure class="chart">
<svg class="static-chart sweep" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${summary}">
${yTicks.map(tick => html`<line class="rule" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(tick)}" y2="${y(tick)}"/><text x="${LEFT - 8}" y="${Number(y(tick)) + 4}" text-anchor="end">${yText(tick)}</text>`)}
${ticks.map(tick => html`<line class="rule" x1="${x(tick)}" x2="${x(tick)}" y1="${TOP}" y2="${HEIGHT - BOTTOM}"/><text x="${x(tick)}" y="${HEIGHT - BOTTOM + 16}" text-anchor="${Number(x(tick)) > WIDTH - RIGHT - EDGE ? 'end' : 'middle'}">${axis.text(tick)}</text>`)}
${drawn.map(({ points }, i) => html`<polyline class="${INKS[i]?.ink ?? ''}" fill="none" stroke-width="2" stroke-dasharray="${INKS[i]?.dash ?? ''}" points="${points.map(([at, value]) => `${x(at)},${y(value)}`).join(' ')}"/>`)}
${drawn.filter(({ dotted }) => dotted).map(({ points }) => points.map(([at, value]) => html`<circle class="dot" cx="${x(at)}" cy="${y(value)}" r="3"/>`))}
${limits.map(([value, label]) => html`<line class="limit" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(value)}" y2="${y(value)}"/><text class="limit-text" x="${LEFT + 4}" y="${Number(y(value)) - 4}">${label}</text>`)}
<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 6}" text-anchor="middle">${axis.label}</text>
</svg>
${drawn.length > 1 && html`<ul class="contents">${drawn.map(({ label }, i) => html`<li><svg width="28" height="10" viewBox="0 0 28 10" aria-hidden="true"><line class="${INKS[i]?.ink ?? ''}" stroke-width="2" stroke-dasharray="${INKS[i]?.dash ?? ''}" x1="0" x2="28" y1="5" y2="5"/></svg> ${label}</li>`)}</ul>`}
<figcaption>${caption}</figcaption>
</figure>
`;
}

/** About five round numbers from zero up to `most`. */
export function roundTicks(most: number): number[] {
  if (!(most > 0)) return [0];
  const rough = most / 5;
  const decade = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find(each => each * decade >= rough) ?? 10) * decade;
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, i) => i * step);
}
