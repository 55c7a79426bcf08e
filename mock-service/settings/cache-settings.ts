import type { z } from 'zod';
import type { KNOBS, KnobName } from './knobs.ts';

type Knobs = typeof KNOBS;

/** Cache settings as the model uses them: durations in ms, sizes in bytes, shares 0–1. The file format is model §10. */
export type CacheSettings = {
  readonly [Name in KnobName as Knobs[Name]['field']]: z.output<ReturnType<Knobs[Name]['schema']>>;
};

/** Settings with a name (the file's stem) and a fingerprint (16 hex digits over the canonical values, not the text). */
export interface NamedCacheSettings {
  readonly name: string;
  readonly fingerprint: string;
  readonly settings: CacheSettings;
}
