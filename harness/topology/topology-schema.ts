import { z } from 'zod';
import { SHED_CURVES } from '../../mock-service/model/shedding.ts';
import { amount, duration, entriesOrSize, name, share, size, word } from '../../mock-service/settings/fields.ts';
import type { LimitUnit, Objective } from '../verdict/objectives/objective.ts';
import { OBJECTIVES, type ObjectiveName } from '../verdict/objectives/objectives.ts';
import { costSpec, distribution } from './cost-schema.ts';
import { service } from './service-schema.ts';

/** The file format of topologies. Defaults are those of a plain server behind a plain proxy; what a pool is has none. */

const OFF = { off: null };
const NONE = { none: Number.POSITIVE_INFINITY };

const autoscale = z.strictObject({
  cpu: share({ above: 0, max: 1 }).describe('The mean share of CPU that is aimed at.'),
  min: amount({ min: 1, whole: true }).prefault(1).describe('Instances at least.'),
  max: amount({ min: 1, max: 10_000, whole: true }).describe('Instances at most.'),
  every: duration({ min: 1000 }).prefault('15s').describe('How often it looks, by the mean since.'),
  tolerance: share().prefault('10%').describe('How far from the aim nothing is done.'),
  boot: duration().prefault('60s').describe('From when an instance is asked for until it takes load, cold.'),
  up: share({ above: 0, max: 100 }).prefault('100%').describe('By how much the number grows in a minute at most.'),
  down: share({ above: 0, max: 1 }).prefault('100%').describe('By how much it shrinks in a minute at most.'),
  stabilize: duration().prefault('300s').describe('It shrinks to no less than was wanted at any time of this.'),
  fails: share().prefault('0%').describe('Of the instances asked for, those that never come.'),
});

const pool = z.strictObject({
  instances: amount({ min: 1, max: 10_000, whole: true }).describe('Servers, at this scale.'),
  cores: amount({ above: 0, max: 1024 }).describe('CPU cores of one instance; of a container a fraction too, 0.28.'),
  quota: z
    .strictObject({
      period: duration({ above: 0, max: 60_000 }).prefault('100ms').describe('How often the CPU time is given anew.'),
      threads: amount({ min: 1, max: 1024, whole: true })
        .optional()
        .describe('Tasks that may run at once, each on a whole core (default: the cores, rounded up).'),
    })
    .optional()
    .describe(
      'The cores are a quota of CPU time a period, as cgroups give it; without it each core is as slow as the fraction says.',
    ),
  memory: size().describe('Memory of one instance; at this limit it dies.'),
  queue: amount({ min: 0, whole: true }, NONE)
    .prefault(800)
    .describe('Requests that may wait beyond those on a core, then 503; none: never refuses.'),
  expired: z
    .enum(['serve', 'skip'])
    .prefault('serve')
    .describe('What a core does with a request whose caller has gone.'),
  start: z.enum(['cold', 'warm']).prefault('cold').describe('Whether the caches are empty at the start.'),
  restartAfter: duration().prefault('10s').describe('How long a dead instance refuses connections.'),
  autoscale: autoscale.optional().describe('Changes the number of instances by their CPU, as Kubernetes does.'),
  slowStart: z
    .strictObject({
      window: duration({ above: 0 }).describe('From when an instance comes until it has its whole share.'),
      aggression: amount({ above: 0, max: 1000 })
        .prefault(1)
        .describe('1: the share grows in a straight line; more: faster at first.'),
    })
    .optional()
    .describe('The proxy gives an instance that comes its share little by little, as Envoy does.'),
  shed: z
    .strictObject({
      from: share({ above: 0, max: 1 })
        .prefault('80%')
        .describe('CPU, the mean of the last second, from which on some are refused.'),
      to: share({ above: 0, max: 1 }).prefault('95%').describe('CPU at which all are refused.'),
      curve: z
        .enum(SHED_CURVES)
        .prefault('cubic')
        .describe('How the share of the requests that is refused grows in between.'),
    })
    .optional()
    .describe('An instance refuses requests as its CPU fills, those of the last classes first.'),
  warmUp: z
    .strictObject({
      factor: amount({ min: 1, max: 1000 }).describe('What everything costs at first, as a multiple.'),
      for: duration({ above: 0 }).describe('From its first request until it costs no more.'),
    })
    .optional()
    .describe('What an instance does costs more at first: code that is compiled just in time, pools to fill.'),
});

const cost = z.strictObject({
  hit: costSpec.prefault({ fixed: '3ms' }).describe('CPU time of a read that the cache answers.'),
  miss: costSpec
    .prefault({ lognormal: { p50: '26ms', p99: '85ms' } })
    .describe('CPU time of a read that went to the directory, its wait there not included.'),
  write: costSpec.prefault({ exponential: '30ms' }).describe('CPU time of a write.'),
  requestSize: size({ min: 0 }).prefault('256KiB').describe('Memory held while a request is in flight.'),
  baseMemory: size({ min: 0 }).prefault('96MiB').describe('Memory of an idle instance with an empty cache.'),
  gc: amount({ min: 0, max: 10 }).prefault(0.02).describe('How much garbage collection costs as memory fills.'),
  contention: z
    .strictObject({
      sigma: amount({ min: 0, max: 1 }).describe('The part of the work that only one core at a time may do.'),
      kappa: amount({ min: 0, max: 1 }).prefault(0).describe('What each pair of busy cores costs more.'),
    })
    .optional()
    .describe('Work costs more the more cores of its instance are busy (Gunther’s Universal Scalability Law).'),
});

const directory = z.strictObject({
  latency: distribution.prefault({ lognormal: { p50: '8ms', p99: '60ms' } }).describe('How long one read takes.'),
  concurrency: amount({ min: 1, whole: true }).prefault(200).describe('Reads at the same time; more of them wait.'),
  timeout: duration({ above: 0 }).prefault('1s').describe('How long an instance waits for the directory.'),
  errors: share().prefault('0%').describe('Reads that fail.'),
  unknownUsers: share().prefault('0%').describe('Reads that find nobody.'),
  connections: z
    .strictObject({
      perInstance: amount({ min: 1, max: 1_000_000, whole: true }).describe('Connections that an instance may have.'),
      wait: duration({ above: 0 }).prefault('1s').describe('How long a call waits for a connection; then it fails.'),
      setUp: duration().prefault('0s').describe('How long opening a connection takes of a slot.'),
      keep: duration({ above: 0 }, NONE).prefault('60s').describe('How long an idle connection stays; none: for ever.'),
    })
    .optional()
    .describe('Calls need a connection of their instance; without it there are as many as it takes.'),
});

const cacheTier = z.strictObject({
  nodes: amount({ min: 1, max: 1000, whole: true }).describe('Servers of the tier, at this scale.'),
  capacity: entriesOrSize().describe('How much one node holds: a number of entries, or a size.'),
  latency: distribution.prefault({ fixed: '1ms' }).describe('How long a node works on a call.'),
  concurrency: amount({ min: 1, whole: true })
    .prefault(200)
    .describe('Calls of a node at the same time; more of them wait.'),
  timeout: duration({ above: 0 }).prefault('100ms').describe('How long an instance waits for a lookup.'),
  onFailure: z
    .enum(['miss', 'error'])
    .prefault('miss')
    .describe('A lookup that comes to nothing: the directory is read, or the request fails.'),
  hashing: z
    .enum(['ring', 'modulo'])
    .prefault('ring')
    .describe('ring: when a node goes, its keys alone move; modulo: nearly all do.'),
  restartAfter: duration().prefault('10s').describe('How long a lost node refuses.'),
});

const RETRYABLE = ['502', '503', '504', 'refused', 'reset'] as const;

const proxy = z.strictObject({
  timeout: duration({ above: 0 }).prefault('2s').describe('The deadline that becomes a 504.'),
  connectTimeout: duration({ above: 0 }).prefault('250ms').describe('The deadline of a connection; then 502.'),
  idleTimeout: duration({ above: 0 })
    .optional()
    .describe(
      'How long an answer may pause after its head before it is broken off, live; by default as long as timeout.',
    ),
  retries: amount({ min: 0, max: 10, whole: true }).prefault(0).describe('Further attempts at a failed request.'),
  retryOn: z.array(word(RETRYABLE)).prefault(['503', 'refused', 'reset']).describe('Which failures are tried again.'),
  retryBudget: share({ min: 0, max: 10 }).prefault('20%').describe('Retries allowed as a share of requests.'),
  balance: z
    .enum(['hash-user', 'round-robin', 'least-request'])
    .prefault('hash-user')
    .describe('hash-user: a user’s calls share an instance and its cache.'),
  failover: z
    .union([
      z.enum(['manual', 'active-passive', 'priority']),
      z.strictObject({
        priority: z.strictObject({
          overprovisioning: share({ min: 1, max: 10 }).prefault('140%').describe('Envoy’s overprovisioning factor.'),
        }),
      }),
    ])
    .prefault('manual')
    .describe('Who fails over: operators, or the proxy by the health of the primary.'),
  health: z
    .strictObject({
      interval: duration({ above: 0 }).prefault('2s').describe('Between two checks of an instance.'),
      timeout: duration({ above: 0 }).prefault('1s').describe('A check that takes longer has failed.'),
      fall: amount({ min: 1, whole: true }).prefault(3).describe('Failed checks until it is taken out.'),
      rise: amount({ min: 1, whole: true }).prefault(2).describe('Good checks until it is back.'),
      depth: z
        .enum(['shallow', 'deep'])
        .prefault('shallow')
        .describe('shallow: answered without the queue; deep: costs a hit and queues.'),
    })
    .prefault({}),
  ejection: z
    .union([
      z.literal('off'),
      z.strictObject({
        consecutive: amount({ min: 1, whole: true }).prefault(5).describe('Failures in a row that eject an instance.'),
        for: duration({ above: 0 }).prefault('30s').describe('How long it stays out.'),
        maxShare: share({ above: 0, max: 1 }).prefault('50%').describe('Of a pool, at most this may be out.'),
      }),
    ])
    .prefault('off')
    .describe('Passive ejection of failing instances.'),
  networkDelay: duration({ min: 0, max: 60_000 }).prefault('0.5ms').describe('Each way, in virtual drills.'),
  servers: z
    .strictObject({
      instances: amount({ min: 1, max: 1000, whole: true }).describe('Servers of the proxy, at this scale.'),
      cores: amount({ above: 0, max: 1024 }).describe('CPU cores of one.'),
      cost: distribution.prefault({ fixed: '0.1ms' }).describe('CPU time of routing a request, each retry again.'),
      memory: size().describe('Memory of one; at this limit it dies.'),
      requestSize: size({ min: 0 }).prefault('64KiB').describe('Memory held until a request is answered.'),
      baseMemory: size({ min: 0 }).prefault('64MiB').describe('Memory of an idle server.'),
      restartAfter: duration().prefault('10s').describe('How long a dead server refuses connections.'),
    })
    .optional()
    .describe('What the proxy itself has of cores and memory; without it, no limits.'),
});

const rolling = z.strictObject({
  takes: duration().prefault('0s').describe('From the first instance to the last, one after another.'),
  fails: share({ min: 0, max: 1 }).prefault('0%').describe('The chance that an instance is not reached.'),
});

const operations = z.strictObject({
  deploy: rolling.optional().describe('How settings reach the instances; at once if left out.'),
  'roll-back': rolling.optional().describe('The same of a roll-back.'),
  'fail-over': z
    .strictObject({ detect: duration({ above: 0 }).describe('From the order until users begin to move.') })
    .optional()
    .describe('How a failover begins; at once if left out.'),
});

const classObjective = share({ min: 0, max: 1 }, { none: 0, ...OFF }).prefault('off');

const requestClass = z.strictObject({
  routes: z.array(z.string()).prefault([]).describe('Its requests are those of these routes: GET /path/:id.'),
  header: z
    .strictObject({ name: z.string().min(1), value: z.string() })
    .optional()
    .describe('Its requests are those with this header.'),
  objectives: z
    .strictObject({
      timeouts: classObjective.describe('Of its requests, those that may time out.'),
      errors: classObjective.describe('Of its requests, those that may fail.'),
    })
    .prefault({})
    .describe('What pass means for its requests alone.'),
});

export const objectivesSchema = z.strictObject(
  Object.fromEntries(OBJECTIVES.map(each => [each.name, limit(each)])) as Record<
    ObjectiveName,
    ReturnType<typeof limit>
  >,
);

/** What an objective's limit may be, by its unit. */
function limit({ unit, asks, default: unless, help }: Objective) {
  return limitField(unit, asks).prefault(unless).describe(help);
}

function limitField(unit: LimitUnit, asks: Objective['asks']) {
  switch (unit) {
    case 'share':
      return share({ min: 0, max: 1 }, asks === 'at-most' ? { none: 0, ...OFF } : OFF);
    case 'ms':
      return duration({ above: 0 }, OFF);
    case 'ratio':
      return amount({ above: 0 }, OFF);
  }
}

/** Pools' names are labels of metrics and prefixes of columns; `directory` and `cache-tier` are what operations call these. */
const poolName = z
  .string()
  .regex(
    /^(?!(?:directory|cache-tier)$)[a-z][a-z0-9-]{0,30}$/,
    'lower-case letters, digits and dashes, and not directory or cache-tier',
  );

export const topologySchema = z
  .strictObject({
    name: name(/^[a-z][a-z0-9-]{0,30}$/, 'lower-case letters, digits and dashes, such as eu or us-west').describe(
      'The region; users are named user0@<name>.example.',
    ),
    scale: amount({ above: 0 }).prefault(1).describe('One instance here stands for this many.'),
    users: amount({ min: 1, max: 100_000_000, whole: true })
      .prefault(20_000)
      .describe('Distinct users in the directory, at this scale.'),
    popularity: z
      .union([
        z.literal('uniform'),
        z.strictObject({ zipf: amount({ above: 0, max: 10 }).describe('Zipf’s exponent; 1 is the classic one.') }),
      ])
      .prefault('uniform')
      .describe('How unevenly users come.'),
    peak: amount({ above: 0 }).describe('Regional peak: requests per second planned, at this scale.'),
    pools: z.record(poolName, pool).describe('The sites; primary and alternate at least.'),
    cost: cost.prefault({}),
    directory: directory.prefault({}),
    cacheTier: cacheTier.optional().describe('What settings with scope: tier use instead of a cache of their own.'),
    proxy: proxy.prefault({}),
    calibration: z
      .string()
      .optional()
      .describe('The record of the calibration that it is from, from the folder of this file.'),
    operations: operations.optional().describe('Operations that take time, and fail.'),
    classes: z
      .record(
        name(/^[a-z][a-z0-9-]{0,30}$/, 'lower-case letters, digits and dashes, such as user or prefetch'),
        requestClass,
      )
      .optional()
      .describe('Classes of requests, the most important first; a request of none is of the first.'),
    service: service.optional().describe('What the service does; without it, it is My Sign-Ins.'),
    objectives: objectivesSchema.prefault({}),
  })
  .meta({ title: 'Headroom topology' });

export type WrittenTopology = z.output<typeof topologySchema>;
