import type { RolloutRecord } from '../../record/rollout-record.ts';
import type { RunRecord } from '../../record/run-record.ts';
import { share } from '../../verdict/figures.ts';
import type { ChartFigure } from './chart-figure.ts';
import type { PageSeries, PhasePlan } from './chart-plan.ts';
import { line } from './run-charts.ts';

type Stage = RolloutRecord['stages'][number];

/** What the page calls the series of this chart. */
export const STAGES = 'stages';

/** The share of instances with the change, and what users got meanwhile, interval by interval. */
export function stagesSeries(record: RolloutRecord, { series, timeline }: RunRecord): PageSeries {
  const { intervalS, columns } = series;
  const { good = [], errors = [], timeouts = [] } = columns;
  const shareOf = (counted: readonly (number | null)[], i: number): number | null => {
    const ended = (good[i] ?? 0) + (errors[i] ?? 0);
    return ended === 0 ? null : (counted[i] ?? 0) / ended;
  };
  const changed = changedShares(record, timeline);
  return {
    intervalS,
    columns: {
      good: good.map((_, i) => shareOf(good, i)),
      timeouts: good.map((_, i) => shareOf(timeouts, i)),
      changed: good.map((_, i) => changed((i + 0.5) * intervalS)),
    },
  };
}

/** Stages as bands, red where one broke, under what users got and how many instances had the change. */
export function stagesChart(record: RolloutRecord): ChartFigure {
  const { stages, halted } = record;
  const reached = stages.filter(({ outcome }) => outcome !== 'not-reached');
  const passed = stages.filter(({ outcome }) => outcome === 'passed').length;
  return {
    plan: {
      ...{ id: 'stages', title: 'Stages of the rollout', unit: 'share', logarithmic: false, main: true, limits: [] },
      lines: [
        line('good', 'users’ good share', { colour: 'good', dash: 'solid' }, STAGES),
        { ...line('timeouts', 'timeouts', { colour: 'timeouts', dash: 'dotted' }, STAGES), filled: true },
        line('changed', 'instances with the change', { colour: 'candidate', dash: 'dashed' }, STAGES),
      ],
      phases: stagePhases(record),
    },
    summary:
      `${reached.length} of ${stages.length} stages were begun, ${passed} passed` +
      `${halted === null ? '; nothing stopped it.' : `; it was stopped in second ${halted.atS}.`}`,
    caption:
      'Bands are the stages with the share of the instances that they are of, red where one broke. Good and timeouts are shares of the requests that were ' +
      'answered well or failed, in the second in which that came.',
  };
}

function stagePhases({ stages, durationS }: RolloutRecord): PhasePlan[] {
  const phases: PhasePlan[] = [];
  const between = (fromS: number, toS: number, label: string): void => {
    if (toS > fromS) phases.push({ fromS, toS, label, unsettled: false });
  };
  let endS = 0;
  let isBroken = false;
  for (const stage of stages) {
    if (stage.startS === null) continue;
    between(endS, stage.startS, endS === 0 ? 'before' : '');
    isBroken = stage.outcome === 'breached';
    const toS = stage.endS ?? durationS;
    phases.push({ fromS: stage.startS, toS, label: labelOf(stage), unsettled: false, broken: isBroken });
    endS = toS;
  }
  between(endS, durationS, isBroken ? 'after' : '');
  return phases;
}

function labelOf({ shares, outcome }: Stage): string {
  const sign = outcome === 'breached' ? '✗ ' : outcome === 'passed' ? '✓ ' : '';
  return `${sign}${shares.map(each => share(each)).join(', ')}${outcome === 'breached' ? ' broke' : ''}`;
}

/** Tells how many of the instances have the change at a moment, s. */
function changedShares(
  { stages, halted, topology }: RolloutRecord,
  timeline: RunRecord['timeline'],
): (atS: number) => number {
  const all = Object.values(topology.pools).reduce((sum, { instances }) => sum + (instances ?? 0), 0);
  const rolledBackS =
    halted === null
      ? Number.POSITIVE_INFINITY
      : (timeline.find(({ operation, atS }) => operation === 'roll-back' && atS >= halted.atS)?.atS ?? halted.atS);
  return atS => {
    if (atS >= rolledBackS) return 0;
    const stage = stages.findLast(({ startS }) => startS !== null && startS <= atS);
    if (stage === undefined) return 0;
    const changed = Object.values(stage.instances).reduce((sum, instances) => sum + instances, 0);
    // Of a target nobody tells how many there are.
    return all === 0 ? Math.max(...stage.shares) : changed / all;
  };
}
