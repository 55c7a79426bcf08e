import { z } from 'zod';
import { oneOf } from '../../../mock-service/settings/alternatives.ts';
import { amount, duration, name, share, word } from '../../../mock-service/settings/fields.ts';
import { CATALOGUE } from '../../operations/catalogue/catalogue.ts';
import { objectivesSchema } from '../../topology/topology-schema.ts';
import { POOL_METRICS, type PoolMetric, type TargetOperationName, UNDO_NAMES } from './target.ts';

/** The file format of targets: systems that exist, reached through their users' own operations and metrics. */

const HTTP = /^https?:\/\/[^\s/?#@]+/;
const address = (example: string) => name(HTTP, `an address, such as ${example}`);
const text = (example: string) => name(/\S/, `a text, such as ${example}`);

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

const call = oneOf(
  {
    ...(Object.fromEntries(
      METHODS.map(method => [method, address('http://127.0.0.1:9999/failover').optional().describe('Where it goes.')]),
    ) as Record<(typeof METHODS)[number], z.ZodOptional<ReturnType<typeof address>>>),
    json: z.json().optional().describe('Its body; texts may have placeholders.'),
    headers: z.record(z.string(), z.string()).optional().describe('Beside those that every call has.'),
  },
  METHODS.map(method => ({ all: [method] })),
  { none: 'no method', several: 'more than one method', allowed: `one of ${METHODS.join(', ')}, with an address` },
);

const ways = {
  run: z
    .array(z.string())
    .min(1)
    .optional()
    .describe("A program and its arguments; it runs in this file's folder, without a shell."),
  http: call.optional().describe('A call.'),
};
const WAYS = [{ all: ['run'] }, { all: ['http'] }];
const WAY_WORDS = {
  none: 'neither a command nor a call',
  several: 'a command and a call',
  allowed: 'run: [./deploy.sh, …], or http: { post: http://… }',
};

const operation = oneOf(
  {
    ...ways,
    timeout: duration({ above: 0, max: 3_600_000 }).prefault('60s').describe('After so long it has failed.'),
    until: text('{active} == "{to}"').optional().describe('It is done when this holds.'),
  },
  WAYS,
  WAY_WORDS,
);

const OPERATIONS = Object.fromEntries([
  ...CATALOGUE.map(entry => [entry.name, operation.optional().describe(entry.does)]),
  [
    'reset',
    operation.optional().describe('Brings the system to the state in which every drill of a comparison begins.'),
  ],
]) as Record<TargetOperationName, z.ZodOptional<typeof operation>>;

const query = z.union([text('sum by (pool) (…)'), z.record(z.string(), text('sum(…)'))]);
const HELP: Readonly<Record<PoolMetric, string>> = {
  cpu: 'Busy share of the CPU of each pool, 0–1.',
  memory: 'Share of the memory in use of each pool, 0–1.',
  hitRatio: "Hit ratio of each pool's caches, 0–1.",
  offered: 'Requests per second that each pool gets.',
  queue: 'Requests that wait in each pool.',
};

const metrics = z.strictObject({
  prometheus: z.strictObject({
    url: address('http://prometheus.example:9090').describe('Of the server; its API is below it.'),
    every: duration({ min: 1000, max: 300_000 }).prefault('5s').describe('How often it is asked.'),
    token: text("'${PROM_TOKEN}'").optional().describe('Bearer token.'),
  }),
  label: text('pool').prefault('pool').describe("The label that has the pool's name."),
  ...(Object.fromEntries(POOL_METRICS.map(metric => [metric, query.optional().describe(HELP[metric])])) as Record<
    PoolMetric,
    z.ZodOptional<typeof query>
  >),
  store: z
    .strictObject({
      used: text('sum(store_connections_active)').describe('Slots in use.'),
      slots: amount({ min: 1, whole: true }).describe('Slots that there are.'),
    })
    .optional()
    .describe('What the pools share behind their caches.'),
  active: query.optional().describe('The pool with the highest value has the users.'),
});

const safety = z.strictObject({
  most: amount({ min: 1, whole: true })
    .optional()
    .describe('Requests in any second at most, whatever the script says.'),
  abort: z
    .strictObject({
      errors: share({ above: 0, max: 1 }).describe('Share of the requests that fail.'),
      for: duration({ min: 1000 }).prefault('10s').describe('In every second for so long.'),
    })
    .optional()
    .describe('Ends the drill, and undoes what was done.'),
  undo: z
    .array(word(UNDO_NAMES))
    .prefault([])
    .describe('Operations, in this order, when a drill ends early for any reason.'),
  hours: text('Mon-Thu 09:00-16:00 Europe/Dublin').optional().describe('No drill begins outside of these.'),
});

/** Pools' names are labels of metrics and prefixes of columns. */
const poolName = z
  .string()
  .regex(/^(?!directory$)[a-z][a-z0-9-]{0,30}$/, 'lower-case letters, digits and dashes, and not directory');

export const targetSchema = z
  .strictObject({
    name: name(/^[a-z][a-z0-9-]{0,30}$/, 'lower-case letters, digits and dashes, such as shop-staging').describe(
      'What records call it.',
    ),
    url: address('https://staging.example').describe('What scripts find in BASE_URL.'),
    region: text('eu').optional().describe('What scripts find in REGION (default: the name).'),
    users: amount({ min: 1, max: 100_000_000, whole: true }).prefault(20_000).describe('Distinct users.'),
    peak: amount({ above: 0 }).describe('Requests per second planned at the peak.'),
    timeout: duration({ above: 0, max: 600_000 })
      .prefault('60s')
      .describe('An answer that takes longer is too late: the deadline of what stands before the pools.'),
    pools: z.record(poolName, z.strictObject({})).describe('Their names; the first is home.'),
    metrics: metrics.optional().describe('What is not measured reads so in the report, and is never a cause.'),
    inForce: oneOf({ ...ways, timeout: operation.shape.timeout }, WAYS, WAY_WORDS)
      .optional()
      .describe("Tells the settings in force: their file's fingerprint, name or text. Asked before a drill."),
    operations: z.strictObject(OPERATIONS).prefault({}).describe("What the script's operators call."),
    safety: safety.prefault({}),
    objectives: objectivesSchema.prefault({}),
  })
  .meta({ title: 'Headroom target' });

export type WrittenTarget = z.output<typeof targetSchema>;
export type WrittenOperation = z.output<typeof operation>;
