import type { AutoscaleConfig } from '../topology/topology.ts';

/**
 * How many instances a pool wants: the rule of Kubernetes' HorizontalPodAutoscaler, ceil(current · cpu / target), between `min` and `max`; none
 * more or less while the ratio is within `tolerance` of 1.
 * @param current instances asked for so far
 * @param cpu their mean share, 0–1; those that are not there yet use nothing
 */
export function desiredInstances(current: number, cpu: number, config: AutoscaleConfig): number {
  const ratio = cpu / config.cpu;
  if (Math.abs(ratio - 1) <= config.tolerance + ROUNDING) return current;
  return Math.max(config.min, Math.min(config.max, Math.ceil(current * ratio - ROUNDING)));
}

/** Keeps 0.55 / 0.5 = 1.1 at its place. */
const ROUNDING = 1e-9;

/** A change of the number asked for. */
export interface ScaleStep {
  readonly atMs: number;
  readonly from: number;
  readonly to: number;
}

/** The time in which the number may grow by `up` and shrink by `down`. */
const PERIOD_MS = 60_000;

/**
 * What may be asked for now.
 * @param wanted what the rule said of late, the latest last
 * @param steps those of the last minute
 */
export function allowedInstances(
  current: number,
  wanted: readonly { readonly atMs: number; readonly desired: number }[],
  steps: readonly ScaleStep[],
  { up, down, stabilizeMs, min }: AutoscaleConfig,
  now: number,
): number {
  const desired = wanted.at(-1)?.desired ?? current;
  const lately = steps.filter(({ atMs }) => atMs > now - PERIOD_MS);
  const changed = (sign: 1 | -1): number =>
    lately.reduce((sum, { from, to }) => sum + Math.max(0, sign * (to - from)), 0);
  if (desired > current) {
    const before = current - changed(1);
    return Math.min(desired, Math.max(current, Math.ceil(before * (1 + up) - ROUNDING)));
  }
  const highest = wanted
    .filter(({ atMs }) => atMs > now - stabilizeMs)
    .reduce((most, each) => Math.max(most, each.desired), desired);
  if (highest >= current) return current;
  const before = current + changed(-1);
  return Math.max(highest, Math.min(current, Math.floor(before * (1 - down) + ROUNDING)), min);
}
