import type { InstanceObservation } from './observation.ts';

/** The windows in which an instance began again, one a restart: a scrape that reaches into the next window shows it in both. */
export function restartsOf({ restarted }: Pick<InstanceObservation, 'restarted'>): number[] {
  return [...restarted].filter(window => !restarted.has(window - 1));
}
