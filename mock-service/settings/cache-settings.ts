import type { z } from 'zod';
import type { KNOBS, KnobName } from './knobs.ts';

type Knobs = typeof KNOBS;

/** Cache settings as the model uses them: durations in ms, sizes in bytes, shares 0–1. The file format is model §10. */
export type CacheSettings = {
  readonly [Name in KnobName as Knobs[Name]['field']]: z.output<ReturnType<Knobs[Name]['schema']>>;
};

/** Settings of whatever kind: of those that are another system's own Headroom knows no more than the file. */
export interface AnySettings {
  readonly name: string;
  readonly fingerprint: string;
  /** Null: they are no cache settings of Headroom's. */
  readonly settings: CacheSettings | null;
  /** The text of the file, where it is handed on to a system that reads it. */
  readonly text?: string;
}

/** Settings with a name (the file's stem) and a fingerprint (16 hex digits over the canonical values, not the text). */
export interface NamedCacheSettings extends AnySettings {
  readonly settings: CacheSettings;
}

/** Settings that a modelled pool can be given. @throws Error for those of another system: our own bug */
export function cacheSettingsOf(any: AnySettings): NamedCacheSettings {
  const { settings } = any;
  if (settings === null) throw new Error(`${any.name} has no cache settings of Headroom's`);
  return { ...any, settings };
}
