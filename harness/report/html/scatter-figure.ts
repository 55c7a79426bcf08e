import { html, type Markup } from './markup.ts';

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [560, 260, 74, 20, 16, 44];

/** Points, and a line or several through them, as a picture that needs no script. */
export interface Scatter {
  readonly title: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Each a run of points. */
  readonly lines: readonly (readonly (readonly [x: number, y: number])[])[];
  readonly caption: string;
  xText(value: number): string;
  yText(value: number): string;
}

/** The picture, with what it shows said beside it. */
export function scatterFigure({ title, xTitle, yTitle, points, lines, caption, xText, yText }: Scatter): Markup {
  const all = [...points, ...lines.flat()];
  const [xLow, xHigh] = range(all.map(([x]) => x));
  const [yLow, yHigh] = range(all.map(([, y]) => y));
  const x = (value: number): string => (LEFT + ((WIDTH - LEFT - RIGHT) * (value - xLow)) / (xHigh - xLow)).toFixed(1);
  const y = (value: number): string =>
    (TOP + (HEIGHT - TOP - BOTTOM) * (1 - (value - yLow) / (yHigh - yLow))).toFixed(1);
  return html`<figure class="chart"><h3>${title}</h3>
<svg class="static-chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}: ${caption}">
${ticks(yLow, yHigh).map(tick => html`<line class="rule" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(tick)}" y2="${y(tick)}"/><text x="${LEFT - 8}" y="${Number(y(tick)) + 4}" text-anchor="end">${yText(tick)}</text>`)}
${ticks(xLow, xHigh).map(tick => html`<text x="${x(tick)}" y="${HEIGHT - 24}" text-anchor="middle">${xText(tick)}</text>`)}
${points.map(([px, py]) => html`<circle class="dot" cx="${x(px)}" cy="${y(py)}" r="2.5"/>`)}
${lines.filter(line => line.length > 1).map((line, i) => html`<polyline class="${i === 0 ? 'ink-single' : 'limit'}" fill="none" stroke-width="2" points="${line.map(([lx, ly]) => `${x(lx)},${y(ly)}`).join(' ')}"/>`)}
<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 6}" text-anchor="middle">${xTitle}</text>
<text x="4" y="${TOP - 4}">${yTitle}</text>
</svg>
<figcaption>${caption}</figcaption>
</figure>
`;
}

function range(values: readonly number[]): [low: number, high: number] {
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  return low === high ? [low, low + 1] : [low, high];
}

/** About four round numbers. */
function ticks(low: number, high: number): number[] {
  const rough = (high - low) / 4;
  const decade = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find(each => each * decade >= rough) ?? 10) * decade;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
}
