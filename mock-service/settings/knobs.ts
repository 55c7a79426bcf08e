import { z } from 'zod';
import { amount, duration, entriesOrSize, orOff, share, size } from './fields.ts';
import { printDuration, printShare, printSize } from './units.ts';

/** One knob of the cache settings; the model reads `z.output<Schema>` under the name `Field`. */
interface Knob<Schema extends z.ZodType, Field extends string> {
  /** How it is written, its default (the baseline's value), and its words for editors. */
  readonly schema: Schema;
  /** Its name in the model, where a number's unit is part of it: ms, bytes; shares are 0–1. */
  readonly field: Field;
  /** A value as people write it; the text reads back as the same value. */
  readonly print: (value: z.output<Schema>) => string;
  /** Whether a value acts on nothing but entries that expire: with `ttl: none` it never does. */
  readonly needsTtl?: (value: z.output<Schema>) => boolean;
  /** What `Activations` counts for it. */
  readonly acted: string;
}

function knob<Schema extends z.ZodType, const Field extends string>(entry: Knob<Schema, Field>): Knob<Schema, Field> {
  return entry;
}

/**
 * Every knob of the cache settings by the name that people write, in the order of the shipped files. What else names the knobs
 * is derived from here: the file format and its JSON Schema, the model's settings, differences, activations, a record's fields.
 */
export const KNOBS = {
  capacity: knob({
    schema: entriesOrSize()
      .prefault(12000)
      .describe('How much the cache holds: a number of entries, or a size, 64MiB.'),
    field: 'capacity',
    print: capacity => ('bytes' in capacity ? printSize(capacity.bytes) : String(capacity.entries)),
    acted: 'evictions',
  }),
  policy: knob({
    schema: z.enum(['lru', 'fifo', 'sieve']).prefault('lru').describe('Which entry leaves when the cache is full.'),
    field: 'policy',
    print: String,
    acted: 'evictions',
  }),
  ttl: knob({
    schema: duration({ above: 0 }, { none: Number.POSITIVE_INFINITY })
      .prefault('300s')
      .describe('How long a filled entry is fresh; none: it never expires.'),
    field: 'ttlMs',
    print: ms => (ms === Number.POSITIVE_INFINITY ? 'none' : printDuration(ms)),
    acted: 'entries found expired',
  }),
  ttlJitter: knob({
    schema: share()
      .prefault('10%')
      .describe('Spread of the ttl, so that entries filled together do not expire together.'),
    field: 'ttlJitter',
    print: printShare,
    acted: 'entries found expired whose ttl was spread',
  }),
  expiry: knob({
    schema: z
      .enum(['fixed', 'sliding'])
      .prefault('fixed')
      .describe('fixed: the ttl counts from the fill; sliding: a hit renews it.'),
    field: 'expiry',
    print: String,
    needsTtl: expiry => expiry === 'sliding',
    acted: 'entries found expired if fixed, renewals if sliding',
  }),
  coalesce: knob({
    schema: z.boolean().prefault(true).describe('One directory read per key at a time (single flight).'),
    field: 'coalesce',
    print: String,
    acted: 'lookups that joined a read of their key under way',
  }),
  refreshAhead: knob({
    schema: orOff(
      z.strictObject({ beta: amount({ above: 0, max: 100 }).describe('How early: XFetch’s β, 1 is usual.') }),
    )
      .transform(written => (written === 'off' ? null : written.beta))
      .prefault('off')
      .describe('Probabilistic refresh before the expiry (XFetch).'),
    field: 'refreshAheadBeta',
    print: beta => (beta === null ? 'off' : `{ beta: ${beta} }`),
    needsTtl: beta => beta !== null,
    acted: 'early refreshes',
  }),
  staleWhileRevalidate: knob({
    schema: duration()
      .prefault('0s')
      .describe('How long past its expiry an entry is still served while it is read again.'),
    field: 'staleWhileRevalidateMs',
    print: printDuration,
    needsTtl: ms => ms > 0,
    acted: 'stale answers',
  }),
  staleIfError: knob({
    schema: duration().prefault('0s').describe('How long past its expiry an entry is served if the directory fails.'),
    field: 'staleIfErrorMs',
    print: printDuration,
    needsTtl: ms => ms > 0,
    acted: 'answers in place of a failed read',
  }),
  negativeTtl: knob({
    schema: duration().prefault('5s').describe('How long it is remembered that a user does not exist.'),
    field: 'negativeTtlMs',
    print: printDuration,
    acted: 'hits of nobody by that name',
  }),
  keepLateResults: knob({
    schema: z.boolean().prefault(true).describe('Store what arrives after its caller has given up.'),
    field: 'keepLateResults',
    print: String,
    acted: 'results that came after their caller had gone, kept or dropped',
  }),
  entrySize: knob({
    schema: size().prefault('2KiB').describe('Memory that one entry takes.'),
    field: 'entrySizeBytes',
    print: printSize,
    acted: 'entries stored',
  }),
  scope: knob({
    schema: z
      .enum(['instance', 'pool'])
      .prefault('instance')
      .describe('One cache per instance, or one for the whole pool.'),
    field: 'scope',
    print: String,
    acted: 'hits in a cache that instances share',
  }),
};

/** A knob by the name that people write. */
export type KnobName = keyof typeof KNOBS;

/** Something for every knob, in the table's order. */
export function everyKnob<Value>(of: (name: KnobName, knob: AnyKnob) => Value): Record<KnobName, Value> {
  const entries = Object.entries(KNOBS).map(([name, entry]) => [name, of(name as KnobName, entry as AnyKnob)]);
  return Object.fromEntries(entries) as Record<KnobName, Value>;
}

/** An entry of which it is not known which: its field and what it takes belong together, as the table's types see to. */
type AnyKnob = Knob<z.ZodType, (typeof KNOBS)[KnobName]['field']>;
