import { z } from 'zod';
import type { Fact } from '../measure/fact.ts';
import type { DrillSeries } from '../measure/series.ts';
import { count, ms, share } from './figures.ts';
import { lagLimitMs } from './lag-limit.ts';
import { latenessSchema } from './lateness.ts';
import type { Objectives } from './objectives/objectives.ts';

const maybe = z.number().nullable();

/** Health of the load generator over a drill: due = started + dropped; started = completed + failed + interrupted. */
export const generatorHealthSchema = z.strictObject({
  dueIterations: z.int(),
  startedIterations: z.int(),
  droppedIterations: z.int(),
  completedIterations: z.int(),
  failedIterations: z.int(),
  interruptedIterations: z.int(),
  scriptFailedIterations: z.int().describe('Failed ones that threw although none of their requests had failed.'),
  lagMs: z
    .strictObject({ p50: maybe, p99: maybe, max: maybe })
    .describe('How late iterations started; null: none did.'),
  queued: z.int().describe('Requests that waited inside the client for a connection.'),
  vusNeeded: z
    .int()
    .nullable()
    .default(null)
    .describe('VUs with which no iteration would have been dropped; null: none was.'),
  repeated: z
    .int()
    .default(0)
    .describe('Requests sent once more, since their server had closed the idle connection that they took.'),
  lateness: latenessSchema.optional().describe('Of live drills: how late their processes ran.'),
  heldBack: z
    .int()
    .optional()
    .describe("Requests that waited so that a target's safety.most was not exceeded; absent: none did."),
});

/** What of it the record has, and what judging it takes besides. */
export interface GeneratorFacts extends Omit<Fact<typeof generatorHealthSchema>, 'vusNeeded' | 'lateness'> {
  /** Mean duration of a completed iteration, ms; null if none was. */
  readonly meanIterationMs: number | null;
}

/** Shares of iterations from which the generator is at fault. */
export const DROPPED_LIMIT = 0.001;
export const SCRIPT_FAILED_LIMIT = 0.01;
/** Failed ones of any kind, above which a drill has not tried what its script does. */
const FAILED_LIMIT = 0.5;
export function isLate(facts: GeneratorFacts, objectives: Objectives): boolean {
  return facts.lagMs.p99 !== null && facts.lagMs.p99 > lagLimitMs(objectives);
}

/** Why this generator cannot vouch for a pass, each as a sentence; empty if it can. */
export function generatorFaults(facts: GeneratorFacts, objectives: Objectives, series: DrillSeries): string[] {
  const faults: string[] = [];
  const { dueIterations, startedIterations, droppedIterations, failedIterations, scriptFailedIterations, lagMs } =
    facts;
  if (droppedIterations > DROPPED_LIMIT * dueIterations) {
    faults.push(
      `The generator dropped ${count(droppedIterations)} of ${count(dueIterations)} iterations due ` +
        `(${share(droppedIterations / dueIterations)}; up to ${share(DROPPED_LIMIT)} is tolerated): no VU was free, so the ` +
        `system got less load than planned. About ${count(vusNeeded(facts, series))} VUs would have been enough: raise maxVUs.`,
    );
  }
  if (facts.heldBack !== undefined) {
    faults.push(
      `${count(facts.heldBack)} requests were held back, since the target's safety.most allows no more in a second: the system got less load ` +
        'than the script plans, and later.',
    );
  }
  if (isLate(facts, objectives)) {
    faults.push(
      `Iterations started late: lag p99 ${ms(lagMs.p99 as number)}, of which ${ms(lagLimitMs(objectives))} is tolerated. ` +
        'This machine could not keep the pace: use --virtual, less load, or a quieter machine.',
    );
  }
  if (scriptFailedIterations > SCRIPT_FAILED_LIMIT * startedIterations) {
    faults.push(
      `${count(scriptFailedIterations)} of ${count(startedIterations)} iterations ` +
        `(${share(scriptFailedIterations / startedIterations)}; up to ${share(SCRIPT_FAILED_LIMIT)} is tolerated) ended with an ` +
        'exception although none of their requests had failed: mend the script.',
    );
  } else if (failedIterations > FAILED_LIMIT * startedIterations) {
    faults.push(
      `${count(failedIterations)} of ${count(startedIterations)} iterations (${share(failedIterations / startedIterations)}) ended with an exception ` +
        'after one of their requests had failed: most of what the script does was not tried.',
    );
  }
  return faults;
}

/**
 * VUs with which nothing would have been dropped: those busy, plus the dropped iterations that would then still have been
 * running, in the worst second (Little's law, second by second).
 */
export function vusNeeded({ meanIterationMs }: GeneratorFacts, series: DrillSeries): number {
  const runningS = Math.max(1, Math.ceil((meanIterationMs ?? 1000) / 1000));
  let running = 0;
  let most = 0;
  for (let second = 0; second < series.seconds; second++) {
    running += (series.dropped[second] ?? 0) - (series.dropped[second - runningS] ?? 0);
    most = Math.max(most, (series.vus[second] ?? 0) + running);
  }
  return most;
}

/** @throws Error unless every iteration due is accounted for: our own bug. */
export function assertIterationAccount(
  facts: Omit<
    GeneratorFacts,
    'scriptFailedIterations' | 'lagMs' | 'queued' | 'repeated' | 'heldBack' | 'meanIterationMs'
  >,
): void {
  const { dueIterations, startedIterations, droppedIterations } = facts;
  const { completedIterations, failedIterations, interruptedIterations } = facts;
  if (dueIterations !== startedIterations + droppedIterations) {
    throw new Error(
      `the account of iterations does not balance: ${dueIterations} due, but ${startedIterations} started + ${droppedIterations} dropped`,
    );
  }
  if (startedIterations !== completedIterations + failedIterations + interruptedIterations) {
    throw new Error(
      `the account of iterations does not balance: ${startedIterations} started, but ${completedIterations} completed + ` +
        `${failedIterations} failed + ${interruptedIterations} interrupted`,
    );
  }
}
