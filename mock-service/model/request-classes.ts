import { routePattern } from './route-pattern.ts';

/** Requests that are alike in how much it matters that they are answered. */
export interface RequestClassConfig {
  readonly name: string;
  /** `GET /path/:id` */
  readonly routes: readonly string[];
  /** Its requests carry a header of this value; null: only its name in `CLASS_HEADER`. */
  readonly header: { readonly name: string; readonly value: string } | null;
}

/** Names the class of a request, whatever it is of otherwise: what a script's tag `class` becomes. */
export const CLASS_HEADER = 'x-headroom-class';

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Tells the class of a request (model §4.2): by the header that names it, else the first that has its header or its route, else the first. */
export class RequestClasses {
  readonly names: readonly string[];
  readonly #ranks: ReadonlyMap<string, number>;
  readonly #headers: readonly { readonly lower: string; readonly value: string; readonly rank: number }[];
  readonly #routes: readonly { readonly pattern: RegExp; readonly rank: number }[];

  /** @param classes the most important first */
  constructor(classes: readonly RequestClassConfig[]) {
    this.names = classes.map(({ name }) => name);
    this.#ranks = new Map(this.names.map((name, rank) => [name, rank]));
    this.#headers = classes.flatMap(({ header }, rank) =>
      header === null ? [] : [{ lower: header.name.toLowerCase(), value: header.value, rank }],
    );
    this.#routes = classes.flatMap(({ routes }, rank) => routes.map(route => ({ pattern: routePattern(route), rank })));
  }

  /** Its place, 0 the most important. @throws RangeError if there is no such class */
  rankOf(name: string): number {
    const rank = this.#ranks.get(name);
    if (rank === undefined) throw new RangeError(`no class "${name}"; there are ${this.names.join(', ')}`);
    return rank;
  }

  /** The place of a request's class. @param path and query */
  of(method: string, path: string, headers: Headers): number {
    let rank = this.names.length;
    for (const name in headers) {
      const lower = name.toLowerCase();
      if (lower === CLASS_HEADER) {
        const named = this.#ranks.get(String(headers[name]));
        if (named !== undefined) return named;
      }
      for (const each of this.#headers)
        if (each.lower === lower && each.value === String(headers[name])) rank = Math.min(rank, each.rank);
    }
    if (this.#routes.length > 0) {
      const request = `${method} ${path}`;
      for (const { pattern, rank: its } of this.#routes) if (its < rank && pattern.test(request)) rank = its;
    }
    return rank < this.names.length ? rank : 0;
  }
}
