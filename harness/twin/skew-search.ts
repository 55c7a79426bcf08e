import type { Topology } from '../topology/topology.ts';
import type { Line } from './fitted-topology.ts';
import { type FittedSkew, fitSkews, type Group } from './locality.ts';
import type { Observation } from './observation.ts';
import type { Skews, TwinRun } from './twin-drill.ts';
import { meanHits } from './window-figures.ts';

/** How uneven keys are so that a twin's hit ratios come out as they were, and what the topology says of it. */

/** A group of keys, and the standard error of its hit ratio. */
export type MeasuredGroup = Group & { readonly error: number };

const ALL = 'all';

/** Searches by drills of the run. @param tick told what is tried */
export async function searchSkews(
  run: TwinRun,
  measured: Topology,
  groups: readonly MeasuredGroup[],
  tick: (text: string) => void,
): Promise<FittedSkew[]> {
  return fitSkews(
    groups.map(({ name, target }) => ({ name, target })),
    async skews => {
      tick(`locality: ${groups.map(({ name }, i) => `${name} ${(skews[i] as number).toFixed(2)}`).join(', ')}`);
      const { record, figures } = await run.predict(measured, skewsOf(groups, skews));
      return groups.map(({ name }) => (name === ALL ? meanHits(figures) : entryHits(record.pools, name)));
    },
  );
}

/** Hit ratios that are known: by entry where requests tell it, else of all together. */
export function groupsOf(observation: Observation, from: number, to: number): MeasuredGroup[] {
  const ratio = (hits: readonly (number | null)[], lookups: readonly (number | null)[]) => {
    let [hit, all] = [0, 0];
    for (let i = from; i < to; i++) {
      const [h, l] = [hits[i] ?? null, lookups[i] ?? null];
      if (h === null || l === null) continue;
      hit += h;
      all += l;
    }
    return all === 0
      ? null
      : { target: hit / all, error: Math.sqrt(Math.max(1e-6, (hit / all) * (1 - hit / all)) / all) };
  };
  const entries = [...observation.byEntry].flatMap(([name, { hits, lookups }]) => {
    const found = ratio(hits, lookups);
    return found === null ? [] : [{ name, ...found }];
  });
  if (entries.length > 0) return entries;
  const sums = (pick: 'hits' | 'lookups') =>
    observation.edges.slice(1).map((_, i) =>
      observation.pools.reduce<number | null>((sum, pool) => {
        const value = pool[pick][i] ?? null;
        return sum === null || value === null ? null : sum + value;
      }, 0),
    );
  const found = ratio(sums('hits'), sums('lookups'));
  return found === null ? [] : [{ name: ALL, ...found }];
}

export function skewsOf(groups: readonly Group[], skews: readonly number[]): Skews {
  const byEntry = Object.fromEntries(
    groups.flatMap(({ name }, i) => (name === ALL ? [] : [[name, skews[i] as number]])),
  );
  return { all: groups[0]?.name === ALL ? (skews[0] as number) : 0, byEntry };
}

function entryHits(
  pools: Readonly<
    Record<
      string,
      { entries?: Readonly<Record<string, { lookups: number; hits: number }>> | undefined; hitRatio: number | null }
    >
  >,
  name: string,
): number | null {
  let [hits, lookups] = [0, 0];
  for (const { entries } of Object.values(pools)) {
    hits += entries?.[name]?.hits ?? 0;
    lookups += entries?.[name]?.lookups ?? 0;
  }
  // A service with one kind of entry has no figures by kind.
  return lookups === 0 ? (Object.values(pools)[0]?.hitRatio ?? null) : hits / lookups;
}

/** More than this beside its target, and no unevenness of keys explains a hit ratio. */
const REACHED = 0.02;

/** Hit ratios that no unevenness explains: a sentence each. */
export function outOfReach(skewed: readonly FittedSkew[]): string[] {
  return skewed
    .filter(({ target, reached }) => Math.abs(target - reached) > REACHED)
    .map(({ name, target, reached }) => {
      const what = name === ALL ? 'the caches' : name;
      const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;
      return reached > target
        ? `The hit ratio of ${what} was ${percent(target)}, and keys that are all alike give ${percent(reached)} already: there are more keys than the topology says, entries live for less time, or users look at what they have just written.`
        : `The hit ratio of ${what} was ${percent(target)}, and the most uneven keys give ${percent(reached)}: there are fewer keys than the topology says, or sessions that ask for the same again.`;
    });
}

/** Lines of the topology that say how uneven keys are. */
export function skewLines({ service }: Topology, skewed: readonly FittedSkew[]): Line[] {
  return (service?.entries ?? []).flatMap(({ name, keys }): Line[] => {
    const found = skewed.find(each => each.name === name || each.name === ALL);
    if (found === undefined) return [];
    const value = found.skew < 0.01 ? 'uniform' : { zipf: Number(found.skew.toFixed(3)) };
    const source = `fitted by drills to a hit ratio of ${(100 * found.target).toFixed(1)} %: what sessions ask for again shows in it too`;
    // What is per user is as uneven as users are.
    return [{ path: keys === 'user' ? ['popularity'] : ['service', 'entries', name, 'popularity'], value, source }];
  });
}
