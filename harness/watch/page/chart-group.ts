import type { PhasePlan } from '../../report/html/chart-plan.ts';
import { momentText } from '../../report/html/unit-text.ts';
import type { Chart } from './charts.ts';

/** The charts of a page, over the same time: one cursor, one zoom, one keyboard. */
export class ChartGroup {
  readonly #charts: { chart: Chart; holder: HTMLElement }[] = [];
  #phases: readonly PhasePlan[];
  #x: readonly number[];
  readonly #reset: HTMLButtonElement;
  #index: number | null = null;
  #busy = false;
  #closer = false;
  /** Where the cursor goes first. */
  #rest = 0;

  /** @param x the moments of the page's intervals, s. @param reset the button that shows the whole drill again. */
  constructor(x: readonly number[], phases: readonly PhasePlan[], reset: HTMLButtonElement) {
    this.#x = x;
    this.#phases = phases;
    this.#reset = reset;
    reset.addEventListener('click', () => this.#showAll());
  }

  add(chart: Chart, holder: HTMLElement): void {
    this.#charts.push({ chart, holder });
    chart.onMoment = index => this.#together(() => this.#move(index, chart));
    chart.onZoom = (fromS, toS) => this.#together(() => this.#zoomed(fromS, toS));
    // A cursor that is moved along a line and read out is, to a screen reader, a slider.
    holder.tabIndex = 0;
    holder.setAttribute('role', 'slider');
    holder.setAttribute('aria-label', `${chart.plan.title}: moment of the drill`);
    holder.setAttribute('aria-valuemin', '0');
    holder.setAttribute('aria-valuemax', String(this.#x.length - 1));
    this.#tell(chart, holder, 0);
    holder.addEventListener('keydown', event => this.#key(event));
    holder.addEventListener('focus', () => this.#point(this.#index ?? this.#rest));
    holder.addEventListener('blur', () => this.#point(null));
  }

  /**
   * Later numbers of a drill that is still running; cursor and zoom stay where they are in time.
   * @param latest the interval that the cursor goes to first
   * @param change gives a chart its numbers
   */
  update(
    x: readonly number[],
    phases: readonly PhasePlan[],
    latest: number,
    change: (chart: Chart, closer: boolean) => void,
  ): void {
    const moment = this.#index === null ? undefined : this.#x[this.#index];
    const index = moment === undefined ? null : Math.max(0, x.indexOf(moment));
    const moved = index !== this.#index;
    this.#x = x;
    this.#phases = phases;
    this.#rest = latest;
    this.#index = index;
    this.#together(() => {
      for (const { chart, holder } of this.#charts) {
        change(chart, this.#closer);
        if (moved) chart.point(index);
        holder.setAttribute('aria-valuemax', String(x.length - 1));
        this.#tell(chart, holder, index ?? latest);
      }
    });
  }

  fit(width?: number): void {
    for (const { chart } of this.#charts) chart.fit(width);
  }

  redraw(): void {
    for (const { chart } of this.#charts) chart.redraw();
  }

  #key(event: KeyboardEvent): void {
    const last = this.#x.length - 1;
    const at = this.#index ?? this.#rest;
    const to: Record<string, number> = {
      ...{ ArrowRight: at + 1, ArrowUp: at + 1, ArrowLeft: at - 1, ArrowDown: at - 1 },
      ...{ PageUp: at + 10, PageDown: at - 10, Home: 0, End: last },
    };
    if (event.key === 'Escape') this.#showAll();
    const wanted = to[event.key];
    if (wanted === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    this.#point(Math.min(last, Math.max(0, wanted)));
  }

  #point(index: number | null): void {
    this.#together(() => {
      for (const { chart } of this.#charts) chart.point(index);
      this.#keep(index);
    });
  }

  #move(index: number | null, from: Chart): void {
    for (const { chart } of this.#charts) if (chart !== from) chart.point(index);
    this.#keep(index);
  }

  #keep(index: number | null): void {
    this.#index = index;
    for (const { chart, holder } of this.#charts) this.#tell(chart, holder, index ?? this.#rest);
  }

  #tell(chart: Chart, holder: HTMLElement, index: number): void {
    const values = chart.values(index).map((value, i) => `${chart.plan.lines[i]?.label}: ${value}`);
    const moment = this.#x[index] ?? 0;
    const phase = this.#phases.find(({ fromS, toS }) => fromS <= moment && moment < toS)?.label;
    const when = momentText(moment, this.#x.at(-1) ?? 0);
    holder.setAttribute('aria-valuenow', String(index));
    holder.setAttribute('aria-valuetext', [phase === undefined ? when : `${when}, ${phase}`, ...values].join('; '));
  }

  #zoomed(fromS: number, toS: number): void {
    for (const { chart } of this.#charts) chart.zoom(fromS, toS);
    this.#closer = fromS > (this.#x[0] ?? 0) || toS < (this.#x.at(-1) ?? 0);
    this.#reset.hidden = !this.#closer;
  }

  #showAll(): void {
    const [from, to] = [this.#x[0], this.#x.at(-1)];
    if (from !== undefined && to !== undefined) this.#together(() => this.#zoomed(from, to));
  }

  /** What one chart tells, the others follow, and nobody tells it again. */
  #together(act: () => void): void {
    if (this.#busy) return;
    this.#busy = true;
    try {
      act();
    } finally {
      this.#busy = false;
    }
  }
}
