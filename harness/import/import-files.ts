import type { Sketch, SketchEntry, SketchKey } from '../init/sketch.ts';
import { configText, type OwnFiles, settingsFiles, TOPOLOGY } from '../init/starter-files.ts';
import { topologyText } from '../init/topology-text.ts';
import type { CensusResult } from './census.ts';
import { replayScript, TRAFFIC, trafficText, usualStatus } from './replay-script.ts';
import type { TrafficProfile } from './traffic-profile.ts';

export const REPLAY = 'replay.ts';
/** Entries of the pool's cache in real life, where nobody has said how many. */
const ASSUMED_ENTRIES = 10_000;
const FEWEST_ENTRIES = 10;

/** What a log says of its service, as a first topology and script are written from it. */
export function sketchOf(name: string, source: string, census: CensusResult, profile: TrafficProfile): Sketch {
  const { routes, kinds, reuse, leftOut } = census;
  const perUser = new Set(routes.flatMap(({ reads }) => (reads?.by === 'user' ? [reads.entry] : [])));
  const entries = kinds.flatMap((entry, i): SketchEntry[] => {
    const keys = profile.keys.get(entry);
    if (keys === undefined) return [];
    const size = reuse?.kinds[i]?.sizeBytes?.mean;
    return [
      { name: entry, keys: perUser.has(entry) ? 'user' : keys, ...(size === undefined ? {} : { sizeBytes: size }) },
    ];
  });
  // An entry that nobody asked for in the stretch that is replayed is none.
  const isThere = (key: SketchKey): boolean => entries.some(each => each.name === key.entry);
  return {
    ...{ name, source, user: { in: 'header', name: 'x-user', assumed: true }, entries, visit: [] },
    routes: routes.map(({ method, path, reads, writes, statuses, sizeBytes }) => ({
      ...{ method, path, status: usualStatus(statuses), body: null },
      reads: reads !== null && isThere(reads) ? reads : null,
      writes: writes === null || writes === 'uncached' || isThere(writes) ? writes : 'uncached',
      sizeBytes: Math.round(sizeBytes?.mean ?? 0),
    })),
    leftOut: leftOut.map(({ why, requests }) => `${requests} requests ${why}`),
    measured: {
      ...{ scale: Math.round(1 / profile.sampleRate), users: profile.users, peakPerSecond: profile.peakPerSecond },
    },
  };
}

/** The text of each file of a drill that replays a log, by its path in the folder. */
export function importFiles(sketch: Sketch, profile: TrafficProfile, own: OwnFiles): Readonly<Record<string, string>> {
  const entries = Math.max(FEWEST_ENTRIES, Math.round(ASSUMED_ENTRIES * profile.sampleRate));
  return {
    [TOPOLOGY]: topologyText(sketch, `${own.schemas}/topology.schema.json`),
    [REPLAY]: replayScript(sketch, profile),
    [TRAFFIC]: trafficText(sketch, profile),
    ...settingsFiles(own, { entries, isShared: true }),
    'tsconfig.json': configText(own),
  };
}
