import { readText } from '../../mock-service/files/read-text.ts';
import type { NamedCacheSettings } from '../../mock-service/settings/cache-settings.ts';
import { InputErrors, type Problem, readAll } from '../../mock-service/settings/input-errors.ts';
import { isMapping } from '../../mock-service/settings/path.ts';
import { settingsName, settingsOf } from '../../mock-service/settings/read-cache-settings.ts';
import { type Source, yamlSource } from '../../mock-service/settings/source.ts';
import type { DrillSources, WrittenFile } from './drill-sources.ts';
import { topologyOf } from './parse-topology.ts';
import { besides } from './read-topology.ts';
import { sortSetOptions } from './set-options.ts';
import type { Topology } from './topology.ts';

/** The YAML files of one command, read. */
export interface DrillFiles<Files extends readonly string[]> {
  readonly topology: Topology;
  /** Of each file, in the order asked for. */
  readonly settings: { readonly [Index in keyof Files]: NamedCacheSettings };
  readonly sources: DrillSources;
}

/**
 * Reads a topology and settings files with `--set` options laid over them: those for settings over each settings file.
 * @param set the options as typed: `ttl=30s`, `peak=1200`.
 * @throws InputErrors with the problems of all files and all options together.
 */
export function readDrillFiles<const Files extends readonly string[]>(
  topologyFile: string,
  settingsFiles: Files,
  set: readonly string[] = [],
): DrillFiles<Files> {
  const options = sortSetOptions(set, set.length === 0 ? undefined : contentOf(topologyFile));
  const values = new Map<string, unknown>();
  const sourceOf = (file: string): Source => {
    const source = yamlSource(readText(file), file);
    values.set(file, source.value);
    return source;
  };
  const bodies: Record<string, string> = {};
  const readBody = besides(topologyFile);
  const [topology, settings] = readAll(
    () => topologyOf(sourceOf(topologyFile), options.topology, file => (bodies[file] ??= readBody(file))),
    () => readAll(...settingsFiles.map(file => () => settingsOf(sourceOf(file), settingsName(file), options.settings))),
    () => {
      if (options.problems.length > 0) throw new InputErrors(options.problems);
    },
  );
  const withoutTier = tierProblems(topology, settingsFiles, settings);
  if (withoutTier.length > 0) throw new InputErrors(withoutTier);
  const written = (file: string): WrittenFile => ({ file, value: values.get(file) });
  return {
    topology,
    settings: settings as unknown as DrillFiles<Files>['settings'],
    sources: {
      topology: written(topologyFile),
      settings: settingsFiles.map(written),
      bodies,
      set: { topology: options.topology, settings: options.settings },
    },
  };
}

/** What is wrong with settings that use a cache tier which the topology has not. */
export function tierProblems(
  { cacheTier, name }: Topology,
  files: readonly string[],
  settings: readonly NamedCacheSettings[],
): Problem[] {
  if (cacheTier !== undefined) return [];
  return files.flatMap((file, i) => {
    if (settings[i]?.settings.scope !== 'tier') return [];
    const message = `the topology ${name} has no cacheTier (got tier); instance or pool`;
    return [{ ...yamlSource(readText(file), file).place(['scope'], false), path: 'scope', message }];
  });
}

/** What a topology's file has, so that `--set pools.<name>.…` is checked against its names; nothing if it cannot be read. */
function contentOf(file: string): unknown {
  try {
    const { value } = yamlSource(readText(file), file);
    return isMapping(value) && isMapping(value.pools) ? value : undefined;
  } catch (error) {
    if (error instanceof InputErrors) return undefined;
    throw error;
  }
}
