import { z } from 'zod';
import type { OperationPaces } from '../../topology/topology.ts';
import type { Deployments } from './deployments.ts';
import { type EventEntry, type EventWords, eventEntry, type FactsOf, type Shape } from './event-entry.ts';
import type { OperationForm } from './operation-form.ts';
import type { RequestField, Vocabulary } from './request-field.ts';
import type { Site } from './site.ts';
import type { Happening } from './system-event.ts';

/** What an operation works on. */
export interface Stage<Begun, Ended> {
  readonly site: Site;
  readonly deployments: Deployments;
  /** How long operations take, and how often they fail. */
  readonly pace: OperationPaces;
  /** A number in (0, 1), the same for the same instance at the same turn of this operation in every drill of the seed. */
  chance(pool: string, index: number): number;
  /** Puts it on the timeline, before what it causes. */
  begun(facts: Begun): void;
  /**
   * Puts its end on the timeline when it comes, after `end` has been called. An earlier end for the same target is forgotten.
   * @param afterMs null: until further notice
   */
  ends(afterMs: number | null, facts: Ended, end: () => void): void;
  /** Puts its end on the timeline, now. */
  ended(facts: Ended): void;
  /** Puts something else on the timeline, now. */
  noted(happening: Omit<Happening<'fail-over-awaited'>, 'atMs'>): void;
  /**
   * Takes `steps` steps one after another, the last `takesMs` from now, then calls `done`. What else was under way by this name goes no
   * further, and is done.
   */
  inTurn(name: string, steps: number, takesMs: number, step: (i: number) => void, done: () => void): void;
  /**
   * It ends when the proxy has moved all users.
   * @param whenReady the pool and the hit ratio of it under which nobody more moves; null: they move in any case
   */
  endsWithMove(facts: Ended, whenReady: { readonly to: string; readonly hitRatio: number } | null): void;
}

/** Texts by placeholder. */
export type Told = Readonly<Record<string, string>>;

export function inSeconds(ms: number): string {
  return String(ms / 1000);
}

/** A value that is right by itself and does not go with the others. */
interface Conflict {
  readonly path: readonly string[];
  readonly wrong: string;
  readonly allowed: string;
}

type Fields = Readonly<Record<string, RequestField<unknown>>>;
type Written<Keys extends Fields> = {
  readonly [Key in keyof Keys]: Keys[Key] extends RequestField<infer Value> ? Value : never;
};

/** A row of the live page: some of the operation's fields, or all. */
interface FormWords<Key> {
  readonly button: string;
  readonly fields?: readonly Key[];
  /** What is always sent along. */
  readonly body?: Readonly<Record<string, string>>;
}

/** An operation in one place: what it is called, takes, does, and leaves on the timeline; and how the live page offers it. */
interface OperationWords<Name extends string, Keys extends Fields, Order, Begun extends Shape, Ended extends Shape> {
  readonly name: Name;
  /** In a sentence. */
  readonly does: string;
  /** The keys of the JSON body. */
  readonly fields: Keys;
  conflicts?(written: Written<Keys>): Iterable<Conflict>;
  /** What is ordered, in the model's units. */
  order(written: Written<Keys>): Order;
  /** Carries it out, or begins to. */
  perform(order: Order, stage: Stage<FactsOf<Begun>, FactsOf<Ended>>): void;
  /** What a target's own operation is told, by placeholder: pools and routes by name, `all` for all, shares 0–1, times in seconds. */
  told(order: Order): Told;
  readonly event: EventWords<Begun>;
  /** Its end, if it has one: on the timeline with `-completed`. */
  readonly completion?: EventWords<Ended>;
  forms(vocabulary: Vocabulary): readonly FormWords<keyof Keys & string>[];
}

export interface OperationEntry<Name extends string, Order, Begun extends Shape, Ended extends Shape> {
  readonly name: Name;
  readonly does: string;
  /** Of its JSON body. */
  readonly keys: readonly string[];
  readonly event: EventEntry<Name, 'operation', Begun>;
  readonly completion: Completion<Name, Ended>;
  /** The JSON body of `POST /operations/<name>`. */
  body(vocabulary: Vocabulary): z.ZodType;
  /** @param written as `body` gives it */
  conflicts(written: unknown): Iterable<Conflict>;
  order(written: unknown): { readonly name: Name } & Readonly<Order>;
  told(order: Order): Told;
  perform(order: Order, stage: Stage<FactsOf<Begun>, FactsOf<Ended>>): void;
  forms(vocabulary: Vocabulary): readonly OperationForm[];
}

/** Null: it is over at once. */
type Completion<Name extends string, Ended extends Shape> = [Ended] extends [never]
  ? null
  : EventEntry<`${Name}-completed`, 'completion', Ended>;

export function operationEntry<
  const Name extends string,
  Keys extends Fields,
  Order,
  Begun extends Shape,
  Ended extends Shape = never,
>(words: OperationWords<Name, Keys, Order, Begun, Ended>): OperationEntry<Name, Order, Begun, Ended> {
  const { name, does, fields, conflicts, order, perform, told, forms } = words;
  return {
    ...{ name, does, perform, told },
    keys: Object.keys(fields),
    event: eventEntry(name, 'operation', words.event),
    completion: (words.completion === undefined
      ? null
      : eventEntry(`${name}-completed`, 'completion', words.completion, name)) as Completion<Name, Ended>,
    body: vocabulary =>
      z.strictObject(Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, field.schema(vocabulary)]))),
    conflicts: written => conflicts?.(written as Written<Keys>) ?? [],
    order: written => ({ name, ...order(written as Written<Keys>) }),
    forms: vocabulary =>
      forms(vocabulary).map(form => ({
        operation: name,
        button: form.button,
        fields: (form.fields ?? Object.keys(fields)).map(key => {
          const { label, choices } = fields[key] as RequestField<unknown>;
          return { key, label, choices: choices(vocabulary) };
        }),
        body: form.body ?? {},
      })),
  };
}
