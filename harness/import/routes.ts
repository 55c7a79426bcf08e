import { METHODS, type Method, type SketchKey } from '../init/sketch.ts';

/** A route of the log, and what it is taken to do. */
export interface ImportRoute {
  readonly method: Method;
  /** `/products/:id` */
  readonly path: string;
  /** What it looks up; null: nothing. */
  readonly reads: SketchKey | null;
  /** What it changes; `uncached`: something that no route looks up; null: nothing. */
  readonly writes: SketchKey | 'uncached' | null;
}

/** A part of a path, or a parameter of its query, as a key: where in the target it stands. */
type KeyPlace = { readonly segment: number } | { readonly query: string } | 'user' | 'all' | null;

interface Node {
  readonly literals: Map<string, Node>;
  parameter: Node | null;
  /** By method: a route's index; −1: none ends here. */
  readonly ends: Int16Array;
  /** The same for a path that ends in `*` from here on. */
  readonly rest: Int16Array;
}

/** Longer paths belong to no route. */
const MOST_SEGMENTS = 40;

/**
 * Finds the route of a request, and where the key stands that it is about. Own, and not the router of the declared service: it is asked ten
 * million times for paths that are mostly new, and has to say where a parameter stands rather than what it is.
 */
export class Routes {
  readonly list: readonly ImportRoute[];
  /** Of the request that was found last: its segments, as offsets into the target. */
  readonly #starts = new Int32Array(MOST_SEGMENTS);
  readonly #ends = new Int32Array(MOST_SEGMENTS);
  readonly #root = emptyNode();
  readonly #places: readonly KeyPlace[];
  /** Where the key of the last request stands in its target; equal: nowhere. */
  keyStart = 0;
  keyEnd = 0;

  constructor(list: readonly ImportRoute[]) {
    this.list = list;
    this.#places = list.map(keyPlace);
    for (const [index, { method, path }] of list.entries()) this.#add(METHODS.indexOf(method), path, index);
  }

  /** The index of a request's route; −1: there is none. @param target as the log has it @param pathEnd where its query begins */
  find(method: number, target: string, pathStart: number, pathEnd: number): number {
    let segments = 0;
    for (let at = pathStart; at < pathEnd; ) {
      // Slashes may stand together, and at the end.
      if (target.charCodeAt(at) === 47) {
        at++;
        continue;
      }
      if (segments === MOST_SEGMENTS) return -1;
      const slash = target.indexOf('/', at);
      const end = slash < 0 || slash > pathEnd ? pathEnd : slash;
      this.#starts[segments] = at;
      this.#ends[segments++] = end;
      at = end + 1;
    }
    return this.#walk(this.#root, 0, segments, method, target);
  }

  /**
   * Whose key a request of a route is about: `user`, `all` for one key for everybody, or `text`, which stands in the target from `keyStart` to
   * `keyEnd`; null: nobody's.
   */
  keyOf(route: number, target: string, pathEnd: number): 'user' | 'all' | 'text' | null {
    const place = this.#places[route] as KeyPlace;
    if (place === null || place === 'user' || place === 'all') return place;
    if ('segment' in place) {
      this.keyStart = this.#starts[place.segment]!;
      this.keyEnd = this.#ends[place.segment]!;
      return 'text';
    }
    this.#findQuery(target, pathEnd, place.query);
    return 'text';
  }

  #findQuery(target: string, pathEnd: number, name: string): void {
    this.keyStart = 0;
    this.keyEnd = 0;
    for (let at = pathEnd; at >= 0 && at < target.length; ) {
      const start = at + 1;
      const next = target.indexOf('&', start);
      const end = next < 0 ? target.length : next;
      if (target.startsWith(name, start) && target.charCodeAt(start + name.length) === 61) {
        this.keyStart = start + name.length + 1;
        this.keyEnd = end;
        return;
      }
      at = next;
    }
  }

  #walk(node: Node, at: number, segments: number, method: number, target: string): number {
    if (at === segments) {
      const found = node.ends[method]!;
      return found >= 0 ? found : node.rest[method]!;
    }
    const literal = node.literals.get(target.slice(this.#starts[at], this.#ends[at]));
    if (literal !== undefined) {
      const found = this.#walk(literal, at + 1, segments, method, target);
      if (found >= 0) return found;
    }
    if (node.parameter !== null) {
      const found = this.#walk(node.parameter, at + 1, segments, method, target);
      if (found >= 0) return found;
    }
    return node.rest[method]!;
  }

  #add(method: number, path: string, index: number): void {
    let node = this.#root;
    for (const part of segmentsOf(path)) {
      if (part === '*') {
        node.rest[method] = index;
        return;
      }
      if (part.startsWith(':')) {
        node.parameter ??= emptyNode();
        node = node.parameter;
      } else {
        const next = node.literals.get(part) ?? emptyNode();
        node.literals.set(part, next);
        node = next;
      }
    }
    node.ends[method] = index;
  }
}

/** Where the key stands that a route is about. */
function keyPlace({ path, reads, writes }: ImportRoute): KeyPlace {
  const by = (reads ?? (writes === 'uncached' ? null : writes))?.by;
  if (by === undefined) return null;
  const [place, name = ''] = by.split(/\.(.*)/, 2);
  switch (place) {
    case 'path':
      return { segment: segmentsOf(path).indexOf(`:${name}`) };
    case 'query':
      return { query: name };
    case 'constant':
      return 'all';
    default:
      // Headers are in no access log; the user is the nearest to what they say.
      return 'user';
  }
}

export function segmentsOf(path: string): string[] {
  return path.split('/').filter(part => part !== '');
}

function emptyNode(): Node {
  return {
    literals: new Map(),
    parameter: null,
    ends: new Int16Array(METHODS.length).fill(-1),
    rest: new Int16Array(METHODS.length).fill(-1),
  };
}

/** Where the path of a target begins and ends: a target may be a whole URL, and have a query. */
export function pathIn(target: string): [start: number, end: number] {
  const query = target.indexOf('?');
  const fragment = target.indexOf('#');
  const end = Math.min(query < 0 ? target.length : query, fragment < 0 ? target.length : fragment);
  if (target.charCodeAt(0) === 47) return [0, end];
  const scheme = target.indexOf('://');
  if (scheme < 0 || scheme > 8) return [0, end];
  const slash = target.indexOf('/', scheme + 3);
  return slash < 0 || slash > end ? [end, end] : [slash, end];
}
