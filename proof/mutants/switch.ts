/** A test took more steps than it could have needed. */
export class OutOfSteps extends Error {}

/**
 * What instrumented code asks: which of the mutants compiled into it is the one in force, and whether it may go on. One graph of
 * modules has one switch, so that what still runs of an earlier test knows nothing of a later one's mutant.
 */
export class Switch {
  /** The number of the mutant in force, or −1. */
  readonly active: number;
  /** 1 at the number of the first mutant of each place that was come by. */
  readonly reached: Uint8Array;
  /** Loops' turns and functions' calls until now. */
  steps = 0;
  /** The steps after which all code throws. */
  limit = Number.POSITIVE_INFINITY;

  constructor(active: number, mutants: number) {
    this.active = active;
    this.reached = new Uint8Array(mutants);
  }

  /** Whether the mutant in force is one of this place's, whose numbers are `first` to `last`. */
  at(first: number, last: number): boolean {
    this.reached[first] = 1;
    return this.active >= first && this.active <= last;
  }

  /** @throws OutOfSteps if there were too many. */
  step(): void {
    if (++this.steps > this.limit) throw new OutOfSteps(`over ${this.limit} steps`);
  }
}
