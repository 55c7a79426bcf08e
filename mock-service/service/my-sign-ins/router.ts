import findMyWay, { type HTTPMethod } from 'find-my-way';
import type { Params, Route, RouteLine } from '../service.ts';
import { GraphError } from './graph-error.ts';

const NO_PARAMS: Params = Object.freeze({});
const METHODS = ['GET', 'POST', 'DELETE'];

const ME = '/v1.0/me';
const USERS = '/v1.0/users/';
const MOST_KNOWN = 64;

/**
 * Finds the route of a request. Most paths name nothing but the user, so what follows `/v1.0/me` or `/v1.0/users/{user}` is looked
 * up in a table; only the others need a matcher, which is Fastify's own.
 */
export class Router {
  #fixed = new Map<string, Map<string, Route>>(METHODS.map(method => [method, new Map()]));
  /** The routes without parameters that were found before, by path and query: most clients send few different ones. */
  #known = new Map<string, Map<string, Route>>(METHODS.map(method => [method, new Map()]));
  #matcher = findMyWay({ querystringParser: () => NO_PARAMS, maxParamLength: 200 });
  /** The parameters of the path that was found last. */
  params: Params = NO_PARAMS;

  constructor(routes: readonly RouteLine[]) {
    for (const { method, path, route } of routes) {
      if (!path.includes(':')) this.#fixed.get(method)?.set(path, route);
      this.#matcher.on(method as HTTPMethod, path, neverCalled, route);
    }
  }

  /** The route of a request, or null if there is none. Its parameters are then in `params`. */
  find(method: string, url: string): Route | null {
    this.params = NO_PARAMS;
    const known = this.#known.get(method);
    const before = known?.get(url);
    if (before !== undefined) return before;
    const route = this.#match(method, url);
    if (known !== undefined && route !== null && this.params === NO_PARAMS) {
      if (known.size >= MOST_KNOWN) known.clear();
      known.set(url, route);
    }
    return route;
  }

  #match(method: string, url: string): Route | null {
    const query = url.indexOf('?');
    const path = query < 0 ? url : url.slice(0, query);
    const fixed = this.#fixed.get(method);
    if (fixed === undefined) return null;
    if (path.startsWith(USERS)) {
      const end = path.indexOf('/', USERS.length);
      const ofMe = fixed.get(end < 0 ? ME : ME + path.slice(end));
      if (ofMe !== undefined) {
        this.params = { user: path.slice(USERS.length, end < 0 ? undefined : end) };
        return ofMe;
      }
    } else {
      const route = fixed.get(path);
      if (route !== undefined) return route;
    }
    const found = this.#matcher.find(method as HTTPMethod, path);
    if (found === null) return null;
    this.params = found.params;
    return found.store as Route;
  }

  /** Why `find` gave null. */
  notFound(method: string, path: string): GraphError {
    const others = METHODS.filter(other => other !== method && this.find(other, path) !== null);
    if (others.length > 0)
      return new GraphError('notAllowed', `${method} is not allowed here; allowed: ${others.join(', ')}.`);
    return new GraphError('ResourceNotFound', `Nothing is served at '${path}'.`);
  }
}

function neverCalled(): void {}
