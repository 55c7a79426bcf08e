import { z } from 'zod';

/** Who brought an event about: an operator, the end of what had begun earlier, or the system itself. */
export type Kind = 'operation' | 'completion' | 'event';

/** Whether an event begins a trigger of trouble, ends one, or both in one moment; null: neither. Recovery counts from the last end. */
const triggerSchema = z.enum(['begins', 'ends', 'momentary']).nullable();
export type Trigger = z.infer<typeof triggerSchema>;

const phaseSchema = z
  .strictObject({
    of: z.string().describe('The operation.'),
    is: z.string().nullable().describe('What it makes of the target from now on; null: nothing any more.'),
  })
  .optional()
  .describe('A state of the target that lasts; absent: none begins or ends.');

/** The facts of a kind of event, as a zod shape. */
export type Shape = Readonly<Record<string, z.ZodType>>;
export type FactsOf<Facts extends Shape> = Readonly<z.output<z.ZodObject<Facts>>>;

/** What is said of a kind of event: everything else is told from its facts. */
export interface EventWords<Facts extends Shape> {
  /** Names and units are those of the record: times in ms unless the name ends in S, shares 0–1. */
  readonly facts: Facts;
  /** A pool, an instance, the directory or the site. */
  target(facts: FactsOf<Facts>): string;
  readonly trigger: Trigger | ((facts: FactsOf<Facts>) => Trigger);
  /** Of what lasts: what its target is from now on, `degraded`, or null when that is over. Reports show it as a phase of the drill. */
  phase?(facts: FactsOf<Facts>): string | null | undefined;
  /** A phrase for people. Nobody reads it back. */
  sentence(facts: FactsOf<Facts>): string;
}

/** One kind of event on the timeline. */
export interface EventEntry<Name extends string, EventKind extends Kind, Facts extends Shape> {
  readonly name: Name;
  /** As the record has it. */
  readonly schema: z.ZodObject<RecordedShape<Name, EventKind> & Facts, z.core.$strict>;
  sentence(facts: FactsOf<Facts>): string;
  /** The event of these facts. @param atMs on the Clock */
  at(atMs: number, facts: FactsOf<Facts>): EntryOf<Name, EventKind, Facts>;
}

/** An event whose facts only it knows. */
export interface AnyEvent {
  sentence(facts: object): string;
  at(atMs: number, facts: object): object;
}

type EntryOf<Name, EventKind, Facts extends Shape> = {
  readonly atMs: number;
  readonly operation: Name;
  readonly target: string;
  readonly kind: EventKind;
  readonly trigger: Trigger;
  readonly phase?: z.infer<typeof phaseSchema>;
} & FactsOf<Facts>;

interface RecordedShape<Name extends string, EventKind extends Kind> {
  readonly atS: z.ZodNumber;
  readonly operation: z.ZodLiteral<Name>;
  readonly target: z.ZodString;
  readonly detail: z.ZodString;
  readonly kind: z.ZodLiteral<EventKind>;
  readonly trigger: typeof triggerSchema;
  readonly phase: typeof phaseSchema;
}

/** @param of the operation that it belongs to */
export function eventEntry<const Name extends string, const EventKind extends Kind, Facts extends Shape>(
  name: Name,
  kind: EventKind,
  { facts, target, trigger, phase, sentence }: EventWords<Facts>,
  of: string = name,
): EventEntry<Name, EventKind, Facts> {
  return {
    name,
    schema: z.strictObject({
      ...{ atS: z.number(), operation: z.literal(name), target: z.string(), detail: z.string() },
      ...{ kind: z.literal(kind), trigger: triggerSchema, phase: phaseSchema },
      ...facts,
    }),
    sentence,
    at: (atMs, told) => {
      const is = phase?.(told);
      return {
        ...{ atMs, operation: name, target: target(told), kind },
        trigger: typeof trigger === 'function' ? trigger(told) : trigger,
        ...(is === undefined ? {} : { phase: { of, is } }),
        ...told,
      };
    },
  };
}
