/**
 * What became of the iterations of a scenario or a drill (model §6): due = started + dropped, and once all is over
 * started = completed + failed + interrupted.
 */
export class Accounts {
  due = 0;
  started = 0;
  dropped = 0;
  completed = 0;
  /** Ended by an exception. */
  failed = 0;
  /** Those of `failed` in which a request had failed before: the system's doing, not the script's. */
  failedAfterRequest = 0;
  interrupted = 0;
  /** Requests to the system under test in completed iterations. */
  calls = 0;

  add(other: Accounts): void {
    this.due += other.due;
    this.started += other.started;
    this.dropped += other.dropped;
    this.completed += other.completed;
    this.failed += other.failed;
    this.failedAfterRequest += other.failedAfterRequest;
    this.interrupted += other.interrupted;
    this.calls += other.calls;
  }

  /** @throws Error if the books do not balance: our own bug. Asserted when all iterations are over. */
  assertBalanced(): void {
    const { due, started, dropped, completed, failed, interrupted } = this;
    if (due !== started + dropped || started !== completed + failed + interrupted) {
      throw new Error(`iterations do not add up: ${JSON.stringify(this)}`);
    }
  }
}
