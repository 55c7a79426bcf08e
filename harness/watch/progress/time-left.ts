import { seconds } from '../../verdict/figures.ts';

/**
 * How long the rest takes, as long as what is done has taken: `, about 40 s left`; '' while nothing is done, and when all is.
 * @param elapsedMs since the first was begun
 */
export function timeLeft(done: number, total: number, elapsedMs: number): string {
  if (done <= 0 || done >= total) return '';
  const leftS = (elapsedMs * (total - done)) / done / 1000;
  // Nobody believes more figures than that.
  const step = leftS < 20 ? 1 : leftS < 120 ? 5 : 30;
  return `, about ${seconds(Math.max(1, Math.round(leftS / step) * step))} left`;
}
