/** What the order of the drills did in a comparison on a system that exists, in the words of every report. */
import type { CompareRecord } from '../record/compare-record.ts';
import { changeText, count } from '../verdict/figures.ts';
import { metricTitle } from '../verdict/metric-title.ts';

type Order = NonNullable<CompareRecord['order']>;

/** In which order they were, and what can be told of it. */
export function orderSentence({ baselineFirst, candidateFirst, effects }: Order, a: string, b: string): string {
  const times = (n: number, first: string): string => `${first} came first ${n === 1 ? 'once' : `${count(n)} times`}`;
  const how = [
    ...(baselineFirst > 0 ? [times(baselineFirst, a)] : []),
    ...(candidateFirst > 0 ? [times(candidateFirst, b)] : []),
  ];
  const known = effects.some(({ change }) => change !== null);
  const what = known
    ? 'the drill that came later differs from the one before it, settings apart, by'
    : 'what the order did takes pairs of both orders: --repeat 2 or more';
  return `${how.join(', ')}: ${what}`;
}

/** Of each metric by how much; those that nobody measured are left out. */
export function orderRows({ effects }: Order): [metric: string, change: string][] {
  return effects.flatMap(({ metric, change }) =>
    change === null ? [] : [[metricTitle(metric), change === 0 ? 'none' : changeText(metric, change)]],
  );
}
