import { InputErrors, readAll } from '../../mock-service/settings/input-errors.ts';
import { settingsName, settingsOf } from '../../mock-service/settings/read-cache-settings.ts';
import type { SetOption } from '../../mock-service/settings/set-option.ts';
import { valueSource } from '../../mock-service/settings/source.ts';
import type { DrillSpec } from '../drill/drill-spec.ts';
import type { CarriedScript } from '../script/compile/carried-script.ts';
import type { DrillSources, WrittenFile } from '../topology/drill-sources.ts';
import { topologyOf } from '../topology/parse-topology.ts';
import type { Changes } from './play-news.ts';

/** A drill as a report carries it: all that it takes to do it again, with other values too. It is JSON. */
export interface PlayedDrill {
  readonly script: CarriedScript;
  /** Of the one drill: its `settings` are those under test. */
  readonly sources: Omit<DrillSources, 'settings'> & { readonly settings: WrittenFile };
  readonly baseline: WrittenFile;
  readonly how: Pick<DrillSpec, 'seed' | 'arrivals' | 'env' | 'tags' | 'load'>;
}

/**
 * The drill with changes, as the command line makes it of the same files and options.
 * @throws InputErrors with all that is wrong with the changes
 */
export function specOf({ script, sources, baseline, how }: PlayedDrill, changes: Changes): DrillSpec {
  const { topology, settings, bodies, set } = sources;
  const { startTimes, ...load } = how.load ?? {};
  const times = { ...startTimes, ...changes.at };
  const all = { ...load, ...(Object.keys(times).length === 0 ? {} : { startTimes: times }) };
  const read = ({ file, value }: WrittenFile, options: readonly SetOption[]) =>
    settingsOf(valueSource(value, file), settingsName(file), options);
  const [readTopology, underTest] = readAll(
    () =>
      topologyOf(valueSource(topology.value, topology.file), [...set.topology, ...changes.topology], file =>
        bodyOf(bodies, file),
      ),
    () => read(settings, [...set.settings, ...changes.settings]),
  );
  return {
    ...how,
    ...(Object.keys(all).length === 0 ? {} : { load: all }),
    clock: 'virtual',
    script: script.path,
    topology: readTopology,
    settings: { underTest, baseline: read(baseline, []) },
    allowedHosts: [],
    // What another setting bears was not measured.
    headroom: null,
  };
}

function bodyOf(bodies: DrillSources['bodies'], file: string): string {
  const body = Object.hasOwn(bodies, file) ? bodies[file] : undefined;
  if (body !== undefined) return body;
  throw new InputErrors([{ file, line: null, column: null, path: '', message: 'it is not in this report' }]);
}
