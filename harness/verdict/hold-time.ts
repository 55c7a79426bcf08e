/** How far beyond the moment of the first timeout a step is held: random arrivals may delay it, and it is to be seen. */
const MARGIN = 1.5;

/**
 * How long a step of load must be held to show that it is too much (ground-truth §2). At a load of ρ times what the system bears the queue
 * grows by (ρ − 1) seconds a second, so the first timeout is seen after τ·ρ/(ρ − 1): a shorter step passes wrongly.
 * @param timeoutMs τ, the deadline
 * @param resolution by which share of the load neighbouring steps differ: 0.05 tells ρ = 1.05 from 1
 */
export function holdMsFor(timeoutMs: number, resolution: number): number {
  return (MARGIN * timeoutMs * (1 + resolution)) / resolution;
}
