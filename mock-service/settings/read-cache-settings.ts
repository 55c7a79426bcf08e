import type { CacheSettings, NamedCacheSettings } from './cache-settings.ts';
import { cacheSettingsSchema, findSettingsConflicts, toCacheSettings } from './cache-settings-schema.ts';
import { check } from './check.ts';
import { fileName } from './file-name.ts';
import { fingerprint } from './fingerprint.ts';
import { everyKnob, isLeftOut } from './knobs.ts';
import { type SetOption, withOptions } from './set-option.ts';
import { type Source, valueSource, yamlSource } from './source.ts';

/**
 * Reads the text of a settings file. `file` is what messages call it; its stem is the settings' name.
 * @throws InputErrors with everything that is wrong in the file and the options.
 */
export function parseCacheSettings(text: string, file: string, options: readonly SetOption[] = []): NamedCacheSettings {
  return settingsOf(yamlSource(text, file), settingsName(file), options);
}

/** The same for settings given as JSON, in a `deploy` operation. `name` is what the record calls them. */
export function checkCacheSettings(value: unknown, name = 'inline'): NamedCacheSettings {
  return settingsOf(valueSource(value, `${name} settings`), name, []);
}

/** Settings that a record has, each knob as `recordedSettings` wrote it. A knob that the record does not know has its default. */
export function readPrinted(values: Readonly<Record<string, string>>): CacheSettings {
  const known = Object.values(everyKnob(knob => (values[knob] === undefined ? [] : [`${knob}: ${values[knob]}`])));
  return parseCacheSettings(`{ ${known.flat().join(', ')} }`, 'settings of a record').settings;
}

/** What settings are called that are in a file of this path. */
export function settingsName(file: string): string {
  return fileName(file).replace(/\.(ya?ml|json)$/, '');
}

/** The settings that somebody wrote, with options laid over them. @throws InputErrors with everything that is wrong in both */
export function settingsOf(source: Source, name: string, options: readonly SetOption[]): NamedCacheSettings {
  const checked = check(withOptions(source, cacheSettingsSchema, options), cacheSettingsSchema, findSettingsConflicts);
  const settings = toCacheSettings(checked);
  const kept = everyKnob((_, knob) =>
    isLeftOut(knob, settings[knob.field]) ? [] : [[knob.field, settings[knob.field]]],
  );
  return { name, fingerprint: fingerprint(Object.fromEntries(Object.values(kept).flat())), settings };
}
