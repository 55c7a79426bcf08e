import { looksLikeId } from '../init/route-path.ts';
import { entryName, METHODS, type Method, type SketchKey, singular, withOneMeaning } from '../init/sketch.ts';
import { type ImportRoute, segmentsOf } from './routes.ts';

/** A request that routes are learnt from. */
export interface SeenRequest {
  readonly method: Method;
  /** Path and query. */
  readonly target: string;
  readonly status: number;
  /** −1: not known. */
  readonly bytes: number;
  /** Any number that is a user's own; 0: nobody. */
  readonly user: number;
  /** What stands in the log for the user: a part of a path that is the same is no part of a route. */
  readonly userText: string;
}

/** As many different parts beside each other are no longer routes but names of things. */
const MOST_SIBLINGS = 24;
/** A part that fewer users have asked for, where there are more, may be somebody's name. */
const FEWEST_USERS = 3;
/** Below this share of the requests beside it, and so few, a part is one of many. */
const RARE_SHARE = 0.001;
const RARE = 10;
/** Rarer routes are not told apart. */
const MOST_ROUTES = 200;
/** Parameters with this share of a route's requests belong to it. */
const USUAL = 0.5;
const MOST_VALUES = 1000;
const QUERY_NAME = /^[A-Za-z_][\w-]{0,30}$/;

interface Node {
  count: number;
  readonly users: Set<number>;
  readonly literals: Map<string, Node>;
  parameter: Node | null;
  readonly ends: Map<Method, SeenRequest[]>;
}

/**
 * The routes that requests are of. Parts of paths that look like ids are parameters, and so are those that are too many beside each other, too
 * rare, or asked for by too few users: what is left is asked for by many, and nobody's.
 * @returns the most asked first
 */
export function learnRoutes(requests: readonly SeenRequest[]): ImportRoute[] {
  const root = emptyNode();
  for (const request of requests) add(root, request);
  const manyUsers = root.users.size >= FEWEST_USERS;
  settle(root, manyUsers);
  const found = collect(root, [])
    .sort((a, b) => b.requests.length - a.requests.length)
    .slice(0, MOST_ROUTES);
  const routes = found.map(({ method, parts, requests: of }) => routeOf(method, parts, of, manyUsers));
  return withOneMeaning(routes);
}

function add(root: Node, request: SeenRequest): void {
  const { method, target, user, userText } = request;
  const end = target.search(/[?#]/);
  let node = root;
  count(node, user);
  for (const part of segmentsOf(end < 0 ? target : target.slice(0, end)).slice(0, 40)) {
    if (part.length > 64 || looksLikeId(part) || (userText !== '' && part === userText)) {
      node.parameter ??= emptyNode();
      node = node.parameter;
    } else {
      const next = node.literals.get(part) ?? emptyNode();
      node.literals.set(part, next);
      node = next;
    }
    count(node, user);
  }
  const ends = node.ends.get(method);
  if (ends === undefined) node.ends.set(method, [request]);
  else ends.push(request);
}

function count(node: Node, user: number): void {
  node.count++;
  if (node.users.size < FEWEST_USERS) node.users.add(user);
}

/** Decides which parts are parameters, from the top down: what was one becomes one with what is beside it. */
function settle(node: Node, manyUsers: boolean): void {
  for (const isLeaf of [true, false]) {
    const group = [...node.literals].filter(([, child]) => isEnd(child) === isLeaf);
    const isMany = group.length > MOST_SIBLINGS;
    for (const [part, child] of group) {
      const isRare = child.count < RARE && child.count < Math.max(2, RARE_SHARE * node.count);
      const isSomebodys = manyUsers && child.users.size < FEWEST_USERS;
      if (!(isMany || isRare || isSomebodys)) continue;
      node.literals.delete(part);
      node.parameter = node.parameter === null ? child : merged(node.parameter, child);
    }
  }
  for (const child of [...node.literals.values(), ...(node.parameter === null ? [] : [node.parameter])])
    settle(child, manyUsers);
}

function isEnd({ literals, parameter }: Node): boolean {
  return literals.size === 0 && parameter === null;
}

function merged(a: Node, b: Node): Node {
  a.count += b.count;
  for (const user of b.users) if (a.users.size < FEWEST_USERS) a.users.add(user);
  for (const [part, child] of b.literals) {
    const own = a.literals.get(part);
    a.literals.set(part, own === undefined ? child : merged(own, child));
  }
  if (b.parameter !== null) a.parameter = a.parameter === null ? b.parameter : merged(a.parameter, b.parameter);
  for (const [method, requests] of b.ends) {
    const own = a.ends.get(method);
    if (own === undefined) a.ends.set(method, requests);
    else for (const request of requests) own.push(request);
  }
  return a;
}

interface Found {
  readonly method: Method;
  /** Null: a parameter. */
  readonly parts: readonly (string | null)[];
  readonly requests: readonly SeenRequest[];
}

function collect(node: Node, parts: readonly (string | null)[]): Found[] {
  const own = METHODS.flatMap(method => {
    const requests = node.ends.get(method);
    return requests === undefined ? [] : [{ method, parts, requests }];
  });
  const literals = [...node.literals].flatMap(([part, child]) => collect(child, [...parts, part]));
  return [...own, ...literals, ...(node.parameter === null ? [] : collect(node.parameter, [...parts, null]))];
}

function routeOf(
  method: Method,
  parts: readonly (string | null)[],
  requests: readonly SeenRequest[],
  manyUsers: boolean,
): ImportRoute {
  const named = withNames(parts);
  const path = `/${named.join('/')}`;
  const isRead = method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
  const key = keyOf(named, requests, manyUsers);
  if (isRead) return { method, path, reads: method === 'GET' ? key : null, writes: null };
  return { method, path, reads: null, writes: key ?? 'uncached' };
}

/** Parameters by what stands before them: `/orders/:order/lines/:line`. */
function withNames(parts: readonly (string | null)[]): string[] {
  const times = new Map<string, number>();
  let before = 'page';
  return parts.map(part => {
    if (part !== null) {
      before = part;
      return part;
    }
    const name = singular(entryName(before)).replaceAll('-', '_');
    const time = (times.get(name) ?? 0) + 1;
    times.set(name, time);
    return `:${name}${time === 1 ? '' : time}`;
  });
}

/**
 * What a request is about: the last parameter of the path; else one of the query that most requests have; else one thing for everybody, where all
 * get the same answer; else the user's own. The page at `/` is about nothing.
 */
function keyOf(named: readonly string[], requests: readonly SeenRequest[], manyUsers: boolean): SketchKey | null {
  const noun = named.findLast(part => !part.startsWith(':'));
  const parameter = named.findLast(part => part.startsWith(':'));
  const last = named.at(-1);
  const entry = noun === undefined ? 'page' : last === parameter ? singular(entryName(noun)) : entryName(noun);
  if (parameter !== undefined) return { entry, by: `path.${parameter.slice(1)}` };
  const query = usualQuery(requests);
  if (query !== null) return { entry, by: `query.${query}` };
  if (last === undefined) return null;
  return { entry, by: !manyUsers || isSameForAll(requests) ? 'constant.all' : 'user' };
}

/** The parameter that most requests have, and that differs most. */
function usualQuery(requests: readonly SeenRequest[]): string | null {
  const names = new Map<string, { count: number; readonly values: Set<string> }>();
  for (const { target } of requests) {
    const at = target.indexOf('?');
    if (at < 0) continue;
    for (const pair of target.slice(at + 1).split('&', 20)) {
      const equals = pair.indexOf('=');
      const name = equals < 0 ? pair : pair.slice(0, equals);
      if (equals < 0 || !QUERY_NAME.test(name) || looksLikeId(name)) continue;
      const known = names.get(name) ?? { count: 0, values: new Set() };
      known.count++;
      if (known.values.size < MOST_VALUES) known.values.add(pair.slice(equals + 1));
      names.set(name, known);
    }
  }
  const usual = [...names].filter(([, { count: times }]) => times >= Math.max(RARE, USUAL * requests.length));
  const [first] = usual.sort((a, b) => b[1].values.size - a[1].values.size || b[1].count - a[1].count);
  return first?.[0] ?? null;
}

/** Every good answer has one length, and several users got it. */
function isSameForAll(requests: readonly SeenRequest[]): boolean {
  const good = requests.filter(({ status, bytes }) => status === 200 && bytes > 0);
  const users = new Set(good.map(({ user }) => user));
  return good.length >= RARE && users.size >= FEWEST_USERS && new Set(good.map(({ bytes }) => bytes)).size === 1;
}

function emptyNode(): Node {
  return { count: 0, users: new Set(), literals: new Map(), parameter: null, ends: new Map() };
}
