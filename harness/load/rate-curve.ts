import type { Stage } from './stages.ts';

/** A stretch of the curve in which the rate changes linearly. */
interface Segment {
  readonly startMs: number;
  readonly durationMs: number;
  readonly from: number;
  readonly to: number;
  /** Twice the iterations due before and by its end, × timeUnitMs: whole numbers, so that nothing drifts. */
  readonly areaBefore: number;
  readonly areaAfter: number;
}

/**
 * A rate over time, linear from stage to stage (k6-contract §3), and its integral: how many iterations are due by a moment, and
 * when the n-th is due.
 *
 *     rate        ____________            A stage from a to b of length d adds d·(a + b)/2 to the count.
 *                /            \           Its i-th iteration is due x after its start, where
 *        a ___ _/              \___ 0     a·x + (b − a)·x²/(2d) = i.
 *           0  t1  stages  t2  t3
 *
 * Counts are kept as areas, 2 × rate × ms: with whole rates and whole ms they are exact, and fractions carry across stages.
 */
export class RateCurve {
  readonly durationMs: number;
  /** What the rates are per, ms. */
  readonly timeUnitMs: number;
  #segments: Segment[] = [];

  /** @param startRate and targets: iterations per `timeUnitMs`. */
  constructor(startRate: number, stages: readonly Stage[], timeUnitMs: number) {
    this.timeUnitMs = timeUnitMs;
    let startMs = 0;
    let from = startRate;
    let area = 0;
    for (const { durationMs, target: to } of stages) {
      if (durationMs > 0) {
        const areaAfter = area + durationMs * (from + to);
        this.#segments.push({ startMs, durationMs, from, to, areaBefore: area, areaAfter });
        area = areaAfter;
        startMs += durationMs;
      }
      from = to;
    }
    this.durationMs = startMs;
  }

  /** Iterations due per second at `ms` from the scenario's start; a jump has its later value. */
  rateAt(ms: number): number {
    const segment = this.#segments[this.#at(ms)];
    if (segment === undefined || ms < 0) return 0;
    const { startMs, durationMs, from, to } = segment;
    return ((from + (to - from) * ((ms - startMs) / durationMs)) * 1000) / this.timeUnitMs;
  }

  /** Iterations due by `ms` from the scenario's start, with the fraction of the one under way. */
  countBy(ms: number): number {
    const segment = this.#segments[Math.min(this.#at(ms), this.#segments.length - 1)];
    if (segment === undefined || ms <= 0) return 0;
    const { startMs, durationMs, from, to, areaBefore } = segment;
    const x = Math.min(ms - startMs, durationMs);
    return (areaBefore + 2 * from * x + ((to - from) * x * x) / durationMs) / (2 * this.timeUnitMs);
  }

  /** Iterations due over the whole curve. */
  get total(): number {
    return (this.#segments.at(-1)?.areaAfter ?? 0) / (2 * this.timeUnitMs);
  }

  /**
   * When the running count reaches `count`, ms from the scenario's start; Infinity if it never does. Counts must be asked for
   * in rising order of segment: pass the segment of the last answer to make a walk over the curve O(1) in memory and time.
   */
  dueTime(count: number, cursor: CurveCursor): number {
    const area = 2 * count * this.timeUnitMs;
    for (; cursor.segment < this.#segments.length; cursor.segment++) {
      const { startMs, durationMs, from, to, areaBefore, areaAfter } = this.#segments[cursor.segment] as Segment;
      // Of counts, as `total` is one: an area made of it again may lie a rounding above the end.
      if (count > areaAfter / (2 * this.timeUnitMs)) continue;
      const c = area - areaBefore;
      if (c <= 0) return startMs;
      // The quadratic's root in the form that neither cancels nor divides by b − a = 0; c = 2 × rate × ms.
      const x = c / (from + Math.sqrt(Math.max(0, from * from + ((to - from) * c) / durationMs)));
      return startMs + (x < durationMs ? x : durationMs);
    }
    return Number.POSITIVE_INFINITY;
  }

  /** The index of the segment that holds `ms`, its start included. */
  #at(ms: number): number {
    let index = 0;
    while (index < this.#segments.length) {
      const { startMs, durationMs } = this.#segments[index] as Segment;
      if (ms < startMs + durationMs) break;
      index++;
    }
    return index;
  }
}

/** How far a walk over a curve has come. */
export interface CurveCursor {
  segment: number;
}
