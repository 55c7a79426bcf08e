import { share } from '../verdict/figures.ts';
import type { InstanceObservation } from './observation.ts';

/** An instance that has this much more than its even share is worth a word. */
const UNEVEN = 1.1;

/** Pools whose proxy does not give their instances the same, which a twin's does: a sentence each. */
export function unevenSentences(instances: readonly InstanceObservation[]): string[] {
  const pools = Map.groupBy(instances, ({ pool }) => pool);
  return [...pools].flatMap(([pool, all]) => {
    const last = Math.max(...all.map(({ lives }) => lives[1]));
    // What came or went meanwhile has less for that.
    const own = all.filter(({ lives: [from, to] }) => from <= 1 && to >= last - 1);
    const counts = own.map(({ counts: byPath }) =>
      [...byPath.values()].reduce((sum, column) => sum + total(column), 0),
    );
    const sum = total(counts);
    const most = Math.max(...counts) / sum;
    if (own.length < 2 || sum === 0 || most * own.length <= UNEVEN) return [];
    return [
      `The busiest of the ${own.length} instances of ${pool} has ${share(most)} of its requests: the twin spreads them evenly, and bears up to ${share(most * own.length - 1)} more before one is full.`,
    ];
  });
}

function total(values: readonly (number | null)[]): number {
  return values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
}
