import { z } from 'zod';
import type { DirectoryDegradation } from '../../mock-service/model/directory.ts';
import type { NamedCacheSettings } from '../../mock-service/settings/cache-settings.ts';
import { check, type FindConflicts } from '../../mock-service/settings/check.ts';
import { duration, share } from '../../mock-service/settings/fields.ts';
import { InputErrors } from '../../mock-service/settings/input-errors.ts';
import { checkCacheSettings } from '../../mock-service/settings/read-cache-settings.ts';
import { valueSource } from '../../mock-service/settings/source.ts';
import { readDuration } from '../../mock-service/settings/units.ts';

/** What an operator does. A null pool means every pool; a null `forMs` means until further notice. */
export type Operation =
  | {
      readonly name: 'deploy';
      readonly settings: NamedCacheSettings;
      readonly pool: string | null;
      readonly share: number;
    }
  | { readonly name: 'roll-back' }
  | { readonly name: 'fail-over'; readonly to: string; readonly overMs: number }
  | { readonly name: 'fail-back'; readonly overMs: number }
  | { readonly name: 'restart'; readonly pool: string; readonly share: number }
  | { readonly name: 'degrade'; readonly target: string; readonly cpu: number; readonly forMs: number | null }
  | { readonly name: 'degrade-directory'; readonly degradation: DirectoryDegradation; readonly forMs: number | null }
  | { readonly name: 'flush'; readonly pool: string };

/** The names that the control server takes. */
export const OPERATION_NAMES = [
  'deploy',
  'roll-back',
  'fail-over',
  'fail-back',
  'restart',
  'degrade',
  'flush',
] as const;
export type OperationName = (typeof OPERATION_NAMES)[number];

/** What the words in a request stand for. */
export interface Vocabulary {
  readonly pools: readonly string[];
  readonly underTest: NamedCacheSettings;
  readonly baseline: NamedCacheSettings;
}

/**
 * Reads the JSON body of `POST /operations/<name>`.
 * @throws InputErrors with everything that is wrong.
 */
export function parseOperation(name: OperationName, body: unknown, vocabulary: Vocabulary): Operation {
  const source = valueSource(body ?? {}, name);
  const pool = z.enum([...vocabulary.pools]);
  const over = duration().prefault('0s');
  const part = share({ above: 0, max: 1 }).prefault(1);
  switch (name) {
    case 'deploy': {
      const { settings, ...rest } = check(
        source,
        z.strictObject({ settings: z.unknown(), pool: pool.nullable().prefault(null), share: part }),
        NO_CONFLICTS,
      );
      return { name, settings: settingsOf(settings, vocabulary), ...rest };
    }
    case 'roll-back':
      check(source, z.strictObject({}), NO_CONFLICTS);
      return { name };
    case 'fail-over': {
      const { to, over: overMs } = check(source, z.strictObject({ to: pool, over }), NO_CONFLICTS);
      return { name, to, overMs };
    }
    case 'fail-back':
      return { name, overMs: check(source, z.strictObject({ over }), NO_CONFLICTS).over };
    case 'restart':
      return { name, ...check(source, z.strictObject({ pool, share: part }), NO_CONFLICTS) };
    case 'flush':
      return { name, ...check(source, z.strictObject({ pool }), NO_CONFLICTS) };
    case 'degrade':
      return parseDegrade(source, vocabulary);
  }
}

const NO_CONFLICTS: FindConflicts<unknown> = () => [];

function settingsOf(written: unknown, vocabulary: Vocabulary): NamedCacheSettings {
  if (written === 'under-test') return vocabulary.underTest;
  if (written === 'baseline') return vocabulary.baseline;
  if (typeof written === 'object' && written !== null) return checkCacheSettings(written);
  const got = written === undefined ? 'missing' : `not known (got ${JSON.stringify(written)})`;
  const message = `${got}; under-test, baseline, or an object with cache settings`;
  throw new InputErrors([{ file: 'deploy', line: null, column: null, path: 'settings', message }]);
}

function parseDegrade(source: ReturnType<typeof valueSource>, vocabulary: Vocabulary): Operation {
  const written = check(
    source,
    z.strictObject({
      pool: z.enum([...vocabulary.pools, 'directory']),
      cpu: share({ above: 0, max: 1 }).optional(),
      latency: z.string().optional(),
      concurrency: share({ above: 0, max: 1 }).optional(),
      errors: share().optional(),
      for: duration({ above: 0 }).optional(),
    }),
    function* (value) {
      const directory = value.pool === 'directory';
      for (const key of directory ? (['cpu'] as const) : (['latency', 'concurrency', 'errors'] as const)) {
        if (value[key] === undefined) continue;
        const allowed = directory ? 'latency, concurrency and errors' : 'cpu';
        yield { path: [key], wrong: `not a part of ${value.pool} that degrades`, allowed };
      }
      if (value.latency !== undefined && readLatency(value.latency) === undefined) {
        yield { path: ['latency'], wrong: 'not a change of latency', allowed: 'a sum, "+200ms", or a factor, "3x"' };
      }
    },
  );
  const forMs = written.for ?? null;
  if (written.pool !== 'directory') return { name: 'degrade', target: written.pool, cpu: written.cpu ?? 1, forMs };
  const degradation: DirectoryDegradation = {
    ...(readLatency(written.latency ?? '1x') as { latencyFactor: number; latencyAddMs: number }),
    concurrency: written.concurrency ?? 1,
    errors: written.errors ?? 0,
  };
  return { name: 'degrade-directory', degradation, forMs };
}

/** `+200ms` or `3x`. */
function readLatency(text: string): { latencyFactor: number; latencyAddMs: number } | undefined {
  const factor = /^(\d+(?:\.\d+)?)x$/.exec(text)?.[1];
  if (factor !== undefined) return { latencyFactor: Number(factor), latencyAddMs: 0 };
  const added = text.startsWith('+') ? readDuration(text.slice(1)) : undefined;
  return added === undefined ? undefined : { latencyFactor: 1, latencyAddMs: added };
}
