/** A counter for each user, to key random draws: the n-th miss of a user is the same in every drill with the same seed. */
export class UserCounts {
  #counts = new Uint32Array(16_384);

  /** The user's count so far; the next call gives one more. */
  next(user: number): number {
    if (user >= this.#counts.length) this.#grow(user);
    const count = this.#counts[user] as number;
    this.#counts[user] = count + 1;
    return count;
  }

  #grow(user: number): void {
    const larger = new Uint32Array(Math.max(user + 1, this.#counts.length * 2));
    larger.set(this.#counts);
    this.#counts = larger;
  }
}
