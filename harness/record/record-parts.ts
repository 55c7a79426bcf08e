import { z } from 'zod';
import { OBJECTIVES } from '../verdict/objectives/objectives.ts';

/**
 * The parts of a run record (how-it-works §7). Shares are 0–1, times ms unless the name ends in S, sizes bytes, rates per second at the
 * topology's scale; null = no data. Names are a contract with other tools: add, never rename.
 */

const number = z.number();
const whole = z.int();
const maybe = number.nullable();
const counts = z.record(z.string(), number);

export const verdictSchema = z.enum(['pass', 'fail', 'inconclusive']);

export const scriptSchema = z.strictObject({
  name: z.string(),
  path: z.string(),
  fingerprint: z.string(),
});

export const topologySchema = z.strictObject({
  name: z.string(),
  fingerprint: z.string(),
  scale: number.describe('One instance stands for this many: multiply rates and instances by it for the real region.'),
  users: number,
  peakPerSecond: number.describe('Regional peak, requests per second at this scale.'),
  timeoutMs: number.describe("The proxy's deadline, after which it answers 504."),
  pools: z.record(
    z.string(),
    z.strictObject({
      instances: number,
      cores: number,
      memoryBytes: number,
      queue: maybe.describe('Requests that may wait at one instance; null: any number.'),
    }),
  ),
});

export const cacheSettingsSchema = z.strictObject({
  name: z.string(),
  fingerprint: z.string(),
  values: z.record(z.string(), z.string()).describe('Every knob, as people write it.'),
  baseline: z.string().describe('The settings that these are compared with.'),
  differences: z.array(z.strictObject({ knob: z.string(), from: z.string(), to: z.string() })),
});

export const timelineSchema = z.array(
  z.strictObject({ atS: number, operation: z.string(), target: z.string(), detail: z.string() }),
);

export const timeoutsSchema = z.strictObject({
  count: whole,
  share: maybe,
  onsetS: maybe.describe('The second in which the first sustained timeouts were seen.'),
  onsetRatePerSecond: maybe.describe('Planned load when the first of them was issued.'),
  onsetPoolRatePerSecond: maybe.describe('What the failing pool was then asked to serve.'),
  onsetPool: z.string().nullable(),
  afterFailoverS: maybe.describe('From the start of the failover before it.'),
  recoveredS: maybe,
  metastable: z.boolean().nullable().describe('Service never came back though the trigger was gone.'),
  firstS: maybe.describe('The second of the very first timeout, sustained or not.'),
  routes: z.array(z.strictObject({ name: z.string(), count: whole, share: number, onsetS: maybe })),
});

export const objectiveSchema = z.strictObject({
  name: z.enum(OBJECTIVES.map(({ name }) => name)),
  limit: number,
  value: maybe,
  margin: maybe.describe("Room left in the objective's own unit; negative when broken."),
  status: z.enum(['ok', 'broken', 'not-applicable', 'no-data']),
  note: z.string().nullable(),
});

export const thresholdSchema = z.strictObject({
  metric: z.string(),
  expression: z.string(),
  value: maybe.describe('Null: the metric has no samples.'),
  ok: z.boolean(),
});

export const causeSchema = z.strictObject({
  resource: z.enum(['cpu', 'memory', 'queue', 'directory']).nullable().describe('What was full first.'),
  pool: z.string().nullable(),
  atS: maybe,
  sentence: z.string(),
});

export const generatorSchema = z.strictObject({
  dueIterations: whole,
  startedIterations: whole,
  droppedIterations: whole,
  completedIterations: whole,
  failedIterations: whole,
  interruptedIterations: whole,
  scriptFailedIterations: whole.describe('Failed ones that threw although none of their requests had failed.'),
  lagMs: z.strictObject({ p50: maybe, p99: maybe, max: maybe }),
  queued: whole.describe('Requests that waited inside the client for a connection.'),
});

const percentiles = z.strictObject({ p50: maybe, p90: maybe, p95: maybe, p99: maybe, max: maybe });

export const requestsSchema = z.strictObject({
  offered: whole,
  served: whole.describe('Answered, whatever the status.'),
  good: whole,
  errors: whole.describe('5xx, 429, transport failures and timeouts.'),
  unexpected: whole.describe('Statuses that the script did not expect and that are no errors.'),
  interrupted: whole,
  byStatus: counts,
  byReason: counts,
  byFailure: counts.describe('Transport failures.'),
  responseTimeMs: percentiles.describe('From the moment the request was due.'),
  serviceTimeMs: percentiles.describe('From the moment it was sent.'),
});

export const poolSchema = z.strictObject({
  peakCpu: maybe.describe('CPU share of its worst second.'),
  holdCpu: maybe.describe("Mean CPU share between the failover's completion and the next operation."),
  peakMemory: maybe,
  peakQueue: maybe,
  hitRatio: maybe,
  cacheFillPerSecond: maybe,
  restarts: maybe,
});

export const metricSchema = z.strictObject({
  type: z.enum(['counter', 'gauge', 'rate', 'trend']),
  contains: z.enum(['default', 'time', 'data']),
  values: z.record(z.string(), number),
});

export const seriesSchema = z.strictObject({
  intervalS: number,
  columns: z
    .record(z.string(), z.array(maybe))
    .describe(
      'One number an interval. Counts (planned, offered, good, timeouts, rejected, errors, <pool>.offered) are per interval; ' +
        'errors holds timeouts and rejections too.',
    ),
});
