import { LatencyCounts } from './latency-counts.ts';
import type { CutOffRequest } from './request-log.ts';
import type { RouteAccount } from './route-account.ts';

/** Where a request belongs that was cut off after it had waited too long; times are ms on the Clock. */
interface Place {
  /** When its deadline passed; null: it had not. */
  readonly lateAt: number | null;
  /** When it had waited as long as the p99 objective allows; null: it had not. */
  readonly slowAt: number | null;
  /** Its iteration was due before the first dropped one. */
  readonly undisturbed: boolean;
  readonly route: RouteAccount;
}

export interface PlacedRequest extends Place {
  readonly issuedAt: number;
}

/** The requests that were cut off after they had waited too long, until the account closes: there are at most as many as VUs at a time. */
export class CutOffRequests {
  readonly list: PlacedRequest[] = [];
  /** What they had waited, from due: their response times are at least that. */
  readonly times = new LatencyCounts();
  readonly undisturbedTimes = new LatencyCounts();
  #iterations = new Set<string>();

  add({ issuedAt, iterationDueAt, responseTimeMs, vu }: CutOffRequest, place: Place): void {
    this.list.push({ issuedAt, ...place });
    this.times.record(responseTimeMs);
    if (place.undisturbed) this.undisturbedTimes.record(responseTimeMs);
    this.#iterations.add(`${vu.id} ${iterationDueAt}`);
  }

  /** Those whose deadline had passed. */
  get late(): number {
    return this.list.filter(({ lateAt }) => lateAt !== null).length;
  }

  get counts(): { readonly requests: number; readonly iterations: number } {
    return { requests: this.list.length, iterations: this.#iterations.size };
  }
}
