import type { RandomStream } from '../../mock-service/time/random.ts';
import { quantile } from './statistics.ts';

/** An interval that covers a figure with a stated confidence. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Resamples that an interval of 95 % takes. */
const RESAMPLES = 1000;

/**
 * The percentile bootstrap's interval (B. Efron, 1979) of a statistic over blocks: whole blocks are drawn with replacement, so what
 * lies in one block may depend on each other. In a comparison a block holds both arms' figures of the same moment and seed.
 * @param statistic of the blocks drawn; a result that is not finite (a ratio of nothing) is left out.
 * @returns null for fewer than two blocks, of which there is only one sample.
 */
export function bootstrap<Block>(
  blocks: readonly Block[],
  statistic: (blocks: readonly Block[]) => number,
  random: RandomStream,
  confidence = 0.95,
  resamples = RESAMPLES,
): Interval | null {
  if (blocks.length < 2) return null;
  const drawn: Block[] = new Array<Block>(blocks.length);
  const values: number[] = [];
  for (let i = 0; i < resamples; i++) {
    for (let j = 0; j < blocks.length; j++) drawn[j] = blocks[Math.floor(random.next() * blocks.length)]!;
    const value = statistic(drawn);
    if (Number.isFinite(value)) values.push(value);
  }
  if (values.length === 0) return null;
  values.sort((a, b) => a - b);
  const tail = (1 - confidence) / 2;
  return { low: quantile(values, tail), high: quantile(values, 1 - tail) };
}
