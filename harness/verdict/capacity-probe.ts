import { z } from 'zod';
import { type Column, known, mean, sum } from '../measure/column.ts';
import type { Fact } from '../measure/fact.ts';
import type { ProbeOutcome } from './capacity-search.ts';
import type { JudgedRun } from './judged-run.ts';
import { limitingResource, limitSchema, usageOf, usageSchema } from './limiting-resource.ts';
import { type JudgedClass, namedObjectives } from './objectives/class-objectives.ts';
import { objective } from './objectives/objectives.ts';

const maybe = z.number().nullable();

const servedSchema = z.strictObject({
  name: z.string(),
  good: maybe.describe('Share of its requests that were answered well; null: it had none.'),
});

/** One load that was held on a fresh site, and what became of it. */
export const capacityProbeSchema = z.strictObject({
  kind: z.enum(['hold', 'recovery', 'instances']).describe('recovery: held after an overload of half as much again.'),
  seed: z.number(),
  ratePerSecond: z.number().describe('Planned requests per second.'),
  instances: z.int().nullable().describe('Of the pool; null: nobody has told.'),
  holdS: z.number().describe('How long it was to be held; a broken objective ends it early.'),
  outcome: z.enum(['held', 'broke', 'unclear']).describe('unclear: the generator could not bear it.'),
  broken: z.array(z.string()).describe('The objectives that it broke.'),
  classes: z
    .array(servedSchema)
    .optional()
    .describe('Of requests, the most important first; left out where there are none.'),
  timeouts: z.int(),
  errors: maybe.describe('Share of the requests that failed.'),
  p99Ms: maybe.describe('Of the worst 10 s.'),
  cpu: maybe.describe("The pool's mean CPU share while it had load."),
  peakMemory: maybe,
  hitRatio: maybe,
  peakDirectoryConcurrency: maybe,
  limitedBy: limitSchema.nullable().describe('What was full, or closest to it; null: nothing was near its limit.'),
  used: usageSchema.nullable().default(null),
  reason: z.string(),
});

export type CapacityProbe = Fact<typeof capacityProbeSchema>;

/** What a drill at a held load has come to; its rate is for whoever knows the load to fill in. */
export function probeOf(
  record: JudgedRun,
  kind: CapacityProbe['kind'],
  pool: string,
  holdS: number,
  directorySlots: number | null,
): Omit<CapacityProbe, 'ratePerSecond'> {
  const { objectives, series, timeouts, pools, directory, requests, topology } = record;
  const judged = objectives.filter(({ name }) => objective(name).holdsIn !== null);
  const outcome = kind === 'recovery' ? recoveryOutcome(record) : holdOutcome(record);
  const p99 = judged.find(({ name }) => name === 'p99');
  const ended = requests.offered - requests.interrupted;
  const used = usageOf(series, pool, directorySlots, topology.pools[pool]?.queue ?? null);
  return {
    kind,
    seed: record.seed,
    instances: topology.pools[pool]?.instances ?? null,
    holdS,
    outcome,
    broken: namedObjectives({ objectives: judged, classes: record.classes })
      .filter(([, { status }]) => status === 'broken')
      .map(([called]) => called),
    ...(record.classes === undefined ? {} : { classes: record.classes.map(servedOf) }),
    timeouts: timeouts.count,
    errors: ended === 0 ? null : requests.errors / ended,
    p99Ms: p99?.value ?? requests.responseTimeMs.p99,
    cpu: meanUnderLoad(series.columns[`${pool}.cpu`], series.columns[`${pool}.offered`]),
    peakMemory: pools[pool]?.peakMemory ?? null,
    hitRatio: pools[pool]?.hitRatio ?? null,
    peakDirectoryConcurrency: directory.peakConcurrency,
    limitedBy: outcome === 'unclear' ? 'generator' : limitingResource(used, record.cause, pool),
    used,
    reason: record.reasons[0] ?? '',
  };
}

function servedOf({ name, offered, interrupted, good }: JudgedClass): z.infer<typeof servedSchema> {
  const ended = offered - interrupted;
  return { name, good: ended === 0 ? null : good / ended };
}

/** Requests of a session on average: planned load is sessions due times that. Null if none was due. */
export function callsPerSession({ series, generator }: JudgedRun): number | null {
  const planned = sum(series.columns.planned);
  return generator.dueIterations === 0 || planned === 0 ? null : planned / generator.dueIterations;
}

function holdOutcome({ verdict }: JudgedRun): ProbeOutcome {
  return verdict === 'pass' ? 'held' : verdict === 'fail' ? 'broke' : 'unclear';
}

/** Whether service came back, after the overload, in the time that it had. */
function recoveryOutcome({ timeouts: { recovery, recoveredS } }: JudgedRun): ProbeOutcome {
  return recovery === null ? 'unclear' : recoveredS === null ? 'broke' : 'held';
}

function meanUnderLoad(cpu: Column = [], offered: Column = []): number | null {
  // Where nobody measures what it gets it is taken to get something.
  const isMeasured = known(offered).length > 0;
  return mean(cpu.filter((_, second) => !isMeasured || (offered[second] ?? 0) > 0));
}
