import { z } from 'zod';
import type { CacheSettings } from './cache-settings.ts';
import type { FindConflicts } from './check.ts';
import * as fields from './fields.ts';
import { everyKnob, type KNOBS, type KnobName } from './knobs.ts';
import type { Path } from './path.ts';

type KnobSchema<Name extends KnobName> = ReturnType<(typeof KNOBS)[Name]['schema']>;

/** The file format of cache settings; each default is the baseline's value. */
export const cacheSettingsSchema = z
  .strictObject(everyKnob((_, { schema }) => schema(fields)) as { [Name in KnobName]: KnobSchema<Name> })
  .meta({ title: 'Headroom cache settings' });

type WrittenSettings = z.output<typeof cacheSettingsSchema>;

/** Values that leave no room for an entry, and knobs that can never act. */
export const findSettingsConflicts: FindConflicts<WrittenSettings> = function* (value, written) {
  if ('bytes' in value.capacity && value.capacity.bytes < value.entrySize) {
    const path: Path = [written(['capacity']) ? 'capacity' : 'entrySize'];
    const others: Path[] = [['capacity'], ['entrySize']];
    yield { path, others, wrong: 'no entry fits', allowed: 'capacity must be at least one entrySize' };
  }
  if (value.ttl !== Number.POSITIVE_INFINITY) return;
  const wrong = 'can never act, since ttl: none lets nothing expire';
  const idle = everyKnob((name, { needsTtl }) => needsTtl?.(value[name]) === true && written([name]));
  for (const [name, isIdle] of Object.entries(idle))
    if (isIdle) yield { path: [name], others: [['ttl']], wrong, allowed: `leave out ${name}, or give a ttl` };
};

/** Checked values under the model's names. */
export function toCacheSettings(value: WrittenSettings): CacheSettings {
  const fields = Object.values(everyKnob((name, { field }) => [field, value[name]]));
  return Object.fromEntries(fields) as CacheSettings;
}
