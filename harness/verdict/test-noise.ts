/** Random counts for tests of the statistics, from keyed streams: the same for the same seed. */
import { normalQuantile } from '../../mock-service/time/distribution.ts';
import { mix, RandomStream } from '../../mock-service/time/random.ts';

export function testStream(seed: number, purpose: number): RandomStream {
  return new RandomStream(mix(seed, purpose));
}

/** A Poisson number: by products of uniform ones (D. E. Knuth), and by the normal one above 50. */
export function poisson(stream: RandomStream, mean: number): number {
  if (mean <= 0) return 0;
  if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normalQuantile(stream.next())));
  const limit = Math.exp(-mean);
  let product = stream.next();
  let count = 0;
  while (product > limit) {
    product *= stream.next();
    count++;
  }
  return count;
}
