import { DURATION_BOUNDS_MS } from '../../mock-service/time/duration-counts.ts';
import { histogramQuantile } from '../../mock-service/time/quantile.ts';
import { isError, isRejection, isTimeout } from '../transport/answer-status.ts';
import type { ProxySnapshot } from './proxy-snapshot.ts';

/** What a proxy answered in one second, counted when the answer's headers went out. */
export interface ProxySecond {
  readonly ended: number;
  /** Below 400. */
  readonly good: number;
  readonly timeouts: number;
  /** 503 and 429. */
  readonly rejected: number;
  /** 5xx and 429: the two above among them. */
  readonly errors: number;
  /** From a request's arrival to its answer's headers, to the width of a bucket; null: nothing was answered. */
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
}

/** Makes seconds of what a proxy has counted since it began. */
export class ProxySeconds {
  #statuses = new Map<number, number>();
  #durations: number[] = [];

  /** @returns what was counted since the last call */
  next({ pools }: Pick<ProxySnapshot, 'pools'>): ProxySecond {
    const statuses = new Map<number, number>();
    const durations: number[] = new Array(DURATION_BOUNDS_MS.length + 1).fill(0);
    for (const { unserved, instances, durations: of } of pools) {
      for (const { status, count } of [...unserved, ...instances.flatMap(({ outcomes }) => outcomes)]) {
        statuses.set(status, (statuses.get(status) ?? 0) + count);
      }
      of.counts.forEach((count, i) => {
        durations[i] = (durations[i] ?? 0) + count;
      });
    }
    const second = { ended: 0, good: 0, timeouts: 0, rejected: 0, errors: 0 };
    for (const [status, total] of statuses) {
      const count = total - (this.#statuses.get(status) ?? 0);
      second.ended += count;
      if (status < 400) second.good += count;
      else if (isError(status)) second.errors += count;
      if (isTimeout(status)) second.timeouts += count;
      else if (isRejection(status)) second.rejected += count;
    }
    const fresh = durations.map((count, i) => count - (this.#durations[i] ?? 0));
    this.#statuses = statuses;
    this.#durations = durations;
    return {
      ...second,
      p50Ms: histogramQuantile(fresh, DURATION_BOUNDS_MS, 0.5),
      p99Ms: histogramQuantile(fresh, DURATION_BOUNDS_MS, 0.99),
    };
  }
}
