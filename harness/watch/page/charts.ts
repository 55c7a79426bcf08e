import uPlot from 'uplot';
import type { ChartPlan, LineColour, MarkPlan, PhasePlan, Unit } from '../../report/html/chart-plan.ts';
import { momentText, shortNumber, unitText } from '../../report/html/unit-text.ts';
import { drawBands, drawPhaseNames, STRIP } from './bands.ts';
import type { Band, ChartData } from './columns.ts';
import { CHART_FONT, DASHES, ink } from './ink.ts';
import { Legend } from './legend.ts';
import { drawLimits, drawMarks, ROW } from './marks.ts';

/** Heights of plots without what stands above them, CSS pixels. */
const MAIN_HEIGHT = 250;
const SMALL_HEIGHT = 170;
/** Rows of labels above a chart: operations often come in twos and threes. */
const MAIN_ROWS = 3;
const SMALL_ROWS = 2;
/** Width of the axes at the sides. */
const AXIS = 62;
/** Height of an axis' name. */
const AXIS_NAME = 18;
/** Narrower charts have no axis for the real region. */
const NARROW = 560;

/** What a chart shows beside its lines. */
export interface ChartSurroundings {
  readonly scale: number;
  readonly phases: readonly PhasePlan[];
  readonly marks: readonly MarkPlan[];
  /** Where the first interval begins, s; 0 if it is not said. */
  readonly fromS?: number;
  /** The interval whose values the legend shows while no cursor is on the chart; none: if it is not said. */
  readonly resting?: number | null;
}

/** One chart over time: lines, bands, marks and limits in a canvas, and its legend. */
export class Chart {
  readonly plan: ChartPlan;
  readonly plot: uPlot;
  /** Told of the interval under the cursor; null: it has left. */
  onMoment: (index: number | null) => void = () => {};
  /** Told of the stretch of time that is shown. */
  onZoom: (fromS: number, toS: number) => void = () => {};
  readonly #holder: HTMLElement;
  readonly #legend: Legend;
  #data: ChartData;
  #surroundings: ChartSurroundings;

  constructor(plan: ChartPlan, data: ChartData, surroundings: ChartSurroundings, holder: HTMLElement) {
    this.plan = plan;
    this.#holder = holder;
    this.#data = data;
    this.#surroundings = surroundings;
    this.#legend = new Legend(plan.lines, (line, show) => this.#show(line, show));
    this.plot = new uPlot(this.#options(), aligned(data), holder);
    holder.after(this.#legend.element);
  }

  /**
   * The latest numbers, phases and marks, for a drill that is still running.
   * @param closer a stretch of time is looked at: it stays
   */
  update(data: ChartData, surroundings: ChartSurroundings, closer: boolean): void {
    this.#data = data;
    this.#surroundings = surroundings;
    const { min, max } = this.plot.scales.x as uPlot.Scale;
    this.plot.setData(aligned(data), !closer);
    if (closer && min != null && max != null) this.plot.setScale('x', { min, max });
    if (this.plot.cursor.idx == null) this.#showValues(null);
  }

  /** Takes the width of its holder, or the one given. */
  fit(width = this.#holder.clientWidth): void {
    if (width <= 0) return;
    if (width !== this.plot.width) this.plot.setSize({ width, height: this.plot.height });
    else this.redraw();
  }

  /** Draws anew, in the colours of the present theme. */
  redraw(): void {
    this.plot.redraw(false, true);
  }

  /** Puts the cursor on an interval, or takes it away. */
  point(index: number | null): void {
    const x = index === null ? undefined : this.#data.x[index];
    const left = x === undefined ? -10 : this.plot.valToPos(x, 'x');
    this.plot.setCursor({ left, top: x === undefined ? -10 : 0 }, false);
    this.#showValues(index);
  }

  zoom(fromS: number, toS: number): void {
    const { min, max } = this.plot.scales.x as uPlot.Scale;
    if (min !== fromS || max !== toS) this.plot.setScale('x', { min: fromS, max: toS });
  }

  /** The lines' values in an interval, as texts. */
  values(index: number): string[] {
    const { unit } = this.plan;
    return this.#data.rows.map(row => {
      const value = row[index] ?? null;
      return value === null ? 'no data' : unitText(unit, value);
    });
  }

  #options(): uPlot.Options {
    const { plan } = this;
    const real = this.#hasRealAxis();
    const above = plan.main ? STRIP + MAIN_ROWS * ROW : SMALL_ROWS * ROW;
    return {
      width: Math.max(200, this.#holder.clientWidth),
      height: (plan.main ? MAIN_HEIGHT : SMALL_HEIGHT) + above,
      padding: [above + 4, real && plan.unit !== 'perSecond' ? AXIS + AXIS_NAME + 12 : 12, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: true, y: false, dist: 5 }, points: { size: 7 } },
      scales: {
        x: { time: false, range: (_, min, max) => this.#timeRange(min, max) },
        y: plan.logarithmic ? { distr: 3, range: (_, min, max) => this.#logRange(min, max) } : { range: this.#range },
      },
      series: [
        {},
        ...plan.lines.map(line => this.#series(line)),
        ...this.#bands.flatMap(() => [HIDDEN, HIDDEN].map(each => ({ ...each }))),
      ],
      bands: this.#bands.map(({ line }, i) => {
        const low = 1 + plan.lines.length + 2 * i;
        const colour = plan.lines[line]?.colour ?? 'single';
        return { series: [low + 1, low], fill: () => shade(colour) };
      }),
      axes: [this.#xAxis(), this.#yAxis(), this.#realAxis()],
      hooks: {
        drawClear: [u => this.#drawBehind(u)],
        draw: [u => drawLimits(u, plan.limits, uPlot.pxRatio)],
        setCursor: [u => this.#moved(u)],
        setScale: [
          (u, key) => {
            const { min, max } = u.scales.x as uPlot.Scale;
            if (key === 'x' && min !== undefined && max !== undefined) this.onZoom(min as number, max as number);
          },
        ],
      },
    };
  }

  #series({ label, colour, dash, filled }: ChartPlan['lines'][number]): uPlot.Series {
    return {
      label,
      width: 2,
      dash: DASHES[dash],
      stroke: () => ink(`line-${colour}`),
      ...(filled ? { fill: () => shade(colour) } : {}),
      points: { show: false },
    };
  }

  /** A line and what is laid beside it. */
  #show(line: number, show: boolean): void {
    this.plot.setSeries(line + 1, { show });
    this.#bands.forEach((band, i) => {
      const low = 1 + this.plan.lines.length + 2 * i;
      if (band.line === line) for (const index of [low, low + 1]) this.plot.setSeries(index, { show });
    });
  }

  get #bands(): readonly Band[] {
    return this.#data.bands ?? [];
  }

  #xAxis(): uPlot.Axis {
    return {
      ...this.#axis(),
      size: 30,
      space: 56,
      incrs: [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400],
      values: (_, splits) => splits.map(split => momentText(split, this.#data.x.at(-1) ?? 0)),
    };
  }

  #yAxis(): uPlot.Axis {
    const { unit, logarithmic } = this.plan;
    const axis = this.#axis();
    return {
      ...axis,
      size: AXIS,
      space: 28,
      values: (_, splits) => splits.map(split => (split === null ? '' : tick(unit, split))),
      ...(unit === 'count' ? { incrs: WHOLE } : {}),
      ...(logarithmic
        ? { filter: labelled, grid: { ...axis.grid, filter: labelled }, ticks: { ...axis.ticks, filter: labelled } }
        : {}),
    };
  }

  /** The same axis in the figures of the real region, to the right. */
  #realAxis(): uPlot.Axis {
    const { scale } = this.#surroundings;
    return {
      ...this.#axis(),
      show: this.#hasRealAxis() && this.plan.unit === 'perSecond',
      side: 1,
      scale: 'y',
      size: AXIS,
      space: 28,
      label: 'in the real region',
      labelSize: AXIS_NAME,
      labelFont: CHART_FONT,
      grid: { show: false },
      values: (_, splits) => splits.map(split => `${shortNumber(split * scale)}/s`),
    };
  }

  /** Charts without that axis leave its room empty, so that moments stand under each other. */
  #hasRealAxis(): boolean {
    return this.#surroundings.scale !== 1 && this.#holder.clientWidth >= NARROW;
  }

  #axis(): uPlot.Axis {
    return {
      font: CHART_FONT,
      stroke: () => ink('muted'),
      grid: { stroke: () => ink('grid'), width: 1 },
      ticks: { stroke: () => ink('grid'), width: 1, size: 4 },
    };
  }

  /** The first and the last interval are shown whole, half an interval beyond their middles. */
  #timeRange(min: number, max: number): uPlot.Range.MinMax {
    const { x } = this.#data;
    const { fromS = 0 } = this.#surroundings;
    const [first = 0, last = 0] = [x[0], x.at(-1)];
    return [min <= first ? fromS : min, max >= last ? last + first - fromS : max];
  }

  /** From zero to a little over the highest value or limit; a share shows the whole. */
  #range = (_: uPlot, __: number, max: number | null): uPlot.Range.MinMax => {
    const { unit, limits } = this.plan;
    if (unit === 'share') return [0, Math.max(1, max ?? 1) * 1.04];
    const top = limits.reduce((high, { value }) => Math.max(high, value), max ?? 0);
    return [0, top > 0 ? top * 1.08 : 1];
  };

  #logRange(min: number | null, max: number | null): uPlot.Range.MinMax {
    const top = this.plan.limits.reduce((high, { value }) => Math.max(high, value), max ?? 1);
    return [10 ** Math.floor(Math.log10((min ?? 1) * 0.999)), top * 1.8];
  }

  #drawBehind(u: uPlot): void {
    const { pxRatio } = uPlot;
    const { phases, marks } = this.#surroundings;
    const { main } = this.plan;
    const bands = this.plan.phases ?? phases;
    drawBands(u, bands, main, pxRatio);
    drawMarks(u, marks, main ? MAIN_ROWS : SMALL_ROWS, main, u.bbox.top - (main ? STRIP * pxRatio : 0), pxRatio);
    if (main) drawPhaseNames(u, bands, pxRatio);
  }

  #moved(u: uPlot): void {
    const { idx, left } = u.cursor;
    const index = idx == null || left === undefined || left < 0 ? null : idx;
    this.#showValues(index);
    this.onMoment(index);
  }

  #showValues(index: number | null): void {
    const shown = index ?? this.#surroundings.resting ?? null;
    this.#legend.show(shown === null ? [] : this.values(shown));
  }
}

/** Steps of an axis that counts things. */
const WHOLE = Array.from({ length: 7 }, (_, power) => [1, 2, 5].map(digit => digit * 10 ** power)).flat();

function aligned({ x, rows, bands = [] }: ChartData): uPlot.AlignedData {
  return [x, ...rows, ...bands.flatMap(({ low, high }) => [low, high])] as uPlot.AlignedData;
}

/** The edges of a band. */
const HIDDEN: uPlot.Series = { width: 0, points: { show: false } };

function shade(colour: LineColour): string {
  return `color-mix(in srgb, ${ink(`line-${colour}`)} 22%, transparent)`;
}

function tick(unit: Unit, value: number): string {
  return unit === 'share' ? `${Math.round(value * 100)}%` : unitText(unit, value);
}

/** On a logarithmic axis 1, 2 and 5 of each decade have numbers and lines. */
function labelled(_: uPlot, splits: readonly number[]): (number | null)[] {
  return splits.map(split => {
    const first = split / 10 ** Math.floor(Math.log10(split) + 1e-9);
    return [1, 2, 5].some(each => Math.abs(first - each) < 1e-6) ? split : null;
  });
}
