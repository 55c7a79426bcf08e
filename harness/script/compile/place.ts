import type { Fn } from './scopes.ts';

/** Where in the compiled script code is being written. */
export interface Place {
  /** Whether the code is part of a twin, so that it can yield. */
  readonly suspends: boolean;
  /** The twin's variables for intermediate values; shared by its whole body. */
  readonly temps: Temps;
  /** What `arguments` is called here, if not by its name. */
  readonly args: string | null;
  /** The inlined group whose function `return` leaves. */
  readonly inlined: Inlined | null;
}

export interface Inlined {
  readonly fn: Fn;
  readonly label: string;
  /** The variable for what the function returns; null if nobody wants it. */
  readonly value: string | null;
}

/** Numbers variables so that an expression and those inside it never share one. */
export class Temps {
  used = 0;
  #open = 0;

  take(count: number): number {
    const first = this.#open;
    this.#open += count;
    if (this.#open > this.used) this.used = this.#open;
    return first;
  }

  give(count: number): void {
    this.#open -= count;
  }
}

/** The place of code that cannot be suspended, inside of `outer`. An arrow function keeps the `arguments` around it. */
export function plainPlace(outer: Place | null): Place {
  return { suspends: false, temps: new Temps(), args: outer?.args ?? null, inlined: null };
}
