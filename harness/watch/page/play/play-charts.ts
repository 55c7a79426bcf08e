import { highest } from '../../../measure/column.ts';
import type { RunRecord } from '../../../record/run-record.ts';
import type { ChartPlan, PageSeries } from '../../../report/html/chart-plan.ts';
import { marksOf, phasesOf } from '../../../report/html/phases.ts';
import { unitText } from '../../../report/html/unit-text.ts';
import { widenSeries } from '../../../report/html/widen-series.ts';
import { ChartGroup } from '../chart-group.ts';
import { Chart } from '../charts.ts';
import { chartData } from '../columns.ts';
import { place, say } from '../live/element.ts';

/** The drill that was run here over the recorded one, anew after each run. */
export class PlayCharts {
  readonly #plans: readonly ChartPlan[];
  readonly #recorded: PageSeries;
  #group: ChartGroup | null = null;

  constructor(plans: readonly ChartPlan[], recorded: PageSeries) {
    this.#plans = plans;
    this.#recorded = recorded;
  }

  /** Their places must be visible: charts take the width that is there. */
  draw(record: RunRecord): void {
    const { intervalS } = this.#recorded;
    // Both have the moments of the recorded one, which may have been thinned.
    const again = widenSeries(record.series, Math.round(intervalS / record.series.intervalS));
    const sources = { recorded: this.#recorded, again };
    const surroundings = {
      scale: 1,
      phases: phasesOf(record.timeline, Object.keys(record.pools)[0] ?? '', record.durationS),
      marks: marksOf(record),
    };
    const data = new Map(this.#plans.map(plan => [plan.id, chartData(plan, sources)]));
    const x = [...data.values()][0]?.x ?? [];
    for (const plan of this.#plans) say(place(`play-summary-${plan.id}`), summary(plan, sources));
    if (this.#group !== null) {
      this.#group.update(x, surroundings.phases, 0, (chart, closer) =>
        chart.update(data.get(chart.plan.id) ?? { x: [], rows: [] }, surroundings, closer),
      );
      return;
    }
    const group = new ChartGroup(x, surroundings.phases, place('play-whole') as HTMLButtonElement);
    for (const plan of this.#plans) {
      const holder = place(`plot-${plan.id}`);
      group.add(new Chart(plan, data.get(plan.id) ?? { x: [], rows: [] }, surroundings, holder), holder);
    }
    this.#group = group;
    new ResizeObserver(() => group.fit()).observe(place('play-result'));
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => group.redraw());
  }

  fit(width?: number): void {
    this.#group?.fit(width);
  }
}

function summary({ lines, unit }: ChartPlan, sources: Readonly<Record<string, PageSeries>>): string {
  const texts = lines.map(({ label, source, column }) => {
    const { columns, intervalS } = sources[source] as PageSeries;
    const value = highest(columns[column] ?? []);
    return `${label} ${value === null ? 'no data' : unitText(unit, unit === 'perSecond' ? value / intervalS : value)}`;
  });
  return `Highest: ${texts.join('; ')}.`;
}
