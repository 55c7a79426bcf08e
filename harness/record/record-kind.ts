import { z } from 'zod';
import type { Fact } from '../measure/fact.ts';

/** Sentences that a verdict rests on, in every record that has one. */
export const reasonsSchema = z
  .array(z.string())
  .describe('Sentences that a person can act on, the most important first.');

/** What every record has, whatever its kind. */
type Versioned = { schemaVersion: z.ZodLiteral<number>; integrity: z.ZodString };
export type RecordSchema<Fields extends z.ZodRawShape> = z.ZodObject<Fields & Versioned, z.core.$strict>;

/** A kind of record: what it holds, and what it is called. */
export interface RecordKind<Name extends string = string, Fields extends z.ZodRawShape = z.ZodRawShape> {
  readonly name: Name;
  /** The name of its file, `run.json`; it is known by what it holds all the same. */
  readonly file: `${Name}.json`;
  /** What messages call it: `run record`. */
  readonly called: string;
  /** The version that this program writes, and the one that it reads. */
  readonly version: number;
  readonly schema: RecordSchema<Fields>;
  /** @throws Error if what its shape cannot say does not hold: our own bug */
  assert(record: Unsealed<Fields>): void;
}

/** A record of a kind, as it is read. */
export type RecordOf<Kind extends { readonly schema: z.ZodType }> = Fact<Kind['schema']>;
/** What a maker of records gives: all but what every record has. */
export type Unsealed<Fields extends z.ZodRawShape> = Fact<z.ZodObject<Fields, z.core.$strict>>;

/** Describes a kind of record. @param title of its JSON Schema */
export function recordKind<const Name extends string, Fields extends z.ZodRawShape>({
  name,
  called,
  title,
  version,
  fields,
  assert = () => {},
}: {
  name: Name;
  called: string;
  title: string;
  version: number;
  fields: Fields;
  assert?: (record: Unsealed<NoInfer<Fields>>) => void;
}): RecordKind<Name, Fields> {
  const schema = z
    .strictObject({
      schemaVersion: z.literal(version),
      ...fields,
      integrity: z.string().describe('Fingerprint of all the rest: an edited record is refused.'),
    })
    .meta({ title });
  return { name, file: `${name}.json`, called, version, schema: schema as unknown as RecordSchema<Fields>, assert };
}
