import { createHash } from 'node:crypto';
import { basename, resolve } from 'node:path';
import { readCacheSettings } from '../../../mock-service/files/read-cache-settings-file.ts';
import { readText } from '../../../mock-service/files/read-text.ts';
import type { AnySettings } from '../../../mock-service/settings/cache-settings.ts';
import { InputErrors } from '../../../mock-service/settings/input-errors.ts';

/** Settings that a target's operations are given: a file. */
export interface TargetSettings extends AnySettings {
  /** Absolute; null: no file was given. */
  readonly path: string | null;
  readonly text: string;
}

/** Where no settings were given: those that are in force are not touched. */
export const AS_IT_IS: TargetSettings = { name: 'as-it-is', fingerprint: '', settings: null, path: null, text: '' };

/**
 * Reads a settings file of any kind. Its fingerprint is that of its bytes, unless Headroom knows its knobs.
 * @throws InputErrors if it cannot be read
 */
export function readTargetSettings(file: string): TargetSettings {
  const text = readText(file);
  const path = resolve(file);
  try {
    return { ...readCacheSettings(file), path, text };
  } catch (error) {
    if (!(error instanceof InputErrors)) throw error;
    const fingerprint = createHash('sha256').update(text).digest('hex').slice(0, 16);
    return { name: basename(file).replace(/\.[^.]+$/, ''), fingerprint, settings: null, path, text };
  }
}
