import type { UnfinishedDrill } from './objectives/evidence.ts';
import { limitIn, OBJECTIVES, type ObjectiveName, type Objectives } from './objectives/objectives.ts';

/** What the watch needs of a second that is over. */
export interface WatchedSecond {
  readonly offered: number;
  readonly ended: number;
  readonly good: number;
  readonly timeouts: number;
  readonly errors: number;
}

/** Seconds that a broken drill goes on, so that its cause shows in the series. */
const AFTERMATH_S = 3;

/**
 * Follows a drill at constant load and tells when an objective is broken whatever comes: were every later request good, the share of
 * failures would still be over its limit, and the worst window stays the worst.
 */
export class BrokenWatch {
  readonly #objectives: Objectives;
  readonly #seconds: number;
  #second = 0;
  #mostOffered = 0;
  #timeouts = 0;
  #errors = 0;
  #unexpected = 0;
  #brokenAt = Number.POSITIVE_INFINITY;

  /** @param seconds how long the drill is to last */
  constructor(objectives: Objectives, seconds: number) {
    this.#objectives = objectives;
    this.#seconds = seconds;
  }

  /**
   * Takes the next second.
   * @param worstP99Ms of the windows so far; null: there is none yet
   * @returns whether the drill may end now
   */
  over({ offered, ended, good, timeouts, errors }: WatchedSecond, worstP99Ms: number | null): boolean {
    this.#second++;
    this.#mostOffered = Math.max(this.#mostOffered, offered);
    this.#timeouts += timeouts;
    this.#errors += errors;
    this.#unexpected += ended - good - errors;
    if (this.#isBroken(worstP99Ms)) this.#brokenAt = Math.min(this.#brokenAt, this.#second);
    return this.#second >= this.#brokenAt + AFTERMATH_S;
  }

  #isBroken(worstP99Ms: number | null): boolean {
    const ended = this.#mostOffered * Math.max(this.#seconds, this.#second);
    const counts = { timeouts: this.#timeouts, errors: this.#errors, unexpected: this.#unexpected };
    return lostObjectives(this.#objectives, { ended, ...counts, worstP99Ms }).length > 0;
  }
}

/** The objectives that are broken whatever comes, and their limits. */
export function lostObjectives(
  objectives: Objectives,
  drill: UnfinishedDrill,
): { name: ObjectiveName; limit: number }[] {
  return OBJECTIVES.flatMap(each => {
    const limit = limitIn(objectives, each);
    return limit !== null && each.isLost(limit, drill) ? [{ name: each.name, limit }] : [];
  });
}
