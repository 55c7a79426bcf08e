import type { z } from 'zod';
import { printDuration, printShare, printSize } from './units.ts';

/** The kinds of value that files have, and zod itself. */
type Fields = typeof import('./fields.ts');

/** One knob of the cache settings; the model reads `z.output<Schema>` under the name `Field`. */
interface Knob<Schema extends z.ZodType, Field extends string> {
  /**
   * How it is written, its default (the baseline's value), and its words for editors. Made where files are read: the model knows
   * the knobs without what reading takes.
   */
  readonly schema: (fields: Fields) => Schema;
  /** A value that is not the default, as people write it, to try the knob with. */
  readonly other: string;
  /** Its name in the model, where a number's unit is part of it: ms, bytes; shares are 0–1. */
  readonly field: Field;
  /**
   * Its default, of a knob that came when there were records already: where it has it, records and fingerprints are as if there were no such
   * knob, so that those of before stay comparable.
   */
  readonly later?: z.output<Schema>;
  /** A value as people write it; the text reads back as the same value. */
  readonly print: (value: z.output<Schema>) => string;
  /** Whether a value acts on nothing but entries that expire: with `ttl: none` it never does. */
  readonly needsTtl?: (value: z.output<Schema>) => boolean;
  /** What is counted as its acting. */
  readonly acted: string;
  /** Whether a knob in which two drills differ acted enough for that to show in them. */
  readonly enough: (arms: readonly Acted<z.output<Schema>>[]) => boolean;
  /** A drill in which the values of two settings act enough. */
  readonly exercise: (settings: readonly ExercisedSettings[]) => Exercise;
}

/** A knob in one of the drills that are compared. */
export interface Acted<Value> {
  readonly value: Value;
  /** How often it acted. */
  readonly times: number;
  /** Entries stored in all caches. */
  readonly fills: number;
  /** Those that there are in the directory. */
  readonly users: number;
}

/** A shipped scenario, and what is to be given with it. */
export interface Exercise {
  readonly scenario: string;
  readonly topology?: string;
  readonly set?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** What the length and the size of an exercise depend on. */
interface ExercisedSettings {
  readonly ttlMs: number;
  readonly capacity: { readonly entries: number } | { readonly bytes: number };
  readonly entrySizeBytes: number;
}

function knob<Schema extends z.ZodType, const Field extends string>(entry: Knob<Schema, Field>): Knob<Schema, Field> {
  return entry;
}

/** In every drill it acted at least `share` times an entry stored, unless its value is one that never acts. */
function everyArm<Value>(share: number, never: (value: Value) => boolean = () => false) {
  return (arms: readonly Acted<Value>[]): boolean =>
    arms.every(({ value, times, fills }) => never(value) || (times > 0 && times >= share * fills));
}

/** Each pool holds the peak for twice the time that entries live: those that a cold cache is filled with have gone by then. */
function settled(settings: readonly ExercisedSettings[]): Exercise {
  const livesMs = Math.max(0, ...settings.map(({ ttlMs }) => ttlMs).filter(Number.isFinite));
  return { scenario: 'settled-failover', env: { SETTLE: printDuration(Math.max(SETTLE_MS, 2 * livesMs)) } };
}

const SETTLE_MS = 360_000;

/** More users than the smaller of the caches have room for, and time for most of them to come. */
function crowded(settings: readonly ExercisedSettings[]): Exercise {
  const room = Math.min(
    ...settings.map(({ capacity, entrySizeBytes }) =>
      'bytes' in capacity ? Math.floor(capacity.bytes / entrySizeBytes) : capacity.entries,
    ),
  );
  const env = { SETTLE: printDuration(Math.max(SETTLE_MS, room * FILL_MS)) };
  return { scenario: 'settled-failover', set: [`users=${100 * room}`], env };
}

/** Twice the time in which an entry comes to each of eight instances, at a peak of a hundred visits a second. */
const FILL_MS = 160;

/**
 * Every knob of the cache settings by the name that people write, in the order of the shipped files. What else names the knobs
 * is derived from here: the file format and its JSON Schema, the model's settings, differences, activations, a record's fields.
 */
export const KNOBS = {
  capacity: knob({
    schema: ({ entriesOrSize }: Fields) =>
      entriesOrSize().prefault(12000).describe('How much the cache holds: a number of entries, or a size, 64MiB.'),
    other: '100',
    field: 'capacity',
    print: capacity => ('bytes' in capacity ? printSize(capacity.bytes) : String(capacity.entries)),
    acted: 'evictions',
    // One that never evicts has room for all.
    enough: arms => arms.some(arm => everyArm(0.05)([arm])),
    exercise: crowded,
  }),
  policy: knob({
    schema: ({ z }: Fields) =>
      z.enum(['lru', 'fifo', 'sieve']).prefault('lru').describe('Which entry leaves when the cache is full.'),
    other: 'fifo',
    field: 'policy',
    print: String,
    acted: 'evictions',
    enough: everyArm(0.05),
    // Room for those who are there, and for few of those who were.
    exercise: settings => ({ ...settled(settings), set: ['capacity=1000'] }),
  }),
  ttl: knob({
    schema: ({ duration }: Fields) =>
      duration({ above: 0 }, { none: Number.POSITIVE_INFINITY })
        .prefault('300s')
        .describe('How long a filled entry is fresh; none: it never expires.'),
    other: '30s',
    field: 'ttlMs',
    print: ms => (ms === Number.POSITIVE_INFINITY ? 'none' : printDuration(ms)),
    acted: 'entries found expired',
    enough: everyArm(0.1, ms => ms === Number.POSITIVE_INFINITY),
    exercise: settled,
  }),
  ttlJitter: knob({
    schema: ({ share }: Fields) =>
      share().prefault('10%').describe('Spread of the ttl, so that entries filled together do not expire together.'),
    other: '0%',
    field: 'ttlJitter',
    print: printShare,
    acted: 'entries found expired whose ttl was spread',
    enough: everyArm(0.1, jitter => jitter === 0),
    exercise: settled,
  }),
  expiry: knob({
    schema: ({ z }: Fields) =>
      z
        .enum(['fixed', 'sliding', 'current'])
        .prefault('fixed')
        .describe(
          'fixed: the ttl counts from the fill; sliding: a hit renews it; current: as fixed, but a ttl that is deployed counts for what was filled before it too.',
        ),
    other: 'sliding',
    field: 'expiry',
    print: String,
    needsTtl: expiry => expiry === 'sliding',
    acted: 'renewals if sliding, else entries found expired',
    enough: everyArm(0.1),
    exercise: settled,
  }),
  coalesce: knob({
    schema: ({ z }: Fields) =>
      z.boolean().prefault(true).describe('One directory read per key at a time (single flight).'),
    other: 'false',
    field: 'coalesce',
    print: String,
    acted: 'lookups that joined a read of their key under way',
    enough: everyArm(0.01, coalesce => !coalesce),
    exercise: () => ({ scenario: 'eu-peak-failover' }),
  }),
  refreshAhead: knob({
    schema: ({ amount, orOff, z }: Fields) =>
      orOff(z.strictObject({ beta: amount({ above: 0, max: 100 }).describe('How early: XFetch’s β, 1 is usual.') }))
        .transform(written => (written === 'off' ? null : written.beta))
        .prefault('off')
        .describe('Probabilistic refresh before the expiry (XFetch).'),
    other: '{ beta: 1 }',
    field: 'refreshAheadBeta',
    print: beta => (beta === null ? 'off' : `{ beta: ${beta} }`),
    needsTtl: beta => beta !== null,
    acted: 'early refreshes',
    enough: everyArm(0.002, beta => beta === null),
    // Entries that expire within a visit.
    exercise: settings => ({ ...settled(settings), set: ['ttl=8s'] }),
  }),
  staleWhileRevalidate: knob({
    schema: ({ duration }: Fields) =>
      duration().prefault('0s').describe('How long past its expiry an entry is still served while it is read again.'),
    other: '10s',
    field: 'staleWhileRevalidateMs',
    print: printDuration,
    needsTtl: ms => ms > 0,
    acted: 'stale answers',
    enough: everyArm(0.01, ms => ms === 0),
    exercise: settled,
  }),
  staleIfError: knob({
    schema: ({ duration }: Fields) =>
      duration().prefault('0s').describe('How long past its expiry an entry is served if the directory fails.'),
    other: '1h',
    field: 'staleIfErrorMs',
    print: printDuration,
    needsTtl: ms => ms > 0,
    acted: 'answers in place of a failed read',
    enough: everyArm(0.001, ms => ms === 0),
    exercise: () => ({ scenario: 'emergency-access', topology: 'directory-outage', set: ['ttl=10s'] }),
  }),
  onError: knob({
    schema: ({ z }: Fields) =>
      z
        .enum(['keep', 'delete'])
        .prefault('keep')
        .describe('What a failed read does to the entry of its key that somebody else may have filled.'),
    other: 'delete',
    field: 'onError',
    later: 'keep',
    print: String,
    acted: 'entries that a failed read removed',
    enough: everyArm(0.001, onError => onError === 'keep'),
    // The two reads of a view side by side, of which one fails now and then.
    exercise: () => ({ scenario: 'eu-peak-failover', set: ['coalesce=false', 'directory.errors=5%'] }),
  }),
  negativeTtl: knob({
    schema: ({ duration }: Fields) =>
      duration().prefault('5s').describe('How long it is remembered that a user does not exist.'),
    other: '60s',
    field: 'negativeTtlMs',
    print: printDuration,
    acted: 'hits of nobody by that name',
    enough: everyArm(0.001, ms => ms === 0),
    // So few that the drill does not fail for want of them.
    exercise: settings => ({ ...settled(settings), set: ['directory.unknownUsers=0.05%'] }),
  }),
  keepLateResults: knob({
    schema: ({ z }: Fields) =>
      z.boolean().prefault(true).describe('Store what arrives after all who waited for it have given up.'),
    other: 'false',
    field: 'keepLateResults',
    print: String,
    acted: 'results that came after all who waited for them had gone, kept or dropped',
    enough: everyArm(0.01),
    exercise: () => ({ scenario: 'retry-storm', topology: 'retry-storm', env: { DELAYS: '3,5,7' } }),
  }),
  entrySize: knob({
    schema: ({ size }: Fields) => size().prefault('2KiB').describe('Memory that one entry takes.'),
    other: '3KiB',
    field: 'entrySizeBytes',
    print: printSize,
    acted: 'entries stored',
    // Caches grow until they are full, or until everybody has been there.
    enough: arms => arms.every(({ fills, users }) => fills >= users),
    exercise: settled,
  }),
  scope: knob({
    schema: ({ z }: Fields) =>
      z
        .enum(['instance', 'pool', 'tier'])
        .prefault('instance')
        .describe(
          "One cache per instance, one for the whole pool, or the topology's cache tier, which all pools share.",
        ),
    other: 'pool',
    field: 'scope',
    print: String,
    acted: 'hits in a cache that instances share',
    enough: everyArm(0.5, scope => scope === 'instance'),
    exercise: () => ({ scenario: 'eu-peak-failover' }),
  }),
};

/** A knob by the name that people write. */
export type KnobName = keyof typeof KNOBS;

const ENTRIES = Object.entries(KNOBS) as [KnobName, AnyKnob][];

/** Something for every knob, in the table's order. */
export function everyKnob<Value>(of: (name: KnobName, knob: AnyKnob) => Value): Record<KnobName, Value> {
  const values: Partial<Record<KnobName, Value>> = {};
  for (const [name, entry] of ENTRIES) values[name] = of(name, entry);
  return values as Record<KnobName, Value>;
}

/** Whether records and fingerprints leave a knob out: it came later, and has its default. */
export function isLeftOut({ later }: AnyKnob, value: unknown): boolean {
  return later !== undefined && value === later;
}

/** An entry of which it is not known which: its field and what it takes belong together, as the table's types see to. */
type AnyKnob = Knob<z.ZodType, (typeof KNOBS)[KnobName]['field']>;
