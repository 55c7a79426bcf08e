import { count, share } from '../verdict/figures.ts';
import type { TierFigures } from '../verdict/tier-figures.ts';

/** `cache tier: hit ratio 93%; of 8 nodes the busiest had 31% of the lookups, and the fullest all of its slots in use` */
export function tierSentence({ lookups, hitRatio, failed, peakSlots, nodes }: TierFigures): string {
  if (lookups === 0) return 'cache tier: nothing was looked up';
  const busiest = Math.max(...nodes.map(node => node.share ?? 0));
  const parts = [
    `hit ratio ${share(hitRatio ?? 0)}`,
    `of ${count(nodes.length)} nodes the busiest had ${share(busiest)} of the lookups, and the fullest ${share(peakSlots ?? 0)} of its slots in use`,
    ...(failed > 0 ? [`${count(failed)} calls took too long or were refused`] : []),
  ];
  return `cache tier: ${parts.join('; ')}`;
}
