import { readCacheSettings } from '../../mock-service/files/read-cache-settings-file.ts';
import type { NamedCacheSettings } from '../../mock-service/settings/cache-settings.ts';
import { fingerprint } from '../../mock-service/settings/fingerprint.ts';
import { readAll } from '../../mock-service/settings/input-errors.ts';
import type { DrillSpec } from '../drill/drill-spec.ts';
import { readDrillFiles } from '../topology/drill-files.ts';
import { sortSetOptions } from '../topology/set-options.ts';
import type { Topology } from '../topology/topology.ts';
import type { PostMortem, ReplayedDrill } from './read-post-mortem.ts';

/** How an incident is replayed. */
export interface ReplayHow {
  readonly seed: number;
  /** Somebody's own topology; null: that of the incident. */
  readonly topology: string | null;
  /** `--set`, over what the drills set. */
  readonly set: readonly string[];
  /** `-e`, over what the drills add. */
  readonly env: Readonly<Record<string, string>>;
}

/** A drill of an incident, and all that determines it. */
export interface ReplaySpec {
  readonly drill: ReplayedDrill;
  readonly spec: DrillSpec;
}

/**
 * The drills of an incident, on a virtual clock. On somebody's own topology the service is the incident's, since its users ask for that: pools,
 * costs, store, proxy and peak are one's own, and what a drill sets of the incident's topology is left out.
 * @throws InputErrors with what is wrong in any of its files
 */
export function replaySpecs(postMortem: PostMortem, how: ReplayHow): ReplaySpec[] {
  const [own, baseline, ...drills] = readAll<[Topology | null, NamedCacheSettings, ...Files[]]>(
    () => (how.topology === null ? null : ownTopology(how.topology, how.set)),
    () => readCacheSettings(postMortem.baseline),
    ...postMortem.drills.map(drill => () => filesOf(drill, how)),
  );
  return postMortem.drills.map((drill, i) => {
    const { topology, underTest } = drills[i] as Files;
    const spec: DrillSpec = {
      ...{ clock: 'virtual', arrivals: 'poisson', tags: {}, allowedHosts: [], headroom: null },
      script: postMortem.script,
      seed: how.seed,
      env: { ...drill.env, ...how.env },
      topology: own === null ? topology : withService(own, topology),
      settings: { underTest, baseline },
    };
    return { drill, spec };
  });
}

interface Files {
  readonly topology: Topology;
  readonly underTest: NamedCacheSettings;
}

function filesOf({ topology: file, cache, set }: ReplayedDrill, how: ReplayHow): Files {
  // What is set of one's own topology is no option of the incident's.
  const more = how.topology === null ? how.set : how.set.filter(isOfSettings);
  const { topology, settings } = readDrillFiles(file, [cache], [...set, ...more]);
  return { topology, underTest: settings[0] as NamedCacheSettings };
}

function isOfSettings(option: string): boolean {
  return sortSetOptions([option]).settings.length > 0;
}

function ownTopology(file: string, set: readonly string[]): Topology {
  const of = set.filter(option => !isOfSettings(option));
  return readDrillFiles(file, [], of).topology;
}

function withService({ service: _, ...own }: Topology, incident: Topology): Topology {
  const { service } = incident;
  return {
    ...own,
    ...(service === undefined ? {} : { service }),
    fingerprint: fingerprint([own.fingerprint, incident.fingerprint]),
  };
}
