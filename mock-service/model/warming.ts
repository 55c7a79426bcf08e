/** How an instance that has just come is slower than it will be: a compiler that works just in time, pools that are empty. */
export interface WarmUp {
  /** By how much everything costs more at first. */
  readonly factor: number;
  /** Until it costs no more, from the first request on. */
  readonly forMs: number;
}

/** By how much work costs more `sinceMs` after the first request: `factor` at first, falling in a straight line to 1. */
export function warmUpFactor({ factor, forMs }: WarmUp, sinceMs: number): number {
  return sinceMs >= forMs ? 1 : factor + ((1 - factor) * sinceMs) / forMs;
}
