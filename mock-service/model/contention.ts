/** How much the cores of an instance stand in each other's way. */
export interface Contention {
  /** The part of the work that only one at a time may do. */
  readonly sigma: number;
  /** What keeping each other informed costs, by pairs. */
  readonly kappa: number;
}

/**
 * By how much work costs more when `busy` cores of its instance are at work, itself included: 1 + σ(n − 1) + κn(n − 1), N. Gunther's Universal
 * Scalability Law. N saturated cores then do N/(D · that), the most at N* = √((1 − σ)/κ).
 */
export function contentionFactor({ sigma, kappa }: Contention, busy: number): number {
  return 1 + sigma * (busy - 1) + kappa * busy * (busy - 1);
}
