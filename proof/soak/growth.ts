/** What a process holds at a moment. */
export interface Held {
  /** The process's memory, with garbage that nobody has collected yet. */
  readonly memoryMib: number;
  /** Heap and buffers after the last collection. */
  readonly heapMib: number;
  readonly sockets: number;
  readonly descriptors: number;
}

/** The same, so many seconds after t = 0. */
export interface Reading extends Held {
  readonly atS: number;
}

/** Shorter runs show how connections and caches fill, not whether that ends, s. */
export const TELLING_S = 240;

/**
 * What a quarter may have more than the one before without growing: a share of it, and so much. A process's memory is not judged: it holds garbage
 * until there is need.
 */
const SLACK: Readonly<Record<Exclude<keyof Held, 'memoryMib'>, readonly [share: number, plus: number]>> = {
  heapMib: [0.03, 2],
  sockets: [0.02, 3],
  descriptors: [0.02, 3],
};

/**
 * What of a process grows without an end in sight, each as a phrase; empty if all of it is level: by the least of each of the last three quarters
 * of the time, which is then above that of the quarter before. What leaks raises the least; what a busy moment needs does not.
 * @param readings in the order of time
 */
export function growing(readings: readonly Reading[]): string[] {
  const quarter = Math.floor(readings.length / 4);
  if (quarter === 0) return [];
  return (Object.keys(SLACK) as (keyof typeof SLACK)[]).flatMap(of => {
    const [share, plus] = SLACK[of];
    const [second, third, fourth] = [1, 2, 3].map(from =>
      Math.min(...readings.slice(from * quarter, (from + 1) * quarter).map(each => each[of])),
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
