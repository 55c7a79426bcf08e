import { z } from 'zod';
import type { Fact } from '../measure/fact.ts';

/** How close the two loads of an edge come to each other, as a share. */
export const EDGE_RESOLUTION = 0.01;

/** From which load on a drill no longer ends by itself, all else as it is. */
export const mapEdgeSchema = z.strictObject({
  own: z.boolean().describe('Whether it ends by itself with the load that the script has.'),
  ends: z
    .number()
    .nullable()
    .describe("The most load, in times the script's own, with which it does; null: it did with none that was tried."),
  stays: z.number().nullable().describe('The least with which it does not; null: with none that was tried.'),
  drills: z.int().describe('That were run to find it.'),
});

export type MapEdge = Fact<typeof mapEdgeSchema>;

/**
 * Bisects between the script's own load and the end of the range at which it could be otherwise, taking for granted that more load does
 * not help.
 * @param range of loads, in times the script's own; 1 is tried in any case
 * @param ends whether a drill with that load ends by itself; null: it does not show
 * @returns null where a drill did not show it
 */
export async function findEdge(
  range: { readonly least: number; readonly most: number },
  ends: (load: number) => Promise<boolean | null>,
): Promise<MapEdge | null> {
  let drills = 0;
  const asked = (load: number): Promise<boolean | null> => {
    drills++;
    return ends(load);
  };
  const own = await asked(1);
  if (own === null) return null;
  const end = own ? Math.max(1, range.most) : Math.min(1, range.least);
  if (end === 1) return { own, ends: own ? 1 : null, stays: own ? null : 1, drills };
  const atEnd = await asked(end);
  if (atEnd === null) return null;
  if (atEnd === own) return { own, ends: own ? end : null, stays: own ? null : end, drills };
  let [low, high] = own ? [1, end] : [end, 1];
  while (high / low > 1 + EDGE_RESOLUTION) {
    const middle = Math.sqrt(low * high);
    const here = await asked(middle);
    if (here === null) return null;
    if (here) low = middle;
    else high = middle;
  }
  return { own, ends: low, stays: high, drills };
}
