/** What is known, or assumed, of a service before anybody has measured it: what a first topology and script are written from. */
export interface Sketch {
  /** The topology's name. */
  readonly name: string;
  /** Where this comes from, for people: `the OpenAPI file shop.yaml`. */
  readonly source: string;
  readonly user: SketchUser;
  readonly entries: readonly SketchEntry[];
  readonly routes: readonly SketchRoute[];
  /** What one user does, in this order. */
  readonly visit: readonly SketchCall[];
  /** What was left out and why, a line each. */
  readonly leftOut: readonly string[];
  /** Of a log: how many there are of what is else assumed; left out: nobody has counted. */
  readonly measured?: SketchMeasured;
}

/** What a log says of the traffic, at the topology's scale. */
export interface SketchMeasured {
  /** One request here stands for so many. */
  readonly scale: number;
  readonly users: number;
  /** In its busiest minute. */
  readonly peakPerSecond: number;
}

/** Where requests name their user. */
export interface SketchUser {
  readonly in: 'header' | 'cookie' | 'bearer' | 'query';
  readonly name: string;
  /** Nothing said so: it is the usual thing. */
  readonly assumed: boolean;
}

export interface SketchEntry {
  readonly name: string;
  /** `user`: one for each; else how many there are, assumed unless the sketch is measured. */
  readonly keys: 'user' | number;
  /** Of one, in the mean; left out: nobody knows. */
  readonly sizeBytes?: number;
}

export interface SketchRoute {
  readonly method: Method;
  /** `/products/:id` */
  readonly path: string;
  /** The entry that it looks up. */
  readonly reads: SketchKey | null;
  /** The entry that goes when it has written; `uncached`: it writes and none goes. */
  readonly writes: SketchKey | 'uncached' | null;
  readonly status: number;
  /** The answer's body; null: `{}`. */
  readonly body: string | null;
  /** At least so many bytes; 0: as long as the body. */
  readonly sizeBytes: number;
}

/** An entry and which part of a request is its key: `user`, `path.id` or `constant.all`. */
export interface SketchKey {
  readonly entry: string;
  readonly by: string;
}

export interface SketchCall {
  /** Of the sketch's routes, by index. */
  readonly route: number;
  /** From the end of the call before it, s. */
  readonly thinkS: number;
  /** The share of visits that make it, 0–1. */
  readonly share: number;
  /** The body that is sent; null: none. */
  readonly sends: string | null;
}

export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const;
export type Method = (typeof METHODS)[number];

/** A route stands in one line of a topology; YAML takes no key of more than 1024 characters. */
export const LONGEST_PATH = 500;
/** Distinct things of a kind in the store, where nobody has said how many there are. */
export const ASSUMED_KEYS = 1000;
/** Nobody has said how long people look at a page. */
export const ASSUMED_THINK_S = 1;
/** Visits that change something, where nobody has said how many do. */
export const ASSUMED_WRITING = 0.1;

/** What others wrote, in a comment: one line of it, that ends no comment. */
export function inComment(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll('*/', '* /')
    .slice(0, 200);
}

/** A topology's name out of any text: lower-case letters, digits and dashes. */
export function nameFrom(text: string): string {
  const name = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, 30)
    .replace(/-$/, '');
  return name === '' || name === 'directory' ? 'my-service' : name;
}

const ENTRY_LIMIT = 30;

/**
 * The entry of a path and its key: `/shops/:shop/products/:id` is about a product, by its id; `/cart` about the user's own; `null`
 * for `/`, which is a page.
 */
export function keyOf(path: string): SketchKey | null {
  const parts = path.split('/').filter(part => part !== '' && part !== '*');
  const last = parts.at(-1);
  if (last === undefined) return null;
  if (!last.startsWith(':')) return { entry: entryName(last), by: 'user' };
  const noun = parts.slice(0, -1).findLast(part => !part.startsWith(':'));
  return { entry: singular(entryName(noun ?? last.slice(1))), by: `path.${last.slice(1)}` };
}

/** The name of a kind of entry out of a part of a path. */
export function entryName(part: string): string {
  const name = part
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, ENTRY_LIMIT)
    .replace(/-$/, '');
  return name === '' || name === 'uncached' ? 'item' : name;
}

/** `products` → `product`. */
export function singular(name: string): string {
  if (/(ss|us|is)$/.test(name) || name.length < 4) return name;
  if (name.endsWith('ies')) return `${name.slice(0, -3)}y`;
  return name.replace(/(ch|sh|x|z)es$/, '$1').replace(/s$/, '');
}

/** The routes' entries, each once: those that a part of the path names have several keys, the others are a user's. */
export function entriesOf(routes: readonly Pick<SketchRoute, 'reads' | 'writes'>[]): SketchEntry[] {
  const found = new Map<string, SketchEntry>();
  for (const { reads, writes } of routes) {
    for (const key of [reads, writes]) {
      if (key === null || key === 'uncached' || found.has(key.entry)) continue;
      found.set(key.entry, { name: key.entry, keys: key.by === 'user' ? 'user' : ASSUMED_KEYS });
    }
  }
  return [...found.values()];
}

/**
 * One meaning for each entry: where the user's own `orders` and `/orders/:id` would have one name, they are two kinds.
 * What a write is about, that nothing reads, is in no cache.
 */
export function withOneMeaning<Route extends Pick<SketchRoute, 'reads' | 'writes'>>(routes: readonly Route[]): Route[] {
  const byEntry = new Map<string, boolean>();
  for (const { reads } of routes) if (reads !== null) byEntry.set(reads.entry, reads.by === 'user');
  const named = (key: SketchKey): SketchKey => {
    const clash = routes.some(({ reads }) => {
      return reads?.entry === key.entry && (reads.by === 'user') !== (key.by === 'user');
    });
    return clash && key.by === 'user' ? { ...key, entry: `own-${key.entry}`.slice(0, ENTRY_LIMIT) } : key;
  };
  return routes.map(route => {
    const { reads, writes } = route;
    const isRead = writes !== null && writes !== 'uncached' && byEntry.has(writes.entry);
    return {
      ...route,
      reads: reads === null ? null : named(reads),
      writes: writes === null || writes === 'uncached' ? writes : isRead ? named(writes) : 'uncached',
    };
  });
}
