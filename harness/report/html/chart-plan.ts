/**
 * What the browser draws, decided outside of it: the report makes a plan from the record, and the page follows it. Types only, so
 * that both sides share the words and no code.
 */

/** How values are written: requests per second, ms, shares 0–1, whole numbers. */
export type Unit = 'perSecond' | 'ms' | 'share' | 'count';

/** A colour of theme.css: `--line-<name>`. */
export type LineColour =
  | 'planned'
  | 'offered'
  | 'good'
  | 'errors'
  | 'timeouts'
  | 'p50'
  | 'p99'
  | 'pool-0'
  | 'pool-1'
  | 'pool-2'
  | 'pool-3'
  | 'single'
  | 'candidate'
  | 'baseline';

/** How a line is told from others without its colour. */
export type Dash = 'solid' | 'dashed' | 'dotted' | 'dash-dot';

export interface LinePlan {
  readonly label: string;
  /** A key of the page's sources, and a column of that series. */
  readonly source: string;
  readonly column: string;
  readonly colour: LineColour;
  readonly dash: Dash;
  /** Shaded down to zero. */
  readonly filled: boolean;
  /** Columns between which the line's colour is laid, such as an interval or the extremes; none, if it is not said. */
  readonly between?: { readonly source: string; readonly low: string; readonly high: string };
}

/** A value that is not to be passed, drawn across. */
export interface LimitPlan {
  readonly value: number;
  readonly label: string;
}

/** A chart over the drill's time. */
export interface ChartPlan {
  /** Of the element that it is drawn into: `plot-<id>`. */
  readonly id: string;
  readonly title: string;
  /** Columns in `perSecond` are counts of an interval in the series. */
  readonly unit: Unit;
  readonly logarithmic: boolean;
  readonly lines: readonly LinePlan[];
  readonly limits: readonly LimitPlan[];
  /** Tall, with phases and operations by name; else with their numbers only. */
  readonly main: boolean;
  /** Bands of its own in place of the page's phases. */
  readonly phases?: readonly PhasePlan[];
}

/** A stretch of time in which users were in one place, shaded. */
export interface PhasePlan {
  readonly fromS: number;
  readonly toS: number;
  readonly label: string;
  /** Hatched: on the move, or something was degraded. */
  readonly unsettled: boolean;
  /** Red: something broke in it, which the label says too. */
  readonly broken?: boolean;
}

/** A moment, as a line through the charts. */
export interface MarkPlan {
  readonly atS: number;
  /** The number in the list of operations, or a sign. */
  readonly sign: string;
  readonly label: string;
  readonly kind: 'operation' | 'onset' | 'recovery' | 'event';
}

export interface PagePlan {
  /** Where each series is in the page's data: a path of keys. */
  readonly sources: Readonly<Record<string, readonly string[]>>;
  /** How many intervals of a source are drawn as one point, where it has more than can be told apart; none, if it is not said. */
  readonly thinning?: Readonly<Record<string, number>>;
  /** The real region has this many times the rates: the right-hand axis. 1: none. */
  readonly scale: number;
  readonly phases: readonly PhasePlan[];
  readonly marks: readonly MarkPlan[];
  readonly charts: readonly ChartPlan[];
  /** What the download is called. */
  readonly fileName: string;
}

/** The series of a record, as the page reads it. */
export interface PageSeries {
  readonly intervalS: number;
  /** What one count is of, s, where that is not the interval: of a long series' extremes. */
  readonly countS?: number;
  readonly columns: Readonly<Record<string, readonly (number | null)[]>>;
}
