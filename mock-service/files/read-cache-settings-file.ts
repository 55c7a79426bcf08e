import type { NamedCacheSettings } from '../settings/cache-settings.ts';
import { parseCacheSettings } from '../settings/read-cache-settings.ts';
import type { SetOption } from '../settings/set-option.ts';
import { readText } from './read-text.ts';

/**
 * Reads a settings file; its stem is the settings' name.
 * @throws InputErrors with everything that is wrong in the file and the options.
 */
export function readCacheSettings(file: string, options: readonly SetOption[] = []): NamedCacheSettings {
  return parseCacheSettings(readText(file), file, options);
}
