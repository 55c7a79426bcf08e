import { z } from 'zod';
import type { Fact } from '../measure/fact.ts';
import { count, rate, ratio } from './figures.ts';
import { nothingTurns } from './sensitivity.ts';

/** Seeds of each variation at most. */
const MOST_SEEDS = 3;

/** Whether a pool still bears what is asked for where a figure that somebody has measured is a tenth another. */
export const capacitySensitivitySchema = z.strictObject({
  perSecond: z
    .number()
    .describe('The load that is asked for: headroomLimit × peak. It is held with each figure another.'),
  variations: z.array(
    z.strictObject({
      what: z.string().describe('What was another: a miss costs 10 % more.'),
      enough: z.boolean(),
      why: z.string(),
      seeds: z.int().nullable().describe('In so many it was held; null: the capacity that was measured says it.'),
    }),
  ),
});

export type CapacitySensitivity = Fact<typeof capacitySensitivitySchema>;

/** A load that was held in a seed with a figure another. */
export interface VariedHold {
  readonly held: boolean;
  /** The objectives that it broke. */
  readonly broken: readonly string[];
}

/** The seeds whose own capacity is the nearest to saying otherwise, those first. @param enough what all seeds say as they are */
export function seedsNearest(
  seeds: readonly { readonly seed: number; readonly heldPerSecond: number | null }[],
  enough: boolean,
): number[] {
  const rising = [...seeds].sort((a, b) => (a.heldPerSecond ?? 0) - (b.heldPerSecond ?? 0));
  return (enough ? rising : rising.reverse()).slice(0, MOST_SEEDS).map(({ seed }) => seed);
}

/**
 * Whether more seeds could not change what a variation says: the first says what all say without it, or most of those that there are at most
 * say one thing.
 * @param seeds how many there are
 */
export function isHoldSettled(holds: readonly VariedHold[], enough: boolean, seeds: number): boolean {
  const held = holds.filter(each => each.held).length;
  const otherwise = enough ? holds.length - held : held;
  return (holds.length === 1 && otherwise === 0) || holds.length === seeds || otherwise > seeds / 2;
}

/** What a variation's seeds say: what most of them do; as many on either side turn nothing. @param enough without it */
export function variedHold(
  what: string,
  holds: readonly VariedHold[],
  enough: boolean,
  perSecond: number,
): CapacitySensitivity['variations'][number] {
  const held = holds.filter(each => each.held).length;
  const broke = holds.length - held;
  const stillEnough = held === broke ? enough : held > broke;
  const broken = [...new Set(holds.flatMap(each => each.broken))].join(', ');
  const [does, times] = stillEnough ? ['holds', held] : [`breaks ${broken}`, broke];
  const why = `${rate(perSecond)} ${does} in ${count(times)} of ${count(holds.length)} ${holds.length === 1 ? 'seed' : 'seeds'}`;
  return { what, enough: stillEnough, why, seeds: holds.length };
}

/** With another peak: the capacity is what it was measured to be, and what is asked for is another. @param peak requests per second */
export function variedPeak(
  what: string,
  capacityPerSecond: number | null,
  headroomLimit: number,
  peak: number,
): CapacitySensitivity['variations'][number] {
  const headroom = (capacityPerSecond ?? 0) / peak;
  const why = `it is ${ratio(headroom)} times that, ${ratio(headroomLimit)} is asked for`;
  return { what, enough: headroom >= headroomLimit, why, seeds: null };
}

/** What would turn it; null: nothing does. @param enough without it */
export function turningCapacitySentence({ variations }: CapacitySensitivity, enough: boolean): string | null {
  const turning = variations.filter(each => each.enough !== enough);
  if (turning.length === 0) return null;
  const said = turning.map(({ what, why }) => `${what} (${why})`).join(', or ');
  return enough ? `Holds, but not if ${said}.` : `It would be enough if ${said}.`;
}

/** That nothing turns it, and what it took to say so. */
export function steadyCapacitySentence({ variations }: CapacitySensitivity): string {
  return nothingTurns(variations.map(({ seeds }) => seeds).filter(seeds => seeds !== null));
}
