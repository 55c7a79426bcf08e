import { holdLoad } from '../load/held-load.ts';
import type { LoadSetup } from '../load/load-setup.ts';
import { rehearsedLoad } from '../load/rehearsed-load.ts';
import { scaledLoad } from '../load/scaled-load.ts';
import { trialLoad } from '../load/trial-load.ts';
import type { AnySpec } from './drill-spec.ts';

/** What becomes of the load that the script wrote: held for a probe of capacity, more or less of it for a map, one iteration of each scenario for a trial, a request a second. */
export function loadShape(spec: AnySpec): Pick<LoadSetup, 'reshape'> {
  const { direction, trial } = spec;
  if (direction !== undefined) return { reshape: options => holdLoad(options, direction.load) };
  if (trial) return { reshape: options => ({ options: trialLoad(options), problems: [] }) };
  if (spec.target === undefined && spec.varied?.load !== undefined) {
    const factor = spec.varied.load;
    return { reshape: options => scaledLoad(options, factor) };
  }
  return isRehearsal(spec) ? { reshape: options => ({ options: rehearsedLoad(options), problems: [] }) } : {};
}

/** Whether a target is only rehearsed: its operations are tried, the load is not. */
export function isRehearsal(spec: AnySpec): boolean {
  return spec.target !== undefined && spec.rehearsal;
}
