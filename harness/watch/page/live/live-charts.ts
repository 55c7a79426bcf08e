import type { ChartPlan } from '../../../report/html/chart-plan.ts';
import { marksOf, phasesOf } from '../../../report/html/phases.ts';
import type { LiveState } from '../../page-server/live-state.ts';
import { latestSecond, onsetOf, type Progress, plannedColumn, shownSeconds } from '../../progress/progress.ts';
import { ChartGroup } from '../chart-group.ts';
import { Chart } from '../charts.ts';
import type { ChartData } from '../columns.ts';
import { drillPlans, type LivePlan, sitePlans } from './chart-plans.ts';
import { element, place } from './element.ts';

/** What is shown of a site that is kept up: whole minutes, until there are so many. */
const SITE_WINDOW_S = 300;

/** The charts of one drill, or of the site, drawn anew as it goes on. */
export class LiveCharts {
  readonly #kind: LiveState['kind'];
  readonly #group: ChartGroup;
  readonly #charts: { readonly chart: Chart; readonly holder: HTMLElement }[];
  readonly #observer: ResizeObserver;

  /** Puts the charts into their places; those that were there before go. */
  constructor(kind: LiveState['kind'], progress: Progress) {
    this.#kind = kind;
    const plans = kind === 'site' ? sitePlans(progress) : drillPlans(progress);
    const [main, small] = [place('main-charts'), place('small-charts')];
    main.replaceChildren();
    small.replaceChildren();
    const { x, surroundings } = this.#surroundings(progress);
    const reset = place('whole-drill').cloneNode(true) as HTMLButtonElement;
    place('whole-drill').replaceWith(reset);
    reset.hidden = true;
    this.#group = new ChartGroup(x, surroundings.phases, reset);
    this.#charts = plans.map(each => {
      const holder = figure(each, each.plan.main ? main : small);
      const chart = new Chart(each.plan, dataOf(each.plan, progress, x), surroundings, holder);
      this.#group.add(chart, holder);
      return { chart, holder };
    });
    this.#observer = new ResizeObserver(() => this.#group.fit());
    for (const { holder } of this.#charts) this.#observer.observe(holder);
    this.update(progress);
  }

  update(progress: Progress): void {
    const { x, surroundings } = this.#surroundings(progress);
    this.#group.update(x, surroundings.phases, surroundings.resting ?? 0, (chart, closer) =>
      chart.update(dataOf(chart.plan, progress, x), surroundings, closer),
    );
  }

  /** In the colours of the present theme. */
  redraw(): void {
    this.#group.redraw();
  }

  close(): void {
    this.#observer.disconnect();
    for (const { chart } of this.#charts) chart.plot.destroy();
  }

  /** The moments that are shown — a drill's whole time, of a site the last minutes — and what stands behind the lines. */
  #surroundings(progress: Progress) {
    const { pools, scale, seconds, timeline } = progress;
    const site = this.#kind !== 'drills';
    const fromS = site ? Math.max(progress.fromS, seconds - SITE_WINDOW_S) : progress.fromS;
    const windowS = Math.min(SITE_WINDOW_S, Math.ceil((seconds + 1) / 60) * 60);
    const toS = site ? fromS + windowS : Math.max(shownSeconds(progress), fromS + 1);
    const x = Array.from({ length: toS - fromS }, (_, i) => fromS + i + 0.5);
    const nowS = progress.stage === 'over' ? seconds : seconds + 1;
    const phases = phasesOf(timeline, pools[0] ?? '', Math.max(nowS, 1));
    const marks = marksOf({ timeline, timeouts: { onsetS: onsetOf(progress), recoveredS: null } });
    const latestS = latestSecond(progress);
    const resting = latestS === null || latestS < fromS ? null : latestS - fromS;
    return { x, surroundings: { scale, phases, marks, fromS, resting } };
  }
}

function figure({ plan, caption }: LivePlan, where: HTMLElement): HTMLElement {
  const holder = element('div', 'plot');
  holder.id = `plot-${plan.id}`;
  const told = element('figcaption', '', caption);
  told.id = `caption-${plan.id}`;
  holder.setAttribute('aria-describedby', told.id);
  where.append(element('figure', 'chart', element('h3', '', plan.title), holder, told));
  return holder;
}

function dataOf(plan: ChartPlan, progress: Progress, x: readonly number[]): ChartData {
  const skipped = Math.floor(x[0] ?? 0) - progress.fromS;
  const rows = plan.lines.map(({ column }) => {
    const numbers = column === 'planned' ? plannedColumn(progress) : (progress.columns[column] ?? []);
    return x.map((_, i) => {
      const value = numbers[skipped + i] ?? null;
      return value !== null && plan.logarithmic && value <= 0 ? null : value;
    });
  });
  return { x, rows };
}
