import { hashText, mix } from '../../../mock-service/time/random.ts';

/**
 * The share of requests that the busiest node of a hash ring gets, by looking at every point for every key.
 * @param weights of the keys 0, 1 …: they sum to 1
 */
export function busiestShare(weights: ArrayLike<number>, nodes: number, seed: number): number {
  const ring = mix(mix(seed, hashText('cache-tier')), hashText('cache-node'));
  const points = Array.from({ length: nodes }, (_, node) =>
    Array.from({ length: 160 }, (_, point) => ({ node, at: mix(mix(ring, node), point) >>> 0 })),
  ).flat();
  const shares = new Array<number>(nodes).fill(0);
  for (let key = 0; key < weights.length; key++) {
    const weight = weights[key] as number;
    const hash = mix(ring, key) >>> 0;
    // The way clockwise from the key to a point; numbers are on a circle of 2³².
    let nearest = Number.POSITIVE_INFINITY;
    let owner = 0;
    for (const { node, at } of points) {
      const way = (at - hash) >>> 0;
      if (way < nearest) [nearest, owner] = [way, node];
    }
    shares[owner] = (shares[owner] as number) + weight;
  }
  return Math.max(...shares);
}
