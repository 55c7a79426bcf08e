import { z } from 'zod';
import type { ClassFacts } from './class-account.ts';
import { sum } from './column.ts';
import type { Fact } from './fact.ts';
import { type Percentiles, percentilesSchema } from './latency-counts.ts';
import type { RouteFacts } from './route-account.ts';
import { unroutedSchema } from './unrouted-requests.ts';
import type { WindowP99 } from './worst-window.ts';

const counts = z.record(z.string(), z.number());

/** What the account knows when a drill is over. Arrays have one number a second, from second 0. */
export interface RequestFacts {
  readonly seconds: number;
  /** Requests by the second they were issued in. */
  readonly offered: readonly number[];
  /** Outcomes by the second they came in; `errors` holds timeouts and rejections (503, 429) too. */
  readonly ended: readonly number[];
  readonly good: readonly number[];
  readonly timeouts: readonly number[];
  readonly rejected: readonly number[];
  readonly errors: readonly number[];
  /** Errors that somebody had ordered: throttled. */
  readonly decided: readonly number[];
  /** Response times over the p99 objective, by the second in which they came to be; 0 without one. */
  readonly slow: readonly number[];
  /** Response time, ms; null in seconds in which nothing ended. */
  readonly p50Ms: readonly (number | null)[];
  readonly p99Ms: readonly (number | null)[];
  /** When the second's first timeout had been issued, s since t = 0; null without one. */
  readonly timeoutIssuedS: readonly (number | null)[];
  readonly totals: RequestTotals;
  /** The part of the totals that neither a dropped iteration nor a failure of the harness itself preceded. */
  readonly undisturbed: UndisturbedTotals;
  readonly responseTimeMs: Percentiles;
  /** Time from the write; has no percentile where nothing was sent. */
  readonly serviceTimeMs: Percentiles;
  readonly worstWindow: WindowP99 | null;
  /** Requests whose response time is known, or known to be at least what they had waited when they were cut off. */
  readonly timed: number;
  readonly routes: readonly RouteFacts[];
  /** The most frequent first. */
  readonly byName: readonly NamedRequests[];
  /** The most important first; left out: requests have no classes. */
  readonly byClass?: readonly ClassFacts[];
}

/** The requests of one name. */
export const namedRequestsSchema = z.strictObject({
  name: z.string().describe('The `name` tag, or the URL of requests without one.'),
  ended: z.int(),
  good: z.int(),
  errors: z.int(),
  unexpected: z.int(),
  responseTimeMs: percentilesSchema,
});

export type NamedRequests = Fact<typeof namedRequestsSchema>;

/** Every request once: issued = Σ byStatus + Σ byFailure + interrupted. */
export const requestTotalsSchema = z.strictObject({
  offered: z.int(),
  served: z.int().describe('Answered, whatever the status.'),
  good: z.int(),
  timeouts: z.int(),
  errors: z.int().describe('5xx, 429, transport failures and timeouts.'),
  decided: z.int().optional().describe('Errors that somebody had ordered: throttled. Left out where there were none.'),
  unexpected: z.int().describe('Statuses that the script did not expect and that are no errors.'),
  interrupted: z
    .int()
    .describe(
      'Under way when their iteration was stopped, and not yet late. Those later than the deadline are timeouts.',
    ),
  cutOff: z
    .strictObject({ requests: z.int(), iterations: z.int() })
    .default({ requests: 0, iterations: 0 })
    .describe(
      'Stopped after they had waited longer than the p99 objective or the deadline, and iterations that had such.',
    ),
  byStatus: counts,
  unexpectedByStatus: counts.default({}).describe('The unexpected ones among them.'),
  byReason: counts,
  unrouted: unroutedSchema
    .optional()
    .describe('Those that the service has no route for. Left out where there were none.'),
  byFailure: counts.describe('Transport failures.'),
});

export type RequestTotals = Fact<typeof requestTotalsSchema>;

/** Of requests whose iteration was due before the first dropped one; of those that ended before the harness failed, where that came first. */
interface UndisturbedTotals {
  /** The second from which the harness itself had failed; null: it has not. */
  readonly failedFromS: number | null;
  readonly ended: number;
  readonly timeouts: number;
  readonly errors: number;
  readonly unexpected: number;
  readonly worstWindow: WindowP99 | null;
}

/** The latest complete second, for who watches. Percentiles are null where nothing ended. */
export interface SecondFacts {
  readonly second: number;
  readonly offered: number;
  readonly ended: number;
  readonly good: number;
  readonly timeouts: number;
  readonly rejected: number;
  readonly errors: number;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  /** Of the worst window so far; null before the first. */
  readonly worstP99Ms: number | null;
}

/** @throws Error unless each request issued had exactly one outcome. */
export function assertRequestAccount(
  totals: Pick<RequestTotals, 'offered' | 'byStatus' | 'byFailure' | 'interrupted'>,
): void {
  const statuses = sum(Object.values(totals.byStatus));
  const failures = sum(Object.values(totals.byFailure));
  if (totals.offered === statuses + failures + totals.interrupted) return;
  throw new Error(
    `the account of requests does not balance: ${totals.offered} issued, but ${statuses} answered + ${failures} transport ` +
      `failures + ${totals.interrupted} interrupted = ${statuses + failures + totals.interrupted}`,
  );
}
