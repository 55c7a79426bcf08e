/** Whether the drills of a comparison began with the system in the same state, as its hit ratio shows: a cache that survived a reset hides what a ttl does. */
import type { ComparedRun, RunPair } from './compared-run.ts';
import { count, share } from './figures.ts';

/** At most so many seconds are the first, up to the first operation; fewer than so many measured ones tell nothing. */
const [MOST_S, FEWEST_S] = [10, 2];
/** Hit ratios that differ by more are not of the same state: the scatter of some seconds is less, what a warm cache has over a cold one is more. */
const MOST_APART = 0.2;

/** The hit ratio of home before anything was done, weighted by what home was asked where that is measured; null: nobody can tell. */
export function firstHitRatio({ series, timeline = [], pools }: ComparedRun): number | null {
  const home = Object.keys(pools)[0] ?? '';
  const operations = timeline.filter(({ operation }) => operation === 'deploy' || operation === 'fail-over');
  const until = Math.min(MOST_S, ...operations.map(({ atS }) => atS).filter(atS => atS > 0));
  const intervals = Math.ceil(until / series.intervalS);
  const offered = series.columns[`${home}.offered`] ?? [];
  let [measured, hits, lookups] = [0, 0, 0];
  for (const [i, ratio] of (series.columns[`${home}.hitRatio`] ?? []).slice(0, intervals).entries()) {
    if (ratio === null) continue;
    const weight = offered[i] ?? 1;
    measured++;
    hits += weight * ratio;
    lookups += weight;
  }
  return measured < FEWEST_S || lookups === 0 ? null : hits / lookups;
}

/** Of drills of a system that exists: why the two of a pair cannot be compared. */
export function startDoubts(pairs: readonly RunPair[]): string[] {
  return pairs.flatMap(({ baseline, candidate }) => {
    if (baseline.target === undefined) return [];
    const [a, b] = [firstHitRatio(baseline), firstHitRatio(candidate)];
    if (a === null || b === null || Math.abs(a - b) <= MOST_APART) return [];
    const seed = pairs.length === 1 ? '' : ` of seed ${baseline.seed}`;
    return [
      `The two drills${seed} did not begin alike, whatever reset says: in the first seconds the hit ratio was ${share(a)} with ` +
        `${baseline.cacheSettings.name} and ${share(b)} with ${candidate.cacheSettings.name}.`,
    ];
  });
}

/** What of it nobody can tell; null: it was measured, or is a matter of course. */
export function unprovenStart(pairs: readonly RunPair[]): string | null {
  const unknown = pairs.filter(
    ({ baseline, candidate }) =>
      baseline.target !== undefined && (firstHitRatio(baseline) === null || firstHitRatio(candidate) === null),
  );
  if (unknown.length === 0) return null;
  const which = unknown.length === pairs.length ? '' : ` in ${count(unknown.length)} of ${count(pairs.length)} pairs`;
  return `Whether reset left the same state for both is not measured${which}: it takes a hit ratio (metrics.hitRatio) in the first seconds.`;
}
