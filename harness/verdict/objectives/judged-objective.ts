import { z } from 'zod';
import { known } from '../../measure/column.ts';
import type { Fact } from '../../measure/fact.ts';
import type { RequestFacts } from '../../measure/request-facts.ts';
import type { BrokenContext, ObjectiveEvidence } from './evidence.ts';
import { OBJECTIVE_STATUSES, type Objective, type ObjectiveFinding } from './objective.ts';
import { limitIn, OBJECTIVES, type ObjectiveName, type Objectives, objective } from './objectives.ts';

/** One objective, judged: shares 0–1, times ms, headroom as capacity ÷ regional peak. */
export const objectiveResultSchema = z.strictObject({
  name: z.enum(OBJECTIVES.map(({ name }) => name)),
  limit: z.number(),
  value: z.number().nullable().describe('Null: no data.'),
  margin: z.number().nullable().describe("Room left in the objective's own unit; negative when broken."),
  status: z.enum(OBJECTIVE_STATUSES),
  note: z.string().nullable().describe('What a reader should know: why it was not judged, or an estimate.'),
});

export type ObjectiveResult = Fact<typeof objectiveResultSchema>;

/** Judges every objective that the topology sets, in their usual order. */
export function judgeObjectives(objectives: Objectives, evidence: ObjectiveEvidence): ObjectiveResult[] {
  const results: ObjectiveResult[] = [];
  for (const each of OBJECTIVES) {
    const limit = limitIn(objectives, each);
    if (limit !== null) results.push(resultOf(each, limit, each.judge(limit, evidence)));
  }
  return results;
}

function resultOf({ name, asks }: Objective<ObjectiveName>, limit: number, finding: ObjectiveFinding): ObjectiveResult {
  const { value, note } = finding;
  if (value === null) return { name, limit, value, margin: null, status: finding.status, note };
  const margin = asks === 'at-most' ? limit - value : value - limit;
  return { name, limit, value, margin, status: finding.status ?? (margin >= 0 ? 'ok' : 'broken'), note };
}

/** Whether the system broke it, and not a generator that dropped iterations or a harness that failed. */
export function brokenUndisturbed({ name, limit, status }: ObjectiveResult, requests: RequestFacts): boolean {
  return status === 'broken' && objective(name).brokenUndisturbed(limit, requests);
}

/** Says of a broken objective what happened. */
export function brokenSentence({ name, limit, value, note }: ObjectiveResult, context: BrokenContext): string {
  return objective(name).brokenSentence({ limit, value: value as number, note }, context);
}

/**
 * How much of what it allows is left: 1 where all of it is, 0 at the limit. Null: there is nothing to be left, or it was not judged.
 */
export function roomOf({ name, limit, margin }: Pick<ObjectiveResult, 'name' | 'limit' | 'margin'>): number | null {
  const { unit, asks } = objective(name);
  const allowed = unit === 'share' && asks === 'at-least' ? 1 - limit : limit;
  return margin === null || allowed <= 0 ? null : margin / allowed;
}

/** Of the closest of them. Null: none has room to speak of: a limit of none leaves nothing to compare, and one that was not judged says nothing. */
export function leastRoom(objectives: readonly ObjectiveResult[]): number | null {
  const rooms = known(objectives.map(roomOf));
  return rooms.length === 0 ? null : Math.min(...rooms);
}
