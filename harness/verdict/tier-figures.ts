import { z } from 'zod';
import { highest, sum } from '../measure/column.ts';
import type { Fact } from '../measure/fact.ts';
import type { TierSeries } from '../measure/tier-series.ts';

const maybe = z.number().nullable();

/** The cache tier over a drill, as the record has it. */
export const tierFiguresSchema = z.strictObject({
  lookups: z.int(),
  hitRatio: maybe,
  failed: z.int().describe('Calls that took too long or were refused.'),
  peakSlots: maybe.describe('The share of its slots that the fullest node used, at its fullest.'),
  peakWaiting: maybe.describe('The most calls that waited at one node.'),
  nodes: z.array(
    z.strictObject({
      share: maybe.describe('Of the lookups.'),
      hitRatio: maybe,
      timeouts: z.int(),
      refused: z.int(),
      peakActive: z.int().describe('Slots in use.'),
    }),
  ),
});

export type TierFigures = Fact<typeof tierFiguresSchema>;

export function tierFigures(series: TierSeries): TierFigures {
  const lookups = sum(series.lookups);
  return {
    lookups,
    hitRatio: ratio(sum(series.hits), lookups),
    failed: sum(series.failed),
    peakSlots: highest(series.fullest),
    peakWaiting: highest(series.waiting),
    nodes: series.nodes.map(node => ({
      share: ratio(node.lookups, lookups),
      hitRatio: ratio(node.hits, node.lookups),
      timeouts: node.timeouts,
      refused: node.refused,
      peakActive: node.active,
    })),
  };
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
