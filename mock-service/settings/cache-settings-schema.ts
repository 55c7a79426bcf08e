import { z } from 'zod';
import type { CacheSettings } from './cache-settings.ts';
import type { Conflict, FindConflicts } from './check.ts';
import { amount, duration, entriesOrSize, orOff, share, size } from './fields.ts';
import type { Path } from './path.ts';

/** The file format of cache settings; each default is the baseline's value. */
export const cacheSettingsSchema = z
  .strictObject({
    capacity: entriesOrSize()
      .prefault(12000)
      .describe('How much the cache holds: a number of entries, or a size, 64MiB.'),
    policy: z.enum(['lru', 'fifo', 'sieve']).prefault('lru').describe('Which entry leaves when the cache is full.'),
    ttl: duration({ above: 0 }, { none: Number.POSITIVE_INFINITY })
      .prefault('300s')
      .describe('How long a filled entry is fresh; none: it never expires.'),
    ttlJitter: share()
      .prefault('10%')
      .describe('Spread of the ttl, so that entries filled together do not expire together.'),
    expiry: z
      .enum(['fixed', 'sliding'])
      .prefault('fixed')
      .describe('fixed: the ttl counts from the fill; sliding: a hit renews it.'),
    coalesce: z.boolean().prefault(true).describe('One directory read per key at a time (single flight).'),
    refreshAhead: orOff(
      z.strictObject({ beta: amount({ above: 0, max: 100 }).describe('How early: XFetch’s β, 1 is usual.') }),
    )
      .prefault('off')
      .describe('Probabilistic refresh before the expiry (XFetch).'),
    staleWhileRevalidate: duration()
      .prefault('0s')
      .describe('How long past its expiry an entry is still served while it is read again.'),
    staleIfError: duration()
      .prefault('0s')
      .describe('How long past its expiry an entry is served if the directory fails.'),
    negativeTtl: duration().prefault('5s').describe('How long it is remembered that a user does not exist.'),
    keepLateResults: z.boolean().prefault(true).describe('Store what arrives after its caller has given up.'),
    entrySize: size().prefault('2KiB').describe('Memory that one entry takes.'),
    scope: z
      .enum(['instance', 'pool'])
      .prefault('instance')
      .describe('One cache per instance, or one for the whole pool.'),
  })
  .meta({ title: 'Headroom cache settings' });

export type WrittenSettings = z.output<typeof cacheSettingsSchema>;

export const findSettingsConflicts: FindConflicts<WrittenSettings> = function* (value, written) {
  if ('bytes' in value.capacity && value.capacity.bytes < value.entrySize) {
    const path: Path = [written(['capacity']) ? 'capacity' : 'entrySize'];
    const others: Path[] = [['capacity'], ['entrySize']];
    yield { path, others, wrong: 'no entry fits', allowed: 'capacity must be at least one entrySize' };
  }
  if (value.ttl !== Number.POSITIVE_INFINITY) return;
  const acting: [keyof WrittenSettings, boolean][] = [
    ['expiry', value.expiry === 'sliding'],
    ['refreshAhead', value.refreshAhead !== 'off'],
    ['staleWhileRevalidate', value.staleWhileRevalidate > 0],
    ['staleIfError', value.staleIfError > 0],
  ];
  for (const [key, acts] of acting) if (acts && written([key])) yield needsTtl(key);
};

function needsTtl(key: string): Conflict {
  return {
    path: [key],
    others: [['ttl']],
    wrong: 'can never act, since ttl: none lets nothing expire',
    allowed: `leave out ${key}, or give a ttl`,
  };
}

/** Checked values under the model's names. */
export function toCacheSettings(value: WrittenSettings): CacheSettings {
  return {
    capacity: value.capacity,
    policy: value.policy,
    ttlMs: value.ttl,
    ttlJitter: value.ttlJitter,
    expiry: value.expiry,
    coalesce: value.coalesce,
    refreshAheadBeta: value.refreshAhead === 'off' ? null : value.refreshAhead.beta,
    staleWhileRevalidateMs: value.staleWhileRevalidate,
    staleIfErrorMs: value.staleIfError,
    negativeTtlMs: value.negativeTtl,
    keepLateResults: value.keepLateResults,
    entrySizeBytes: value.entrySize,
    scope: value.scope,
  };
}
