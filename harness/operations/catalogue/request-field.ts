import { z } from 'zod';
import type { AnySettings } from '../../../mock-service/settings/cache-settings.ts';
import { duration, share } from '../../../mock-service/settings/fields.ts';
import type { Choice } from './operation-form.ts';
import { CACHE_TIER } from './site.ts';

/** What the words in a request stand for. */
export interface Vocabulary {
  /** The first is home. */
  readonly pools: readonly string[];
  /** Whether there is a cache tier. */
  readonly cacheTier: boolean;
  /** Whether the proxy's own servers have limits. */
  readonly proxyServers: boolean;
  /** `GET /path/:id` */
  readonly routes: readonly string[];
  /** Of requests. */
  readonly classes: readonly string[];
  readonly underTest: AnySettings;
  readonly baseline: AnySettings;
  /** Either of them by its word, or settings written in the request. */
  readonly settings: z.ZodType<AnySettings>;
}

/** One key of an operation's JSON body: how it is read, and what a form offers for it. */
export interface RequestField<Value> {
  readonly label: string;
  schema(vocabulary: Vocabulary): z.ZodType<Value>;
  /** What is usual comes first. */
  choices(vocabulary: Vocabulary): readonly Choice[];
}

/** A pool by its name. */
export function poolField(label: string): RequestField<string> {
  return { label, schema: ({ pools }) => z.enum([...pools]), choices: ({ pools }) => awayFirst(pools) };
}

/** A pool by its name, or the cache tier, where there is one. */
export function poolOrTierField(label: string): RequestField<string> {
  return {
    label,
    schema: ({ pools, cacheTier }) => z.enum([...pools, ...(cacheTier ? [CACHE_TIER] : [])]),
    choices: ({ pools, cacheTier }) => [
      ...awayFirst(pools),
      ...(cacheTier ? [choice('the cache tier', CACHE_TIER)] : []),
    ],
  };
}

/** A pool by its name, or all of them: null. */
export function poolsField(label: string): RequestField<string | null> {
  return {
    label,
    schema: ({ pools }) =>
      z
        .enum([...pools])
        .nullable()
        .prefault(null),
    choices: ({ pools }) => [{ label: 'all pools', value: null }, ...pools.map(pool => choice(pool, pool))],
  };
}

/** Of a pool's instances, 0–1; all if nothing is said. */
export function instancesField(label: string): RequestField<number> {
  return {
    label,
    schema: () => share({ above: 0, max: 1 }).prefault(1),
    choices: () => [
      choice('all instances', '100%'),
      choice('half of the instances', '50%'),
      choice('a quarter', '25%'),
    ],
  };
}

/** How long users take to move, ms; at once if nothing is said. */
export function drainField(label: string): RequestField<number> {
  return {
    label,
    schema: () => duration().prefault('0s'),
    choices: () => [choice('over 15 s', '15s'), choice('at once', '0s'), choice('over 60 s', '60s')],
  };
}

/** After which time it ends by itself, ms; undefined: until further notice. */
export function whileField(label: string): RequestField<number | undefined> {
  return {
    label,
    schema: () => duration({ above: 0 }).optional(),
    choices: () => [choice('30 s', '30s'), choice('2 min', '2m'), { label: 'until changed again', value: null }],
  };
}

/** Cache settings by what they are in this drill, or given as JSON. */
export function settingsField(label: string): RequestField<AnySettings> {
  return {
    label,
    schema: ({ settings }) => settings,
    choices: ({ underTest, baseline }) => [
      choice(`under test (${underTest.name})`, 'under-test'),
      choice(`baseline (${baseline.name})`, 'baseline'),
    ],
  };
}

export function choice(label: string, value: string): Choice {
  return { label, value };
}

function awayFirst(pools: readonly string[]): Choice[] {
  const [home = '', away = home] = pools;
  return [away, ...pools.filter(pool => pool !== away)].map(pool => choice(pool, pool));
}
