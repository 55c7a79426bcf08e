import type { RunRecord } from '../../record/run-record.ts';
import { count } from '../../verdict/figures.ts';
import { figureOf } from '../../verdict/sentences.ts';
import { html, type Markup, NOTHING } from './markup.ts';
import { table } from './table.ts';

/** Scripts with more metrics are read as raw data. */
const MOST_METRICS = 100;

/** k6's end-of-test metrics, by k6's names. */
export function metricsPart({ metrics }: RunRecord): Markup {
  const all = Object.entries(metrics);
  if (all.length === 0) return NOTHING;
  const more = all.length - MOST_METRICS;
  return html`<details><summary>Metrics of the script, by k6’s names (${count(all.length)})</summary>
${table(
  'Metrics; times are ms',
  [{ title: 'metric' }, { title: 'type' }, { title: 'values' }],
  all.slice(0, MOST_METRICS).map(([name, { type, values }]) => ({
    cells: [
      html`<code>${name}</code>`,
      type,
      Object.entries(values)
        .map(([statistic, value]) => `${statistic} ${figureOf(value)}`)
        .join(', '),
    ],
  })),
)}${more > 0 && html`<p class="note">${more} more are in the raw data.</p>`}</details>
`;
}
