import { highest } from '../../measure/column.ts';
import type { CompareRecord } from '../../record/compare-record.ts';
import type { SeriesRecord } from '../../record/run-record.ts';
import { armNames } from './arms.ts';
import type { ChartFigure } from './chart-figure.ts';
import type { ChartPlan } from './chart-plan.ts';
import { type Look, line } from './run-charts.ts';
import { unitText } from './unit-text.ts';

/** The two arms over the same time: in each chart one line an arm. */
export function compareCharts(
  comparison: CompareRecord,
  series: { readonly baseline: SeriesRecord; readonly candidate: SeriesRecord },
): ChartFigure[] {
  const { baseline, candidate } = comparison;
  const [a, b] = armNames(comparison);
  const pool = candidate.hold?.pool ?? Object.keys(candidate.pools)[0] ?? '';
  const p99Limit = candidate.objectives.find(({ name }) => name === 'p99')?.limit;
  const chart = (
    of: Pick<ChartPlan, 'id' | 'title' | 'unit'> & Partial<ChartPlan> & { readonly column: string },
    caption: string,
  ): ChartFigure => {
    const { column, ...rest } = of;
    const lines = [line(column, a, BASELINE, 'baseline'), line(column, b, CANDIDATE, 'candidate')];
    return {
      plan: { logarithmic: false, main: false, limits: [], lines, ...rest },
      summary: `Highest: ${a} ${highestText(series.baseline, column, of.unit)}; ${b} ${highestText(series.candidate, column, of.unit)}.`,
      caption,
    };
  };
  return [
    chart(
      {
        ...{ id: 'errors', title: 'Failed requests', unit: 'perSecond', column: 'errors', main: true },
        lines: [
          line('planned', 'planned', { colour: 'planned', dash: 'dotted' }, 'candidate'),
          line('errors', `${a}: failed`, BASELINE, 'baseline'),
          { ...line('errors', `${b}: failed`, CANDIDATE, 'candidate'), filled: true },
        ],
      },
      'Timeouts, rejections and other errors of each arm, in the second in which they came, under the load that users bring to both (planned).',
    ),
    chart(
      {
        ...{ id: 'p99', title: 'Response time p99', unit: 'ms', column: 'p99Ms', main: true, logarithmic: true },
        limits: [
          ...(p99Limit === undefined ? [] : [{ value: p99Limit, label: `objective p99 ${unitText('ms', p99Limit)}` }]),
          { value: baseline.topology.timeoutMs, label: `timeout ${unitText('ms', baseline.topology.timeoutMs)}` },
        ],
      },
      'From the moment a request was due. Logarithmic: equal steps are equal factors. Where an interval has fewer than 100 requests, its p99 is its slowest one.',
    ),
    chart(
      {
        id: 'cpu',
        title: `CPU of ${pool}`,
        unit: 'share',
        column: `${pool}.cpu`,
        limits: [{ value: 1, label: 'all cores busy' }],
      },
      'Busy share of all its cores. At 100% every further request waits.',
    ),
    chart(
      { id: 'hit-ratio', title: `Hit ratio of ${pool}`, unit: 'share', column: `${pool}.hitRatio` },
      'Hits, stale and early answers ÷ read lookups. Gaps: no lookups.',
    ),
    chart(
      { id: 'memory', title: `Memory of ${pool}`, unit: 'share', column: `${pool}.memory` },
      'Share in use in its fullest instance.',
    ),
    chart(
      { id: 'directory', title: 'Directory: slots in use', unit: 'count', column: 'directoryConcurrency' },
      'Reads and writes in the store of record at once.',
    ),
  ];
}

const BASELINE: Look = { colour: 'baseline', dash: 'dashed' };
const CANDIDATE: Look = { colour: 'candidate', dash: 'solid' };

function highestText({ columns, intervalS }: SeriesRecord, column: string, unit: ChartPlan['unit']): string {
  const value = highest(columns[column] ?? []);
  if (value === null) return 'no data';
  return unitText(unit, unit === 'perSecond' ? value / intervalS : value);
}
