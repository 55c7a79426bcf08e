import { z } from 'zod';
import { type ClassFacts, classTotalsSchema } from '../../measure/class-account.ts';
import type { Fact } from '../../measure/fact.ts';
import { share } from '../figures.ts';
import type { ObjectiveResult } from './judged-objective.ts';
import { OBJECTIVE_STATUSES } from './objective.ts';

/** The objectives that a class of requests may have of its own: those that count requests. */
export const CLASS_OBJECTIVES = ['timeouts', 'errors'] as const;
export type ClassObjectiveName = (typeof CLASS_OBJECTIVES)[number];
/** Shares 0–1; null: not asked for. */
export type ClassObjectives = { readonly [Name in ClassObjectiveName]: number | null };

/** What became of a class, and of what is asked for it. */
export const judgedClassSchema = classTotalsSchema.extend({
  objectives: z
    .array(
      z.strictObject({
        name: z.enum(CLASS_OBJECTIVES),
        limit: z.number(),
        value: z.number().nullable().describe('Null: none of its requests ended.'),
        status: z.enum(OBJECTIVE_STATUSES),
      }),
    )
    .describe('Of its requests alone.'),
});

export type JudgedClass = Fact<typeof judgedClassSchema>;

/** Judges the objectives of each class by its own requests. */
export function judgeClasses(
  classes: readonly { readonly name: string; readonly objectives: ClassObjectives }[],
  facts: readonly ClassFacts[],
): JudgedClass[] {
  return facts.map(({ undisturbed: _, ...totals }, rank) => {
    const ended = totals.offered - totals.interrupted;
    const { objectives } = classes[rank] as (typeof classes)[number];
    const judged = CLASS_OBJECTIVES.flatMap(name => {
      const limit = objectives[name];
      if (limit === null) return [];
      const value = ended === 0 ? null : totals[name] / ended;
      const status =
        value === null ? ('not-applicable' as const) : value > limit ? ('broken' as const) : ('ok' as const);
      return [{ name, limit, value, status }];
    });
    return { ...totals, objectives: judged };
  });
}

/** The objectives of a drill and of its classes, by what they are called: `errors of class prefetch`. */
export function namedObjectives({
  objectives,
  classes = [],
}: {
  readonly objectives: readonly ObjectiveResult[];
  readonly classes?: readonly JudgedClass[] | undefined;
}): [called: string, result: ObjectiveResult][] {
  return [
    ...objectives.map((each): [string, ObjectiveResult] => [each.name, each]),
    ...classes.flatMap(({ name: ofClass, objectives: own }) =>
      own.map((each): [string, ObjectiveResult] => [
        `${each.name} of class ${ofClass}`,
        { ...each, margin: each.value === null ? null : each.limit - each.value, note: null },
      ]),
    ),
  ];
}

const VERBS = { timeouts: 'timed out', errors: 'failed' } as const satisfies Record<ClassObjectiveName, string>;

/**
 * Says of each objective of a class that is broken what happened.
 * @returns with `undisturbed`, whether requests break it that were due before the first dropped iteration
 */
export function brokenClasses(
  judged: readonly JudgedClass[],
  facts: readonly ClassFacts[],
): { readonly sentence: string; readonly undisturbed: boolean }[] {
  return judged.flatMap(({ name: ofClass, refused, objectives }, rank) => {
    const { undisturbed } = facts[rank] as ClassFacts;
    return objectives.flatMap(({ name, limit, value, status }) => {
      if (status !== 'broken') return [];
      const allowed = limit === 0 ? 'none is allowed' : `${share(limit)} is allowed`;
      const how = name === 'errors' && refused > 0 ? `; ${refused.toLocaleString('en-US')} of them were refused` : '';
      return [
        {
          sentence: `${share(value as number)} of the requests of class ${ofClass} ${VERBS[name]} (${allowed})${how}.`,
          undisturbed: undisturbed[name] > limit * undisturbed.ended,
        },
      ];
    });
  });
}
