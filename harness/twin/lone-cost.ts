import { type CostPath, costsOf, type RouteClasses, sameRoute } from './cost-class.ts';
import type { Outcome } from './role.ts';
import type { Twin } from './twin.ts';

/** The cost of requests that have one, and no other. */
export interface LoneCost {
  readonly path: CostPath;
  /** What they wait for beside a core. */
  readonly store: 'never' | 'reads' | 'writes';
}

/** What a series of durations is of; null: of requests with several costs, that failed, or that wait for another's read. */
export function loneCostOf(
  labels: Readonly<Record<string, string>>,
  twin: Twin,
  classes: readonly RouteClasses[],
): LoneCost | null {
  const names = twin.roles.durations?.labels ?? {};
  const label = (name: string | undefined): string | undefined => (name === undefined ? undefined : labels[name]);
  const route = label(names.route);
  const method = label(names.method);
  if (route === undefined || (label(names.status) ?? '2').startsWith('5')) return null;
  const own = classes.find(
    each =>
      sameRoute(each.route, route) ||
      sameRoute(each.route, `${method} ${route}`) ||
      (method === undefined && sameRoute(each.route.split(' ')[1] as string, route)),
  );
  if (own === undefined || own.store === null) return null;
  const word = label(names.outcome);
  const outcome: Outcome | null = word === undefined ? null : (twin.outcomes[word.toLowerCase()] ?? null);
  if (own.reads && (outcome === null || outcome === 'none' || outcome === 'coalesced')) return null;
  const costs = costsOf(own, outcome);
  if (costs.length !== 1) return null;
  return { path: costs[0] as CostPath, store: own.reads ? (outcome === 'miss' ? 'reads' : 'never') : own.store };
}
