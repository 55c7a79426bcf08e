import { z } from 'zod';
import type { Fact } from '../measure/fact.ts';

/** What of a work in several parts had come to its end when somebody stopped it. */
export const interruptedSchema = z
  .strictObject({ finished: z.int(), planned: z.int() })
  .describe('It was interrupted when so many of its parts had come to their end. Left out where it was not.');

export type Interrupted = Fact<typeof interruptedSchema>;

/** Those of `planned` parts that came to their end; undefined: all did. */
export function interruptedAt(finished: number, planned: number): Interrupted | undefined {
  return finished < planned ? { finished, planned } : undefined;
}

/** The sentence of it. @param parts what they are: `searches` */
export function interruptedSentence({ finished, planned }: Interrupted, parts: string): string {
  return `It was interrupted when ${finished} of ${planned} ${parts} had come to their end.`;
}

/**
 * A judgement of the parts that had come to their end is none of the whole: it says what they showed, and no verdict.
 * @param parts what they are: `searches`
 */
export function judgedInPart<Judgement extends { readonly verdict: string; readonly reasons: readonly string[] }>(
  judgement: Judgement,
  interrupted: Interrupted | undefined,
  parts: string,
): Judgement | (Omit<Judgement, 'verdict' | 'reasons'> & { verdict: 'inconclusive'; reasons: readonly string[] }) {
  if (interrupted === undefined) return judgement;
  const reasons = [interruptedSentence(interrupted, parts), ...judgement.reasons];
  return { ...judgement, verdict: 'inconclusive', reasons };
}
