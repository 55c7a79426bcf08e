import { sum } from './column.ts';
import { LatencyCounts } from './latency-counts.ts';
import type { NamedRequests } from './request-facts.ts';

/** One route's outcomes by second. */
export interface RouteFacts {
  /** The `name` tag, or the URL of requests without one. */
  readonly name: string;
  readonly ended: readonly number[];
  readonly timeouts: readonly number[];
}

/** The part of the account that says which route timed out first. Only RequestAccount counts in here. */
export class RouteAccount {
  readonly name: string;
  good = 0;
  unexpected = 0;
  readonly responseTimes = new LatencyCounts();
  /** Of the open second. */
  ended = 0;
  timeouts = 0;
  #ended: number[];
  #timeouts: number[];

  /** @param second the drill's second in which the route is first seen. */
  constructor(name: string, second: number) {
    this.name = name;
    this.#ended = new Array<number>(second).fill(0);
    this.#timeouts = new Array<number>(second).fill(0);
  }

  close(): void {
    this.#ended.push(this.ended);
    this.#timeouts.push(this.timeouts);
    this.ended = 0;
    this.timeouts = 0;
  }

  /** A request that had been issued long ago is known to have timed out in that second. */
  timedOutIn(second: number): void {
    this.#ended[second]!++;
    this.#timeouts[second]!++;
  }

  /** All of its requests, when the account is closed. */
  named(): NamedRequests {
    const { name, good, unexpected } = this;
    const ended = sum(this.#ended);
    return {
      name,
      ended,
      good,
      errors: ended - good - unexpected,
      unexpected,
      responseTimeMs: this.responseTimes.percentiles(),
    };
  }

  facts(): RouteFacts {
    return { name: this.name, ended: this.#ended, timeouts: this.#timeouts };
  }
}
