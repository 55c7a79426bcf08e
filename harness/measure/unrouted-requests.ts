import { z } from 'zod';
import type { Fact } from './fact.ts';

/** Requests that the service has no route for, or that went to an address where nothing of it is. */
export const unroutedSchema = z.strictObject({
  count: z.int(),
  unexpected: z.int().describe('Those among them whose 404 the script did not expect.'),
  elsewhere: z
    .int()
    .optional()
    .describe('Those that went to another address and were refused there. Left out where there were none.'),
  requests: z
    .record(z.string(), z.int())
    .describe('How many of each method and path, without the query; of those that came first, if they are many.'),
  others: z.int().describe('Of methods and paths beyond those.'),
});

export type UnroutedTotals = Fact<typeof unroutedSchema>;

/** Methods and paths beyond these are counted, not named: ids in paths are as many as there are users. */
const MOST_NAMES = 20;
const LONGEST_PATH = 100;

export class UnroutedRequests {
  #count = 0;
  #unexpected = 0;
  #elsewhere = 0;
  #others = 0;
  readonly #byName = new Map<string, number>();

  /** @param path path and query. @param failure none: the service itself said that it has no route */
  add({
    method,
    path,
    url,
    expected,
    failure,
  }: {
    readonly method: string;
    readonly path: string;
    readonly url: string;
    readonly expected: boolean;
    readonly failure: string | null;
  }): void {
    this.#count++;
    if (failure !== null) this.#elsewhere++;
    else if (!expected) this.#unexpected++;
    const name = `${method} ${(failure === null ? path : url).split(/[?#]/, 1)[0]?.slice(0, LONGEST_PATH)}`;
    const before = this.#byName.get(name);
    if (before === undefined && this.#byName.size >= MOST_NAMES) this.#others++;
    else this.#byName.set(name, (before ?? 0) + 1);
  }

  /** @returns null: there were none */
  get totals(): UnroutedTotals | null {
    if (this.#count === 0) return null;
    return {
      count: this.#count,
      unexpected: this.#unexpected,
      ...(this.#elsewhere > 0 ? { elsewhere: this.#elsewhere } : {}),
      requests: Object.fromEntries(this.#byName),
      others: this.#others,
    };
  }
}
