import { z } from 'zod';
import { type Difference, printDifferences } from '../../mock-service/settings/differences.ts';
import { type Column, highest, meanBetween, sum } from '../measure/column.ts';
import type { Fact } from '../measure/fact.ts';
import type { DrillSeries, PoolColumns } from '../measure/series.ts';
import type { ServersSeries } from '../measure/servers-series.ts';
import { PROXY } from '../operations/catalogue/site.ts';
import { sentenceOf, type TimelineEvent } from '../operations/catalogue/timeline-event.ts';
import type { SystemUnderTest } from '../topology/system-under-test.ts';
import type { Topology } from '../topology/topology.ts';
import { busiestPool } from './busiest-pool.ts';
import { seconds, share } from './figures.ts';
import { FULL, queueFullness, RESOURCES, type Resource } from './full.ts';
import { instanceClauses } from './instance-clauses.ts';
import { hitRatioBetween } from './pool-figures.ts';
import { type StayedDown, sustainingOf, sustainingSchema, sustainingText } from './sustaining.ts';
import { secondText, timeOfDay } from './time-of-day.ts';
import { type Failover, failoverBefore } from './timeline.ts';
import { type Trigger, triggerOf, triggerSchema, triggerText } from './trigger.ts';

/** Records of before have none of these. */
const maybe = z.number().nullable().default(null);

/** What was full first when service broke, and why, as far as the evidence goes. */
export const causeSchema = z.strictObject({
  resource: z.enum(RESOURCES).nullable().describe('What was full first; null: nothing was.'),
  pool: z
    .string()
    .nullable()
    .describe('Null for what the pools share, the directory and the cache tier, and where nothing was full.'),
  atS: z.number().nullable().describe('When it became full.'),
  sentence: z.string().describe('Made of these figures, the settings and the timeline.'),
  brokeS: maybe.describe('The second in which service broke.'),
  hitRatio: maybe.describe('Around that second, of the pool; where nothing was full, of the busiest.'),
  hitRatioBefore: maybe.describe('Before the failover, of the pool that then had the users.'),
  restarts: maybe.describe('Instances of the pool that died around that second.'),
  retryShare: maybe.describe('Of what the proxy sent to the pools after that second, as it counts them.'),
  highestCpu: maybe.describe("Of any pool, when the directory's slots were all in use."),
  trigger: triggerSchema
    .nullable()
    .default(null)
    .describe('What began it; null: nothing was done, and load had not grown.'),
  sustaining: sustainingSchema
    .nullable()
    .default(null)
    .describe(
      'What kept it going when the trigger was gone; null: service came back, or there was no trigger to be gone.',
    ),
});

export type Cause = Fact<typeof causeSchema>;

export interface CauseEvidence {
  readonly series: DrillSeries;
  readonly topology: Pick<SystemUnderTest, 'pools' | 'directory' | 'measuredEveryMs'> &
    Partial<Pick<Topology, 'cost'>> & { readonly proxy: SystemUnderTest['proxy'] };
  readonly timeline: readonly TimelineEvent[];
  readonly failovers: readonly Failover[];
  /** The pool that has the users at first. */
  readonly home: string;
  /** The second in which service broke. */
  readonly brokeS: number;
  /** The time in which service was down though its trigger was gone, and that in which it had held; null: it came back. */
  readonly stayedDown?: Pick<StayedDown, 'heldS' | 'fromS' | 'toS'> | null;
  /** The settings under test against the baseline. */
  readonly differences: readonly Difference[];
  /** The moment that t = 0 stands for: ISO 8601, UTC. */
  readonly startsAt?: string | null;
}

/**
 * Seconds before and after the break that are searched. What is full for longer before it was not the cause; but a queue that grows
 * slowly takes many deadlines until it is as long as one.
 */
const SEARCH_BEFORE_S = 30;
const SEARCH_BEFORE_DEADLINES = 15;
const SEARCH_AFTER_S = 2;
/** Retries are worth a mention from this share of the load on. */
const NOTABLE_RETRIES = 0.05;

interface Saturation {
  readonly resource: Resource;
  readonly pool: string | null;
  readonly atS: number;
}

/** Names what saturated first around the second in which service broke, and says what had led to it. */
export function causeOf(evidence: CauseEvidence): Cause {
  const { series, brokeS } = evidence;
  const found = saturations(evidence);
  const first = found.reduce<Saturation | null>(
    (best, each) => (best === null || each.atS < best.atS ? each : best),
    null,
  );
  const pool = first?.pool ?? busiestPool(series, brokeS);
  const figures: CauseFigures = {
    ...{ brokeS, ...hitRatios(pool, evidence), restarts: deaths(pool, evidence), retryShare: retryShare(evidence) },
    highestCpu: first?.resource === 'directory' ? highestCpu(series, first.atS) : null,
  };
  const trigger = triggerOf(evidence.timeline, series, brokeS);
  const { stayedDown = null } = evidence;
  const sustaining = stayedDown === null ? null : sustainingOf({ series, topology: evidence.topology, ...stayedDown });
  const clauses = [
    first === null ? nothingFull(evidence) : saturated(first, figures, evidence),
    trigger === null ? null : triggerText(trigger, evidence.timeline),
    hitRatioText(figures, evidence.home),
    restartText(figures, pool),
    ...instanceClauses(first, pool, { ...evidence, untilS: brokeS + SEARCH_AFTER_S }),
    restarted(evidence, trigger),
    retryText(figures),
    degraded(evidence, trigger),
    throttled(evidence, trigger),
    changed(evidence),
    sustaining === null ? null : sustainingText(sustaining),
  ].filter(clause => clause !== null);
  return {
    resource: first?.resource ?? null,
    pool: first?.pool ?? null,
    atS: first?.atS ?? null,
    sentence: `${clauses.join('; ')}.`,
    ...figures,
    trigger,
    sustaining,
  };
}

/** What the sentence says in figures. */
type CauseFigures = Omit<Cause, 'resource' | 'pool' | 'atS' | 'sentence' | 'trigger' | 'sustaining'>;

/** What became full, each with its first second; where two begin together the likelier cause comes first. */
function saturations({ series, topology, brokeS }: CauseEvidence): Saturation[] {
  const found: Saturation[] = [];
  const deadlineS = topology.proxy.timeoutMs / 1000;
  const fromS = brokeS - Math.max(SEARCH_BEFORE_S, SEARCH_BEFORE_DEADLINES * deadlineS);
  const look = (resource: Resource, pool: string | null, column: Column, full: number): void => {
    const atS = firstFull(column, full, fromS, brokeS + SEARCH_AFTER_S);
    if (atS !== null) found.push({ resource, pool, atS });
  };
  // What nobody asked for so long that no request of it was left has broken nothing.
  const pools = Object.entries(series.pools).filter(([, { offered }]) => {
    const lately = offered.slice(Math.max(0, Math.floor(brokeS - deadlineS) - 1), brokeS + 1);
    return lately.length === 0 || lately.some(each => each !== 0);
  });
  for (const [name, columns] of pools) {
    look('memory', name, columns.memory, FULL.memory);
    look('cpu', name, columns.cpu, FULL.cpu);
    look('connections', name, columns.connectionQueue, FULL.connections);
  }
  if (series.servers !== null) {
    look('memory', PROXY, withDeaths(series.servers), FULL.memory);
    look('cpu', PROXY, series.servers.cpu, FULL.cpu);
  }
  const { concurrency } = topology.directory;
  if (concurrency !== null) look('directory', null, series.directoryConcurrency, FULL.directory * concurrency);
  if (series.tier !== null) look('cache-tier', null, series.tier.fullest, FULL['cache-tier']);
  for (const [name, columns] of pools) {
    const config = topology.pools[name];
    if (config !== undefined && config.queue !== null)
      look('queue', name, queueFullness(columns, config.queue), FULL.queue);
  }
  return found;
}

/** A server that has died has lost what filled it: the second in which one did and the next count as full. */
function withDeaths({ memory, deaths }: ServersSeries): Column {
  return memory.map((share, second) => ((deaths[second] ?? 0) > 0 || (deaths[second - 1] ?? 0) > 0 ? 1 : share));
}

/** The first second that is full and is followed by another: one full second alone is chance. */
function firstFull(column: Column, full: number, from: number, to: number): number | null {
  for (let second = Math.max(0, from); second <= to && second < column.length; second++) {
    const next = column[second + 1];
    if ((column[second] ?? 0) >= full && (next === undefined || (next ?? 0) >= full)) return second;
  }
  return null;
}

function saturated(
  { resource, pool, atS }: Saturation,
  { highestCpu: cpu }: CauseFigures,
  { brokeS, topology, startsAt = null }: CauseEvidence,
): string {
  const { measuredEveryMs } = topology;
  const coarse = measuredEveryMs === undefined ? '' : `, measured every ${seconds(measuredEveryMs / 1000)}`;
  const when = `from ${secondText(atS, null)} (${startsAt === null ? '' : `${timeOfDay(startsAt, atS)}, `}${before(brokeS - atS)}${coarse})`;
  switch (resource) {
    case 'cpu':
      return `The CPU of ${pool} was full first, ${when}`;
    case 'memory':
      return `The memory of ${pool} was full first, ${when}`;
    case 'queue':
      return `The queues of ${pool} were full first, ${when}`;
    case 'connections':
      return `The connections of ${pool} to the directory were all in use first, ${when}`;
    case 'cache-tier':
      return `A node of the cache tier had all its slots in use first, ${when}`;
    case 'directory': {
      const idle = cpu === null || cpu >= FULL.cpu ? '' : `, while no pool's CPU was above ${share(cpu)}`;
      const what = measuredEveryMs === undefined ? 'directory' : 'store';
      return `The ${what} had all ${topology.directory.concurrency} slots in use first, ${when}${idle}`;
    }
  }
}

/** Of any pool in the two seconds from one on. */
function highestCpu({ pools }: DrillSeries, atS: number): number | null {
  return highest(Object.values(pools).map(({ cpu }) => meanBetween(cpu, atS, atS + 2)));
}

function before(earlierS: number): string {
  if (earlierS === 0) return 'the same second as the first failures';
  return earlierS > 0
    ? `${seconds(earlierS)} before the first failures`
    : `${seconds(-earlierS)} after the first failures`;
}

function nothingFull(evidence: CauseEvidence): string {
  const { series, topology } = evidence;
  const reasons = Object.entries({ ...series.requests.totals.byReason, ...series.requests.totals.byFailure });
  const [reason, count] = reasons.sort(([, a], [, b]) => b - a)[0] ?? [null, 0];
  const most = reason === null ? '' : `; most failures say '${reason}' (${count})`;
  if (topology.measuredEveryMs === undefined) return `No pool and not the directory was full when it began${most}`;
  const measured = measuredAround(evidence);
  if (measured.length === 0) return `What the pools did was not measured${most}`;
  return `Of what was measured (${measured.join(', ')}) nothing was full when it began${most}`;
}

/** What of a target's pools and store was measured around the break, so that it could have been seen to be full. */
function measuredAround({ series, topology, brokeS }: CauseEvidence): string[] {
  const isKnown = (column: Column): boolean =>
    column.slice(Math.max(0, brokeS - SEARCH_BEFORE_S), brokeS + SEARCH_AFTER_S + 1).some(each => each !== null);
  const pools = Object.entries(series.pools);
  const of = (what: string, column: (columns: PoolColumns) => Column): string[] => {
    const names = pools.filter(([, columns]) => isKnown(column(columns))).map(([name]) => name);
    return names.length === 0 ? [] : [`the ${what} of ${names.join(' and ')}`];
  };
  const store = topology.directory.concurrency !== null && isKnown(series.directoryConcurrency);
  return [
    ...of('CPU', ({ cpu }) => cpu),
    ...of('memory', ({ memory }) => memory),
    ...(store ? ["the store's slots"] : []),
  ];
}

function hitRatios(
  pool: string | null,
  { series, failovers, home, brokeS }: CauseEvidence,
): Pick<CauseFigures, 'hitRatio' | 'hitRatioBefore'> {
  const columns = pool === null ? undefined : series.pools[pool];
  if (columns === undefined) return { hitRatio: null, hitRatioBefore: null };
  const failover = failoverBefore(failovers, brokeS);
  const earlier = series.pools[home];
  return {
    hitRatio: hitRatioBetween(columns, Math.max(0, brokeS - 3), brokeS + 2),
    hitRatioBefore:
      failover === null || earlier === undefined || pool === home
        ? null
        : hitRatioBetween(earlier, Math.max(0, failover.startS - 5), failover.startS),
  };
}

function hitRatioText({ hitRatio, hitRatioBefore }: CauseFigures, home: string): string | null {
  if (hitRatio === null) return null;
  if (hitRatioBefore === null) return `its hit ratio was ${share(hitRatio)}`;
  return `its hit ratio was ${share(hitRatio)}, where ${home} had ${share(hitRatioBefore)} before the failover`;
}

/** Deaths alone: what operators restart is the pool's `restarts` too. */
function deaths(pool: string | null, { series, timeline, topology, brokeS }: CauseEvidence): number | null {
  // Nobody counts those of a target.
  const isKnown = pool !== null && (series.pools[pool] !== undefined || (pool === PROXY && series.servers !== null));
  if (!isKnown || topology.measuredEveryMs !== undefined) return null;
  return timeline.filter(
    event => event.operation === 'instance-died' && event.death.pool === pool && isAround(event.atS, brokeS),
  ).length;
}

/** Restarts that operators had ordered, but for one that began it. */
function restarted({ timeline, brokeS, startsAt = null }: CauseEvidence, trigger: Trigger | null): string | null {
  const parts = timeline.flatMap(event =>
    event.operation === 'restart' && isAround(event.atS, brokeS) && event.atS <= brokeS + 1 && !isOf(event, trigger)
      ? [
          `operators had restarted ${event.target} in ${secondText(Math.floor(event.atS), startsAt)} (${sentenceOf(event)})`,
        ]
      : [],
  );
  return parts.length === 0 ? null : parts.join(', ');
}

function isAround(atS: number, brokeS: number): boolean {
  return atS >= brokeS - SEARCH_BEFORE_S && atS < brokeS + 10;
}

function restartText({ restarts: count }: CauseFigures, pool: string | null): string | null {
  if (!count) return null;
  return pool === PROXY
    ? `${count} of the proxy's servers died`
    : `${count} instance${count === 1 ? '' : 's'} of ${pool} died and came back cold`;
}

/** As the proxy counts them. */
function retryShare({ series: { attempts, retries }, brokeS }: CauseEvidence): number | null {
  const sent = sum(attempts.slice(brokeS, brokeS + 10));
  return sent === 0 ? null : sum(retries.slice(brokeS, brokeS + 10)) / sent;
}

function retryText({ retryShare: part }: CauseFigures): string | null {
  return part === null || part < NOTABLE_RETRIES ? null : `retries were ${share(part)} of the load on the pools`;
}

function degraded(evidence: CauseEvidence, trigger: Trigger | null): string | null {
  const parts = inForce(evidence, ['degrade', 'degrade-completed'], trigger).map(
    event => `${event.target} was degraded (${sentenceOf(event)})`,
  );
  return parts.length === 0 ? null : parts.join(', ');
}

function throttled(evidence: CauseEvidence, trigger: Trigger | null): string | null {
  const parts = inForce(evidence, ['throttle'], trigger).map(
    event => `${event.target} were throttled (${sentenceOf(event)})`,
  );
  return parts.length === 0 ? null : parts.join(', ');
}

/** What was done to each target and not ended when service broke, but for what began it: that is told already. */
function inForce(
  { timeline, brokeS }: CauseEvidence,
  operations: readonly TimelineEvent['operation'][],
  trigger: Trigger | null,
): TimelineEvent[] {
  const byTarget = new Map<string, TimelineEvent>();
  for (const event of timeline) {
    if (event.atS > brokeS) break;
    if (!operations.includes(event.operation)) continue;
    if (event.trigger === 'ends') byTarget.delete(event.target);
    else byTarget.set(event.target, event);
  }
  return [...byTarget.values()].filter(event => !isOf(event, trigger));
}

function isOf({ operation, target, atS }: TimelineEvent, trigger: Trigger | null): boolean {
  return trigger?.operation === operation && trigger.target === target && trigger.atS === atS;
}

function changed({ differences }: CauseEvidence): string | null {
  if (differences.length === 0) return null;
  return `the settings differ from the baseline in ${printDifferences(differences)}`;
}
