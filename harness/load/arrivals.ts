import type { RandomStream } from '../../mock-service/time/random.ts';
import type { CurveCursor, RateCurve } from './rate-curve.ts';

/** How iterations are spaced: as k6 does, or as independent users do. */
export type Spacing = 'even' | 'poisson';

/** The moments at which iterations are due, in order. Holds one number, however many there are. */
export interface Arrivals {
  /** The next due moment, ms from the scenario's start; Infinity when there are no more. */
  next(): number;
}

/** constant-arrival-rate: iteration n is due at n periods, n from 0, before the duration is over. */
export class ConstantArrivals implements Arrivals {
  #n = 0;
  #rate: number;
  #timeUnitMs: number;
  #durationMs: number;

  constructor(rate: number, timeUnitMs: number, durationMs: number) {
    this.#rate = rate;
    this.#timeUnitMs = timeUnitMs;
    this.#durationMs = durationMs;
  }

  next(): number {
    // One division of whole numbers: the n-th moment has one rounding, not n.
    const at = (this.#n++ * this.#timeUnitMs) / this.#rate;
    return at < this.#durationMs ? at : Number.POSITIVE_INFINITY;
  }
}

/** ramping-arrival-rate: iteration i is due when the curve's running count reaches i, i from 1. */
export class RampingArrivals implements Arrivals {
  #i = 0;
  #curve: RateCurve;
  #cursor: CurveCursor = { segment: 0 };

  constructor(curve: RateCurve) {
    this.#curve = curve;
  }

  next(): number {
    return this.#curve.dueTime(++this.#i, this.#cursor);
  }
}

/** Poisson arrivals under a curve: due when the running count reaches the running sum of unit exponentials. */
export class PoissonArrivals implements Arrivals {
  #sum = 0;
  #curve: RateCurve;
  #random: RandomStream;
  #cursor: CurveCursor = { segment: 0 };

  constructor(curve: RateCurve, random: RandomStream) {
    this.#curve = curve;
    this.#random = random;
  }

  next(): number {
    this.#sum -= Math.log(this.#random.next());
    return this.#curve.dueTime(this.#sum, this.#cursor);
  }
}
