import findMyWay, { type HTTPMethod } from 'find-my-way';
import type { Params, Route, RouteLine } from '../service.ts';

/** No request, rather than one for an unknown path: the status of Fastify's answer. */
export type Malformed = 400 | 414;

const NO_PARAMS: Params = Object.freeze({});
/** As long as the HTTP servers take them. */
const LONGEST_PARAM = 200;
const MOST_KNOWN = 64;

/** Finds the route of a request as Fastify does, whose matcher this is. */
export class Router {
  /** The parameters of the path that was found last. */
  params: Params = NO_PARAMS;
  /** Routes without parameters that were found before, by method, then by path and query. */
  readonly #known = new Map<string, Map<string, Route>>();
  readonly #matcher = findMyWay({
    querystringParser: () => NO_PARAMS,
    maxParamLength: LONGEST_PARAM,
    onBadUrl: () => {
      this.#malformed = 400;
    },
    onMaxParamLength: () => {
      this.#malformed = 414;
    },
  });
  readonly #nowhere = findMyWay({ onBadUrl: neverCalled });
  #malformed: Malformed = 400;

  constructor(routes: readonly RouteLine[]) {
    this.#nowhere.on('GET', '*', neverCalled, ANYWHERE);
    for (const { method, path, route } of routes) {
      this.#matcher.on(method as HTTPMethod, path, neverCalled, route);
      if (!this.#known.has(method)) this.#known.set(method, new Map());
    }
  }

  /** The route of a request; null if there is none. Its parameters are then in `params`. @param url path and query */
  find(method: string, url: string): Route | Malformed | null {
    this.params = NO_PARAMS;
    const known = this.#known.get(method);
    // Methods that no route has are told apart from URLs that are none all the same.
    if (known === undefined) return this.#nowhere.find('GET', url)?.store === null ? 400 : null;
    const before = known.get(url);
    if (before !== undefined) return before;
    const found = this.#matcher.find(method as HTTPMethod, url);
    if (found === null) return null;
    if (found.store === null) {
      // Its handlers are the two above.
      (found.handler as unknown as () => void)();
      return this.#malformed;
    }
    const route = found.store as Route;
    if (hasNone(found.params)) {
      if (known.size >= MOST_KNOWN) known.clear();
      known.set(url, route);
    } else this.params = found.params;
    return route;
  }
}

function hasNone(params: object): boolean {
  for (const _ in params) return false;
  return true;
}

function neverCalled(): void {}

const ANYWHERE = {};
