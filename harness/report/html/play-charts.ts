import type { RunRecord } from '../../record/run-record.ts';
import type { ChartPlan } from './chart-plan.ts';
import { type Look, line } from './run-charts.ts';
import { unitText } from './unit-text.ts';

const RECORDED: Look = { colour: 'baseline', dash: 'dashed' };
const AGAIN: Look = { colour: 'candidate', dash: 'solid' };

/** The drill that is run in the page over the recorded one: in each chart one line of either. */
export function playCharts({ hold, pools, objectives, topology }: RunRecord): ChartPlan[] {
  const pool = hold?.pool ?? Object.keys(pools)[0] ?? '';
  const p99Limit = objectives.find(({ name }) => name === 'p99')?.limit ?? null;
  const chart = (
    id: string,
    title: string,
    column: string,
    unit: ChartPlan['unit'],
    more: Partial<ChartPlan> = {},
  ): ChartPlan => ({
    ...{ id: `play-${id}`, title, unit, logarithmic: false, main: false, limits: [] },
    lines: [line(column, 'recorded', RECORDED, 'recorded'), line(column, 'run here', AGAIN, 'again')],
    ...more,
  });
  return [
    chart('errors', 'Failed requests', 'errors', 'perSecond', { main: true }),
    chart('p99', 'Response time p99', 'p99Ms', 'ms', {
      ...{ logarithmic: true, main: true },
      limits: [
        ...(p99Limit === null ? [] : [{ value: p99Limit, label: `objective p99 ${unitText('ms', p99Limit)}` }]),
        { value: topology.timeoutMs, label: `timeout ${unitText('ms', topology.timeoutMs)}` },
      ],
    }),
    chart('cpu', `CPU of ${pool}`, `${pool}.cpu`, 'share', { limits: [{ value: 1, label: 'all cores busy' }] }),
    chart('hit-ratio', `Hit ratio of ${pool}`, `${pool}.hitRatio`, 'share'),
  ];
}
