import type { ChartPlan } from '../../../report/html/chart-plan.ts';
import { marksOf, phasesOf } from '../../../report/html/phases.ts';
import { thinningFor, thinSeries, withSpread } from '../../../report/html/thin-series.ts';
import type { LiveState } from '../../page-server/live-state.ts';
import { latestSecond, onsetOf, type Progress, plannedColumn, shownSeconds } from '../../progress/progress.ts';
import { ChartGroup } from '../chart-group.ts';
import { Chart } from '../charts.ts';
import { type ChartData, chartData } from '../columns.ts';
import { drillPlans, type LivePlan, sitePlans } from './chart-plans.ts';
import { element, place } from './element.ts';

/** Seconds of a drill that are drawn one by one; longer ones in points of several. */
const MOST_POINTS = 1200;
/** What is shown of a site that is kept up: whole minutes, until there are so many. */
const SITE_WINDOW_S = 300;

/** The time that is shown, and of how many seconds a point is. */
interface Shown {
  readonly fromS: number;
  readonly toS: number;
  readonly stretchS: number;
}

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
    const { x, shown, surroundings } = this.#surroundings(progress);
    const reset = place('whole-drill').cloneNode(true) as HTMLButtonElement;
    place('whole-drill').replaceWith(reset);
    reset.hidden = true;
    this.#group = new ChartGroup(x, surroundings.phases, reset);
    this.#charts = plans.map(each => {
      const holder = figure(each, each.plan.main ? main : small);
      const plan = withSpread(each.plan, () => 'spread');
      const chart = new Chart(plan, dataOf(plan, progress, shown), surroundings, holder);
      this.#group.add(chart, holder);
      return { chart, holder };
    });
    this.#observer = new ResizeObserver(() => this.#group.fit());
    for (const { holder } of this.#charts) this.#observer.observe(holder);
    this.update(progress);
  }

  update(progress: Progress): void {
    const { x, shown, surroundings } = this.#surroundings(progress);
    this.#group.update(x, surroundings.phases, surroundings.resting ?? 0, (chart, closer) =>
      chart.update(dataOf(chart.plan, progress, shown), surroundings, closer),
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
    const firstS = site ? Math.max(progress.fromS, seconds - SITE_WINDOW_S) : progress.fromS;
    const windowS = Math.min(SITE_WINDOW_S, Math.ceil((seconds + 1) / 60) * 60);
    const toS = site ? firstS + windowS : Math.max(shownSeconds(progress), firstS + 1);
    const stretchS = thinningFor(toS - firstS, MOST_POINTS);
    // Where old seconds are given up, points stay of the same ones.
    const fromS = Math.ceil(firstS / stretchS) * stretchS;
    const x = Array.from({ length: Math.ceil((toS - fromS) / stretchS) }, (_, i) => fromS + (i + 0.5) * stretchS);
    const nowS = progress.stage === 'over' ? seconds : seconds + 1;
    const phases = phasesOf(timeline, pools[0] ?? '', Math.max(nowS, 1));
    const marks = marksOf({ timeline, timeouts: { onsetS: onsetOf(progress), recoveredS: null } });
    const latestS = latestSecond(progress);
    const resting = latestS === null || latestS < fromS ? null : Math.floor((latestS - fromS) / stretchS);
    return { x, shown: { fromS, toS, stretchS }, surroundings: { scale, phases, marks, fromS, resting } };
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

/** A chart's numbers; so long a time is drawn in points of several seconds, with their extremes. */
function dataOf(plan: ChartPlan, progress: Progress, { fromS, toS, stretchS }: Shown): ChartData {
  const skipped = fromS - progress.fromS;
  const columns = Object.fromEntries(
    plan.lines.map(({ column }) => {
      const numbers = column === 'planned' ? plannedColumn(progress) : (progress.columns[column] ?? []);
      return [column, Array.from({ length: toS - fromS }, (_, i) => numbers[skipped + i] ?? null)];
    }),
  );
  const { series, spread } = thinSeries({ intervalS: 1, columns }, stretchS);
  const none = { intervalS: stretchS, columns: {} };
  const { x, rows, bands } = chartData(plan, { run: series, spread: spread ?? none });
  return { x: x.map(middle => fromS + middle), rows, ...(bands === undefined ? {} : { bands }) };
}
