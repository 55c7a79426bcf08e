import type { Trend } from '../measure/trend.ts';
import type { Accounts } from './accounts.ts';

/** How well the generator did what it was to do; the record's `generator`, but for `queued` and `repeated`, which the transport knows. */
export interface GeneratorHealth {
  readonly dueIterations: number;
  readonly startedIterations: number;
  readonly droppedIterations: number;
  readonly completedIterations: number;
  readonly failedIterations: number;
  /** Those of `failedIterations` in which a request had failed before. */
  readonly failedAfterRequest: number;
  readonly interruptedIterations: number;
  /** How late iterations started; null when none did. */
  readonly lagMs: { readonly p50: number; readonly p99: number; readonly max: number } | null;
  /** The most VUs that ran iterations at the end of a second. */
  readonly peakVus: number;
}

/** @param lag how late iterations started; iterations still under way count as interrupted. */
export function generatorHealth(accounts: Accounts, lag: Trend | null, peakVus: number): GeneratorHealth {
  return {
    dueIterations: accounts.due,
    startedIterations: accounts.started,
    droppedIterations: accounts.dropped,
    completedIterations: accounts.completed,
    failedIterations: accounts.failed,
    failedAfterRequest: accounts.failedAfterRequest,
    interruptedIterations: accounts.started - accounts.completed - accounts.failed,
    lagMs:
      lag === null || lag.samples === 0
        ? null
        : { p50: lag.percentile(50), p99: lag.percentile(99), max: lag.statistic('max') },
    peakVus,
  };
}
