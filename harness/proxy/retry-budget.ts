/** Requests under way are always among the recent ones: the window is at least this long, and at least the deadline. */
const SHORTEST_WINDOW_MS = 10_000;
const SLOTS = 10;

/**
 * Caps retries at a share of the requests that are under way or recent: at any moment retries in the window ≤ share · requests in
 * the window. Disjoint windows cover all retries, so over any drill the amplification is at most 1 + share.
 */
export class RetryBudget {
  readonly #share: number;
  readonly #slotMs: number;
  readonly #requests = new Array<number>(SLOTS).fill(0);
  readonly #retries = new Array<number>(SLOTS).fill(0);
  #requestsSum = 0;
  #retriesSum = 0;
  #slot = 0;
  #slotEnd: number;

  /** @param share retries per request, 0.2 = 20 %. @param timeoutMs the proxy's deadline. */
  constructor(share: number, timeoutMs: number) {
    this.#share = share;
    this.#slotMs = Math.max(SHORTEST_WINDOW_MS, timeoutMs) / SLOTS;
    this.#slotEnd = this.#slotMs;
  }

  /** A request has arrived. */
  request(now: number): void {
    if (now >= this.#slotEnd) this.#turn(now);
    this.#requests[this.#slot] = (this.#requests[this.#slot] as number) + 1;
    this.#requestsSum++;
  }

  /** Takes one retry out of the budget. @returns false if there is none. */
  take(now: number): boolean {
    if (now >= this.#slotEnd) this.#turn(now);
    if (this.#retriesSum + 1 > this.#share * this.#requestsSum) return false;
    this.#retries[this.#slot] = (this.#retries[this.#slot] as number) + 1;
    this.#retriesSum++;
    return true;
  }

  #turn(now: number): void {
    const turns = Math.floor((now - this.#slotEnd) / this.#slotMs) + 1;
    for (let i = 0; i < Math.min(turns, SLOTS); i++) {
      this.#slot = (this.#slot + 1) % SLOTS;
      this.#requestsSum -= this.#requests[this.#slot] as number;
      this.#retriesSum -= this.#retries[this.#slot] as number;
      this.#requests[this.#slot] = 0;
      this.#retries[this.#slot] = 0;
    }
    this.#slotEnd += turns * this.#slotMs;
  }
}
