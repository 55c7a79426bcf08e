import type { Topology } from '../topology/topology.ts';
import { type RouteClasses, sameRoute } from './cost-class.ts';
import { increases, type RawSeries } from './counter.ts';
import type { Outcome, Role } from './role.ts';
import type { Twin } from './twin.ts';
import { type WindowColumn, whileAlive } from './window-column.ts';

/** Health checks and scrapes: they cost nothing to speak of, and no topology has a route for them. */
const CHECKS = /^(?:[A-Z]+ )?\/(?:-\/)?(?:health\w*|ready\w*|live\w*|ping|metrics|actuator\/\w+)\/?$/i;

/** A counter that stands for an instance's requests. */
export interface Counted {
  readonly pool: string;
  readonly instance: string;
  readonly route: RouteClasses | null;
  readonly outcome: Outcome | null;
  readonly failed: boolean;
  readonly by: WindowColumn;
}

/** Follows the labels of a twin. */
export class LabelReader {
  readonly notes = new Set<string>();
  readonly problems = new Set<string>();
  readonly strangers = new Set<string>();
  readonly #twin: Twin;
  readonly #pools: readonly string[];
  readonly #classes: readonly RouteClasses[];
  readonly #edges: readonly number[];

  constructor(twin: Twin, topology: Topology, classes: readonly RouteClasses[], edges: readonly number[]) {
    this.#twin = twin;
    this.#pools = Object.keys(topology.pools);
    this.#classes = classes;
    this.#edges = edges;
  }

  /** Whose a series is; null: of no pool of the topology. */
  ownerOf(role: Role, { labels }: RawSeries): { readonly pool: string; readonly instance: string } | null {
    const names = this.#twin.roles[role]?.labels ?? {};
    const said = names.pool === undefined ? undefined : labels[names.pool];
    const pool = said === undefined ? undefined : this.#twin.pools === null ? said : this.#twin.pools.get(said);
    if (pool === undefined || !this.#pools.includes(pool)) {
      if (said !== undefined)
        this.notes.add(`${role}: ${said} is no pool of the topology (${this.#pools.join(', ')}), and is left out`);
      return null;
    }
    const instance = names.instance === undefined ? undefined : labels[names.instance];
    return { pool, instance: instance ?? 'all' };
  }

  requests(series: RawSeries, isBornAtZero: (pool: string, instance: string, series: RawSeries) => boolean): Counted[] {
    const owner = this.ownerOf('requests', series);
    if (owner === null) return [];
    const names = this.#twin.roles.requests?.labels ?? {};
    const label = (name: string | undefined): string | null =>
      name === undefined ? null : (series.labels[name] ?? null);
    const status = label(names.status) ?? '';
    const route = this.#routeOf(label(names.route), label(names.method));
    if (route === null && CHECKS.test(label(names.route) ?? '')) return [];
    const said = label(names.outcome);
    const by = this.#counted(series, isBornAtZero(owner.pool, owner.instance, series));
    return [
      {
        ...owner,
        route,
        outcome: said === null ? null : this.#outcomeOf('requests', said),
        failed: status.startsWith('5'),
        by,
      },
    ];
  }

  lookups(series: RawSeries, isBornAtZero: (pool: string, instance: string, series: RawSeries) => boolean): Counted[] {
    const owner = this.ownerOf('lookups', series);
    const name = this.#twin.roles.lookups?.labels.outcome;
    if (owner === null || name === undefined) return [];
    const outcome = this.#outcomeOf('lookups', series.labels[name] ?? '');
    const reading = this.#classes.find(({ reads }) => reads) ?? null;
    const by = this.#counted(series, isBornAtZero(owner.pool, owner.instance, series));
    // All routes that read share the topology's costs; those with costs of their own are told of (`notTold`).
    const route = reading && { ...reading, always: [], hit: 'cost.hit', miss: 'cost.miss' };
    return outcome === 'none' ? [] : [{ ...owner, route, outcome, failed: false, by }];
  }

  #counted(series: RawSeries, isBornAtZero: boolean): WindowColumn {
    const { by, lives } = increases(series, this.#edges, this.#twin.everyMs, isBornAtZero);
    return whileAlive(by, lives);
  }

  #outcomeOf(role: Role, word: string): Outcome {
    const outcome = this.#twin.outcomes[word.toLowerCase()];
    if (outcome === undefined)
      this.problems.add(
        `${role}: what does the cache mean by ${word}? Say it in outcomes: { ${word}: hit } (or coalesced, miss, none)`,
      );
    return outcome ?? 'none';
  }

  #routeOf(route: string | null, method: string | null): RouteClasses | null {
    if (route === null) return null;
    const named = this.#twin.routes[route] ?? this.#twin.routes[`${method} ${route}`];
    const found = this.#classes.filter(each => {
      if (named !== undefined) return each.route === named;
      if (sameRoute(each.route, route)) return true;
      const [ownMethod, ownPath] = each.route.split(' ') as [string, string];
      return sameRoute(ownPath, route) && (method === null || ownMethod === method.toUpperCase());
    });
    if (found.length === 1) return found[0] as RouteClasses;
    const shown = method === null ? route : `${method} ${route}`;
    if (found.length > 1)
      this.problems.add(
        `requests: ${shown} may be ${found.map(each => each.route).join(' or ')}: add the method as a label, or name it in routes`,
      );
    else if (!CHECKS.test(shown)) this.strangers.add(shown);
    return null;
  }

  /** The last value of a gauge, of the instance or of one that stands for all. */
  gaugeOf(role: Role, all: readonly RawSeries[], pool: string, instance: string): number | null {
    const mine = all.filter(series => {
      const owner = this.ownerOf(role, series);
      return (
        owner !== null &&
        owner.pool === pool &&
        (owner.instance === instance || owner.instance === 'all' || instance === 'all')
      );
    });
    return mine[0]?.values.at(-1) ?? null;
  }
}
