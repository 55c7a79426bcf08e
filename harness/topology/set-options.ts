import { cacheSettingsSchema } from '../../mock-service/settings/cache-settings-schema.ts';
import { InputErrors, type Problem } from '../../mock-service/settings/input-errors.ts';
import {
  optionError,
  parseSetOption,
  type SetOption,
  settablePaths,
  suggestPaths,
} from '../../mock-service/settings/set-option.ts';
import { topologySchema } from './topology-schema.ts';

/** `--set` options, each with the file it belongs to. */
export interface SortedOptions {
  readonly topology: readonly SetOption[];
  readonly settings: readonly SetOption[];
  /** Options that are not PATH=VALUE, or whose path is unknown. */
  readonly problems: readonly Problem[];
}

/** What `--set` takes for cache settings: `ttl`, `refreshAhead`, `refreshAhead.beta` …. */
function settingsPaths(): ReadonlyMap<string, readonly string[]> {
  return settablePaths(cacheSettingsSchema, {});
}

const USUAL = { pools: { primary: {}, alternate: {} } };

/** What `--set` takes for a topology with this content: `peak`, `pools.alternate.instances`, `directory.latency.fixed` …. */
export function topologyPaths(content: unknown = USUAL): ReadonlyMap<string, readonly string[]> {
  return settablePaths(topologySchema, content);
}

/**
 * Reads `--set` options and tells which belong to the topology and which to the cache settings. Throws nothing: problems are
 * told beside what is right, so that a command can report them together with those of its files.
 * @param content what the topology's file has: pools, entries and routes are named there
 */
export function sortSetOptions(texts: readonly string[], content?: unknown): SortedOptions {
  const known = { settings: settingsPaths(), topology: topologyPaths(content) };
  const sorted = { settings: [] as SetOption[], topology: [] as SetOption[] };
  const problems: Problem[] = [];
  for (const text of texts) {
    try {
      const option = parseSetOption(text);
      const [ofSettings, ofTopology] = [known.settings.get(option.path), known.topology.get(option.path)];
      if (ofSettings !== undefined) sorted.settings.push({ ...option, steps: ofSettings });
      else if (ofTopology !== undefined) sorted.topology.push({ ...option, steps: ofTopology });
      else throw optionError(text, '', unknownPath(option.path, [...known.settings.keys(), ...known.topology.keys()]));
    } catch (error) {
      if (!(error instanceof InputErrors)) throw error;
      problems.push(...error.problems);
    }
  }
  return { ...sorted, problems };
}

function unknownPath(path: string, known: readonly string[]): string {
  const meant = suggestPaths(path, known);
  const endings = meant.every(each => each.endsWith(`.${path}`));
  if (meant.length > 1 && endings) return `ambiguous path ${path}; did you mean ${meant.join(' or ')}?`;
  if (meant.length > 0) return `unknown path ${path}; did you mean ${meant.join(' or ')}?`;
  const top = known.filter(each => !each.includes('.'));
  return `unknown path ${path}; it starts with one of ${top.join(', ')}`;
}
