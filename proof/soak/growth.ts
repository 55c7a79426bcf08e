import { median } from '../../harness/verdict/statistics.ts';

/** What a process holds at a moment. */
export interface Held {
  readonly memoryMib: number;
  readonly sockets: number;
  readonly descriptors: number;
}

/** The same, so many seconds after t = 0. */
export interface Reading extends Held {
  readonly atS: number;
}

/** Shorter runs show how connections and caches fill, not whether that ends, s. */
export const TELLING_S = 240;

/** What a quarter may have more than the one before without growing: a share of it, and so much. */
const SLACK: Readonly<Record<keyof Held, readonly [share: number, plus: number]>> = {
  memoryMib: [0.03, 4],
  sockets: [0.02, 3],
  descriptors: [0.02, 3],
};

/**
 * What of a process grows without an end in sight, each as a phrase; empty if all of it is level: by the medians of the last three quarters
 * of the time, of which each is then above the one before.
 * @param readings in the order of time
 */
export function growing(readings: readonly Reading[]): string[] {
  const quarter = Math.floor(readings.length / 4);
  if (quarter === 0) return [];
  return (Object.keys(SLACK) as (keyof Held)[]).flatMap(of => {
    const [share, plus] = SLACK[of];
    const [second, third, fourth] = [1, 2, 3].map(from =>
      median(readings.slice(from * quarter, (from + 1) * quarter).map(each => each[of])),
    ) as [number, number, number];
    const isMore = (a: number, b: number): boolean => b > a * (1 + share) + plus;
    if (!isMore(second, third) || !isMore(third, fourth)) return [];
    return [`${of} ${[second, third, fourth].map(Math.round).join(' → ')}`];
  });
}

/** The reading nearest to a moment. */
export function nearest(readings: readonly Reading[], atS: number): Reading | null {
  return readings.reduce<Reading | null>(
    (best, each) => (best === null || Math.abs(each.atS - atS) < Math.abs(best.atS - atS) ? each : best),
    null,
  );
}
