const MINUTE_MS = 60_000;
/** Minutes whose seconds are kept; of older ones only their sum. Two weeks. */
const MOST_DETAILED = 20_160;
/** Lines may come so many minutes late. */
const LATE = 10;
/** Points of a curve. */
const MOST_BUCKETS = 600;
const WIDTHS_S = [1, 2, 5, 10, 30, 60, 300, 600, 1800, 3600, 21_600, 86_400, 604_800];
/** Minutes with fewer requests say nothing about how they came. */
const FEWEST_A_MINUTE = 30;
const FEWEST_MINUTES = 10;

export interface Peak {
  readonly perSecond: number;
  readonly atMs: number;
}

export interface RateResult {
  readonly startsAtMs: number;
  readonly bucketS: number;
  readonly counts: readonly number[];
  readonly second: Peak;
  readonly minute: Peak;
  /** Null: the log is shorter. */
  readonly fiveMinutes: Peak | null;
  readonly dispersion: number | null;
}

/** How many requests came when. */
export class RateCurve {
  /** By minute: its seconds, or their sum. */
  readonly #minutes = new Map<number, Uint32Array | number>();
  #detailed = 0;
  #newest = Number.NEGATIVE_INFINITY;
  #second: Peak = { perSecond: 0, atMs: 0 };
  /** Of the minutes that tell: requests, and index of dispersion weighted by them. */
  #told = { minutes: 0, requests: 0, weighted: 0 };

  /** @param atMs since 1970 */
  add(atMs: number): void {
    const minute = Math.floor(atMs / MINUTE_MS);
    const known = this.#minutes.get(minute);
    if (typeof known === 'number') {
      this.#minutes.set(minute, known + 1);
      return;
    }
    const seconds = known ?? this.#begin(minute);
    seconds[Math.floor((atMs - minute * MINUTE_MS) / 1000)]!++;
  }

  /** By minute, in their order. */
  perMinute(): [minute: number, requests: number][] {
    return [...this.#minutes].map(([minute, of]): [number, number] => [minute, sumOf(of)]).sort((a, b) => a[0] - b[0]);
  }

  /** @param firstMs the earliest @param lastMs the latest request */
  result(firstMs: number, lastMs: number): RateResult {
    const bucketS =
      WIDTHS_S.find(width => (lastMs - firstMs) / 1000 / width < MOST_BUCKETS) ?? (WIDTHS_S.at(-1) as number);
    const first = Math.floor(firstMs / 1000 / bucketS);
    const counts = Array.from({ length: Math.floor(lastMs / 1000 / bucketS) - first + 1 }, () => 0);
    for (const [minute, of] of this.#minutes) {
      if (typeof of === 'number') counts[Math.floor((minute * 60) / bucketS) - first]! += of;
      else
        of.forEach((requests, second) => {
          if (requests > 0) counts[Math.floor((minute * 60 + second) / bucketS) - first]! += requests;
        });
    }
    // The log may begin and end within a minute.
    const isWhole = (minute: number): boolean =>
      minute * MINUTE_MS >= firstMs && (minute + 1) * MINUTE_MS <= lastMs + 1000;
    for (const [minute, of] of this.#minutes) if (typeof of !== 'number') this.#tell(minute, of, isWhole(minute));
    const minutes = this.perMinute();
    const busiest = (width: number): Peak => {
      const byMinute = new Map(minutes);
      let best: Peak = { perSecond: 0, atMs: firstMs };
      for (const [minute] of minutes) {
        let requests = 0;
        for (let i = 0; i < width; i++) requests += byMinute.get(minute + i) ?? 0;
        // A log shorter than that is as long as it is.
        const seconds = Math.max(1, Math.min(width * 60, (lastMs - firstMs) / 1000));
        if (requests / seconds > best.perSecond)
          best = { perSecond: requests / seconds, atMs: Math.max(firstMs, minute * MINUTE_MS) };
      }
      return best;
    };
    const { minutes: told, requests, weighted } = this.#told;
    return {
      startsAtMs: first * bucketS * 1000,
      ...{ bucketS, counts, second: this.#second, minute: busiest(1) },
      fiveMinutes: lastMs - firstMs < 5 * MINUTE_MS ? null : busiest(5),
      dispersion: told < FEWEST_MINUTES ? null : weighted / requests,
    };
  }

  #begin(minute: number): Uint32Array {
    const seconds = new Uint32Array(60);
    this.#minutes.set(minute, seconds);
    this.#newest = Math.max(this.#newest, minute);
    if (++this.#detailed > MOST_DETAILED) this.#fold();
    return seconds;
  }

  #fold(): void {
    for (const [minute, of] of this.#minutes) {
      if (typeof of === 'number' || minute > this.#newest - LATE) continue;
      this.#tell(minute, of, true);
      this.#minutes.set(minute, sumOf(of));
      this.#detailed--;
    }
  }

  /** What the seconds of a minute say; how they differ, only if the log has all of them. */
  #tell(minute: number, seconds: Uint32Array, isWhole: boolean): void {
    let sum = 0;
    let squares = 0;
    seconds.forEach((requests, second) => {
      sum += requests;
      squares += requests * requests;
      if (requests > this.#second.perSecond)
        this.#second = { perSecond: requests, atMs: minute * MINUTE_MS + second * 1000 };
    });
    if (!isWhole || sum < FEWEST_A_MINUTE) return;
    const mean = sum / 60;
    this.#told.minutes++;
    this.#told.requests += sum;
    this.#told.weighted += (sum * ((squares - 60 * mean * mean) / 59)) / mean;
  }
}

function sumOf(of: Uint32Array | number): number {
  return typeof of === 'number' ? of : of.reduce((sum, each) => sum + each, 0);
}
