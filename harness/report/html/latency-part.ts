import type { ArmRecord } from '../../record/compare-record.ts';
import { ms } from '../../verdict/figures.ts';
import { html, type Markup, NOTHING } from './markup.ts';
import { table } from './table.ts';

type Requests = ArmRecord['requests'];
type Percentiles = Requests['responseTimeMs'];

const NAMES = ['p50', 'p90', 'p95', 'p99', 'max'] as const;
/** A p99 of fewer is one request. */
const FEWEST_FOR_P99 = 100;

/** How long requests took: from when they were due, and from when they were sent. */
export function latencyPart({ requests }: ArmRecord): Markup {
  const { responseTimeMs, serviceTimeMs, offered, interrupted } = requests;
  const ended = offered - interrupted;
  const row = (name: string, percentiles: Percentiles) => ({
    cells: [name, ...NAMES.map(each => msText(percentiles[each]))],
  });
  return html`<section aria-labelledby="latency"><h2 id="latency">Latency</h2>
<div class="split"><div>${table(
    'Percentiles over the whole drill',
    [{ title: '' }, ...NAMES.map(title => ({ title, kind: 'number' as const }))],
    [row('response time, from due', responseTimeMs), row('service time, from sent', serviceTimeMs)],
  )}
${
  ended > 0 &&
  ended < FEWEST_FOR_P99 &&
  html`<p class="note">Too short for percentiles: ${ended} requests ended, of the ${FEWEST_FOR_P99} that a p99 takes; these are the slowest few.</p>`
}</div>
${curves(responseTimeMs, serviceTimeMs)}</div>
</section>
`;
}

function msText(value: number | null): string {
  return value === null ? '–' : ms(value);
}

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [440, 240, 64, 16, 16, 28];

/** Both distributions on a logarithmic scale; solid with circles, and dashed with squares. */
function curves(response: Percentiles, service: Percentiles): Markup {
  const values = [response, service].flatMap(each => NAMES.map(name => each[name]));
  const known = values.filter(value => value !== null && value > 0) as number[];
  if (known.length < values.length) return NOTHING;
  const low = Math.floor(Math.log10(Math.min(...known)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...known))));
  const x = (i: number): number => LEFT + 20 + (i * (WIDTH - LEFT - RIGHT - 40)) / (NAMES.length - 1);
  const y = (value: number): number => TOP + (HEIGHT - TOP - BOTTOM) * (1 - (Math.log10(value) - low) / (high - low));
  const points = (each: Percentiles): [number, number][] => NAMES.map((name, i) => [x(i), y(each[name] as number)]);
  const path = (each: Percentiles): string =>
    points(each)
      .map(point => point.map(at => at.toFixed(1)).join(','))
      .join(' ');
  const decades = Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i));
  const same = NAMES.every(
    name => Math.abs((response[name] as number) - (service[name] as number)) < 0.02 * (response[name] as number),
  );
  const apart = same
    ? 'The two hardly differ: requests were sent when they were due.'
    : 'Where they part, requests were sent late: that time is the load generator’s, and users would have waited it too.';
  return html`<figure class="chart"><h3>Latency curves</h3>
<svg class="static-chart latency-curves" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Response and service time at p50, p90, p95, p99 and at most; the figures are in the table above">
${decades.map(
  decade => html`<line class="rule" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(decade).toFixed(1)}" y2="${y(decade).toFixed(1)}"/><text x="${LEFT - 8}" y="${(y(decade) + 4).toFixed(1)}" text-anchor="end">${ms(decade)}</text>
`,
)}
${NAMES.map((name, i) => html`<text x="${x(i).toFixed(1)}" y="${HEIGHT - 8}" text-anchor="middle">${name}</text>`)}
<polyline class="ink-p50" fill="none" stroke-width="2" points="${path(response)}"/>
${points(response).map(([cx, cy]) => html`<circle class="ink-p50" cx="${cx.toFixed(1)}" cy="${cy.toFixed(1)}" r="4" stroke-width="2" fill="none"/>`)}
<polyline class="ink-p99" fill="none" stroke-width="2" stroke-dasharray="6 4" points="${path(service)}"/>
${points(service).map(([cx, cy]) => html`<rect class="ink-p99" x="${(cx - 2.5).toFixed(1)}" y="${(cy - 2.5).toFixed(1)}" width="5" height="5" stroke-width="2" fill="none"/>`)}
</svg>
<figcaption>Response time: solid, circles. Service time: dashed, squares. Logarithmic; failed requests are in it with the time they took to fail. ${apart} Between the percentiles the lines say nothing.</figcaption>
</figure>`;
}
