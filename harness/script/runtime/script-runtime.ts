import type { Clock } from '../../../mock-service/time/clock.ts';
import type { Metrics } from '../../measure/metrics.ts';
import type { RequestLog } from '../../measure/request-log.ts';
import type { RequestTally } from '../../measure/request-tally.ts';
import type { TagSet } from '../../measure/tags.ts';
import type { Transport } from '../../transport/exchange.ts';
import type { EventLoop } from './event-loop.ts';

/**
 * What the k6 modules work with, one per drill process. Scripts are single-threaded: the modules are made once and act for
 * `current`, which a VU's coroutine sets whenever it lets script code run.
 */
export interface ScriptRuntime {
  readonly clock: Clock;
  readonly transport: Transport;
  readonly metrics: Metrics;
  /** The account of the requests that count for the verdict: those of iterations, to the system under test. */
  readonly requests: RequestLog;
  /** All requests by what metrics are labelled with; absent where nobody scrapes them. */
  readonly tally?: RequestTally;
  readonly seed: number;
  /** `-e KEY=VALUE` and what the drill gives (BASE_URL, …): the base of `__ENV`. */
  readonly env: Readonly<Record<string, string>>;
  /** The VU whose code runs now. */
  current: VuContext;
}

/** Where in a script's life the running code is: what k6 allows depends on it. */
export type Phase = 'init' | 'setup' | 'iteration' | 'teardown' | 'summary';

/** What the k6 modules know of the VU whose code runs. The VU pool fills it in; `group` and `vu.tags` change `tags`. */
export interface VuContext {
  /** `__VU`: 1, 2, 3 …; 0 outside iterations. */
  readonly id: number;
  phase: Phase;
  /** `__ITER`: this VU's iterations so far, from 0. */
  iteration: number;
  /** The tags that every sample of this VU carries now: scenario, group, `options.tags`, scenario tags, `vu.metrics.tags`. */
  tags: TagSet;
  /** `::outer::inner`, or '' at the root. */
  groupPath: string;
  /** How late this iteration started, ms: charged to each of its requests' response time. */
  iterationLagMs: number;
  /** The due moment of this iteration, ms on the Clock. */
  iterationDueAt: number;
  /** Whether a request of this iteration has failed: `k6/http` sets it, so that an exception after it is told from the script's own. */
  requestFailed?: boolean;
  /** This iteration's random numbers: what `Math.random` gives the script. */
  random(): number;
  /** What timers and `http.asyncRequest` hold the iteration open with; without one, scripts cannot use these. */
  readonly loop?: EventLoop;
}
