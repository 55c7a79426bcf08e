import { highest } from '../../measure/column.ts';
import type { RunRecord, SeriesRecord } from '../../record/run-record.ts';
import type { ChartFigure } from './chart-figure.ts';
import type { ChartPlan } from './chart-plan.ts';
import { type Look, line } from './run-charts.ts';
import { unitText } from './unit-text.ts';

/** One of the drills that are held against each other. */
export interface ChartedArm {
  readonly name: string;
  /** Its key among the page's sources. */
  readonly source: string;
  readonly look: Look;
  readonly series: SeriesRecord;
}

/** What is asked of all of them. @param sample any of their runs */
type Asked = Pick<RunRecord, 'hold' | 'pools' | 'objectives' | 'topology'>;

/**
 * Drills over the same time: in each chart one line each, what users met first.
 * @param arms the last is shaded where it fails
 */
export function armCharts(arms: readonly ChartedArm[], { hold, pools, objectives, topology }: Asked): ChartFigure[] {
  const pool = hold?.pool ?? Object.keys(pools)[0] ?? '';
  const p99Limit = objectives.find(({ name }) => name === 'p99')?.limit;
  const chart = (
    of: Pick<ChartPlan, 'id' | 'title' | 'unit'> & Partial<ChartPlan> & { readonly column: string },
    caption: string,
  ): ChartFigure => {
    const { column, ...rest } = of;
    return {
      plan: {
        ...{ logarithmic: false, main: false, limits: [] },
        lines: arms.map(({ name, look, source }) => line(column, name, look, source)),
        ...rest,
      },
      summary: `Highest: ${arms.map(({ name, series }) => `${name} ${highestText(series, column, of.unit)}`).join('; ')}.`,
      caption,
    };
  };
  const last = arms.at(-1);
  return [
    chart(
      {
        ...{ id: 'errors', title: 'Failed requests', unit: 'perSecond', column: 'errors', main: true },
        lines: [
          line('planned', 'planned', { colour: 'planned', dash: 'dotted' }, last?.source),
          ...arms.map(({ name, look, source }, i) => ({
            ...line('errors', `${name}: failed`, look, source),
            filled: i === arms.length - 1,
          })),
        ],
      },
      'Timeouts, rejections and other errors of each, in the second in which they came, under the load that users bring to all (planned).',
    ),
    chart(
      {
        ...{ id: 'p99', title: 'Response time p99', unit: 'ms', column: 'p99Ms', main: true, logarithmic: true },
        limits: [
          ...(p99Limit === undefined ? [] : [{ value: p99Limit, label: `objective p99 ${unitText('ms', p99Limit)}` }]),
          { value: topology.timeoutMs, label: `timeout ${unitText('ms', topology.timeoutMs)}` },
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
      'Hits, stale and early answers ÷ read lookups, second by second. Gaps: no lookups.',
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

function highestText({ columns, intervalS }: SeriesRecord, column: string, unit: ChartPlan['unit']): string {
  const value = highest(columns[column] ?? []);
  if (value === null) return 'no data';
  return unitText(unit, unit === 'perSecond' ? value / intervalS : value);
}
