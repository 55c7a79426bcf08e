import type { RouteDescription, ServiceDescription } from '../../mock-service/service/declared/description.ts';
import type { Outcome } from './role.ts';

/** A cost of the topology that is to be measured, by its path there: `cost.miss`, `service.routes.GET /.cost`. */
export type CostPath = string;

/** What requests to a route cost, by what becomes of them. */
export interface RouteClasses {
  readonly route: string;
  /** Looked up in the cache: a hit and a miss cost different things. */
  readonly reads: boolean;
  /** Costs of a request whatever the cache says. */
  readonly always: readonly CostPath[];
  /** Costs beside those of one that the cache answers, or that waits for another's read; and of one that misses. */
  readonly hit: CostPath;
  readonly miss: CostPath;
  /** The only entry that it reads; null: it reads none, or several. */
  readonly entry: string | null;
  /** What callers wait for beside a core and what the cache leads to; null: it goes on when they have their answer. */
  readonly store: 'never' | 'reads' | 'writes' | null;
}

type OwnCosts = Readonly<Record<string, unknown>> | undefined;

/**
 * Which cost of the topology each request has. Routes without a cost of their own share the topology's, as in a drill (model §11).
 * @param written the costs of routes as the topology's file has them
 */
export function routeClasses(service: ServiceDescription, written: ReadonlyMap<string, unknown>): RouteClasses[] {
  return service.routes.map(route => classesOf(route, written.get(nameOf(route)) as OwnCosts));
}

/** `GET /api/products/:id` */
export function nameOf({ method, path }: Pick<RouteDescription, 'method' | 'path'>): string {
  return `${method} ${path}`;
}

function classesOf(route: RouteDescription, own: OwnCosts): RouteClasses {
  const path = (part: 'hit' | 'miss' | 'write'): CostPath => {
    if (own === undefined) return `cost.${part}`;
    const base = `service.routes.${nameOf(route)}.cost`;
    if (!['hit', 'miss', 'write'].some(each => each in own)) return base;
    return part in own ? `${base}.${part}` : `cost.${part}`;
  };
  const { reads, readsUncached, writes, background } = route;
  const always: CostPath[] = [];
  if (background || (reads.length === 0 && !readsUncached && writes === null)) always.push(path('hit'));
  if (readsUncached) always.push(path('miss'));
  if (writes !== null) always.push(path('write'));
  return {
    ...{ route: nameOf(route), reads: reads.length > 0, always, hit: path('hit'), miss: path('miss') },
    entry: reads.length === 1 ? (reads[0]?.entry ?? null) : null,
    store: background ? null : writes !== null ? 'writes' : readsUncached ? 'reads' : 'never',
  };
}

/** The costs that requests of these routes have, each once, the shared ones first. */
export function costPaths(classes: readonly RouteClasses[]): CostPath[] {
  const paths = new Set(classes.flatMap(({ reads, always, hit, miss }) => [...(reads ? [hit, miss] : []), ...always]));
  const isShared = (path: CostPath): boolean => path.startsWith('cost.');
  return [...paths].sort((a, b) => Number(isShared(b)) - Number(isShared(a)));
}

/** The costs of one request. Who waits for another's read costs a hit (model §1.2). */
export function costsOf({ reads, always, hit, miss }: RouteClasses, outcome: Outcome | null): readonly CostPath[] {
  if (!reads || outcome === null || outcome === 'none') return always;
  return [...always, outcome === 'miss' ? miss : hit];
}

/** Names of parameters do not matter: `:id`, `{id}`, `<id>` and `[id]` are the same. */
export function sameRoute(a: string, b: string): boolean {
  return plainRoute(a) === plainRoute(b);
}

function plainRoute(route: string): string {
  return route.replaceAll(/:\w+|\{[^}]*\}|<[^>]*>|\[[^\]]*\]/g, ':').replace(/(?<=.)\/$/, '');
}
